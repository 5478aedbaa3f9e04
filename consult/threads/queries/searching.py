"""Comments of a draft, found by their words."""

from dataclasses import dataclass
from uuid import UUID

from wagtail.search.backends import get_search_backend

from consult.drafts.models import Draft
from consult.threads.models import Comment, Viewer
from consult.threads.orders import Cursor
from consult.threads.queries.translations import with_translations
from consult.threads.words import question

FOUND_PER_PAGE = 20


@dataclass(frozen=True)
class FoundPage:
    """A page of comments that were found, and behind which one the next begins."""

    comments: list[Comment]
    next: Cursor | None


def found_page(
    draft: Draft,
    text: str,
    *,
    languages: tuple[str, ...] = (),
    cursor: Cursor | None = None,
    viewer: Viewer,
    limit: int = FOUND_PER_PAGE,
) -> FoundPage:
    """Return the comments of a draft, replies too, that hold all words of a text, newest first.

    Where `languages` are named, only what is in one of them. Words between quotes must stand side by side; accents and case do not matter. Found is only
    what the public may see, whoever asks. `cursor` is the `next` of the page before,
    `Cursor.read(text, Order.NEWEST)` makes it of an address.

    `newest` is of this site's own search backends (cms/search/): Wagtail's `search` reads all that
    was ever said on PostgreSQL, and finds nothing with a UUID on SQLite.
    """
    asked = question(text, draft.pk, languages)
    if asked is None:
        return FoundPage([], None)
    found = get_search_backend().newest(
        asked, Comment, before=cursor and str(cursor.id), limit=limit
    )
    comments = Comment.objects.visible_to(viewer).visible().with_people()
    # By their keys alone: asked for the draft too, SQLite walks through all that it has.
    by_key = {
        str(one.pk): one for one in comments.filter(pk__in=found.keys) if one.draft_id == draft.pk
    }
    return FoundPage(
        with_translations(by_key[key] for key in found.keys if key in by_key),
        Cursor(UUID(found.next)) if found.next else None,
    )
