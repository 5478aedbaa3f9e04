"""Who may read a draft."""

from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Page, PageViewRestriction

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
    pages = (
        DraftPage.objects.filter(translation_key=draft_key, live=True)
        .annotate(may_be_private=may_be_private())
        .select_related("locale")
        .order_by("pk")
    )
    return [page for page in pages if not page.may_be_private or may_read(page, reader)]


def may_be_private() -> Q:
    """Return the condition that a page, or one above it, is restricted or an alias.

    An alias is as private as the page that it shows, which may stand elsewhere.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(below=path).filter(
        below__startswith=F("page__path")
    )
    aliases = Page.objects.alias(below=path).filter(
        below__startswith=F("path"), alias_of__isnull=False
    )
    return Q(Exists(restrictions)) | Q(Exists(aliases))


def readable_languages(draft_key: UUID, reader: User) -> set[str]:
    """Return the languages in which somebody may read a draft, and so its versions."""
    pages = readable_pages(draft_key, reader)
    return {page.locale.language_code for page in pages if not page.alias_of_id}


def is_open_to_all(draft_key: str) -> Exists:
    """Return the condition that a draft, of which `draft_key` names the column, has a page that
    everybody may read. Where it does not hold, `may_listen` still may.
    """
    return Exists(
        DraftPage.objects.filter(~may_be_private(), translation_key=OuterRef(draft_key), live=True)
    )


def may_read(page: DraftPage, reader: User) -> bool:
    """Tell whether a page's restrictions, its ancestors' too, let somebody in."""
    return all(opens_to(one, reader) for one in page.get_view_restrictions())


def opens_to(restriction: PageViewRestriction, reader: User) -> bool:
    """Tell whether one restriction lets somebody in. A shared password never opens a stream."""
    if restriction.restriction_type == PageViewRestriction.NONE:
        return True
    if not reader.is_authenticated or not reader.is_active:
        return False
    if restriction.restriction_type == PageViewRestriction.LOGIN or reader.is_superuser:
        return True
    if restriction.restriction_type != PageViewRestriction.GROUPS:
        return False
    return restriction.groups.filter(pk__in=reader.groups.all()).exists()
