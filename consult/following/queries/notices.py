"""Somebody's notices, as the site lists and counts them."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from consult.drafts.policy import is_open_to_all, may_listen
from consult.following.models import Notice
from consult.following.queries.lines import Line, Lines
from consult.people.models import User

PER_PAGE = 20
MOST_COUNTED = 100
"""Unread notices that are counted; of more it is only said that there are."""


@dataclass(frozen=True)
class NoticesPage:
    """A page of notices, the newest first, and where the next one begins."""

    lines: list[Line]
    newest: UUID | None
    """Up to where somebody who marks all of them read has seen them."""
    before: UUID | None
    """Before which notice the next page begins; None where there is none."""


def notices_page(reader: User, *, language: str, before: UUID | None = None) -> NoticesPage:
    """Return a page of the reader's notices, told in a language, before one of them."""
    own = Notice.objects.filter(participant=reader).on_site().standing()
    if before is not None:
        own = own.filter(pk__lt=before)
    found = list(own.order_by("-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return NoticesPage(
        lines=Lines.of(shown, [language]).told_to(reader, language),
        newest=shown[0].pk if shown else None,
        before=shown[-1].pk if len(found) > PER_PAGE else None,
    )


def unread_count(reader: User) -> int:
    """Return how many notices somebody has not read that the site would show, `MOST_COUNTED` at most.

    One query, and one more for each draft that is not open to everybody.
    """
    unread = Notice.objects.filter(participant=reader, read_at=None).on_site().standing()
    rows = unread.annotate(is_open=is_open_to_all("draft_id")).order_by("-pk")
    counts = Counter(rows.values_list("draft", "is_open")[:MOST_COUNTED])
    return sum(
        many
        for (draft_id, is_open), many in counts.items()
        if is_open or may_listen(draft_id, reader)
    )
