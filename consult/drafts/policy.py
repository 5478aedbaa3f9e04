"""Who may read a draft."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from consult.consultations import privacy
from consult.drafts.pages import DraftPage
from consult.people.models import User


def may_listen(draft_key: UUID, reader: User) -> bool:
    """Tell whether somebody may follow what happens on a draft: whoever may read a page of it."""
    return readable_page(draft_key, reader) is not None


def readable_page(draft_key: UUID, reader: User, language: str | None = None) -> DraftPage | None:
    """Return a public page of a draft that somebody may read: in their language, or the first.

    One query for a draft that is open to all; restrictions are looked into only where there are any.
    """
    pages = readable_pages(draft_key, reader)
    in_language = (page for page in pages if page.locale.language_code == language)
    return next(in_language, pages[0] if pages else None)


def readable_pages(draft_key: UUID, reader: User) -> list[DraftPage]:
    """Return the public pages of a draft that somebody may read, in all languages."""
    return privacy.readable_pages(DraftPage.objects.filter(translation_key=draft_key), reader)


def readable_languages(draft_key: UUID, reader: User) -> set[str]:
    """Return the languages in which somebody may read a draft, and so its versions."""
    pages = readable_pages(draft_key, reader)
    return {page.locale.language_code for page in pages if not page.alias_of_id}


def is_open_to_all(draft_key: str) -> Exists:
    """Return the condition that a draft, of which `draft_key` names the column, has a page that
    everybody may read. Where it does not hold, `may_listen` still may.
    """
    return Exists(
        DraftPage.objects.filter(
            ~privacy.may_be_private(), translation_key=OuterRef(draft_key), live=True
        )
    )
