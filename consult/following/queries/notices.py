"""Somebody's notices, as the site lists and counts them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from consult.drafts.policy import is_open_to_all, may_listen
from consult.following.models import Notice
from consult.following.queries.lines import Line, Lines
from consult.people.models import User

PER_PAGE = 20


@dataclass(frozen=True)
class NoticesPage:
    """A page of notices, the newest first, and where the next one begins."""

    lines: list[Line]
    newest: UUID | None
    """Up to where somebody who marks all of them read has seen them."""
    before: UUID | None
    """Before which notice the next page begins; None where there is none."""


def notices_page(reader: User, *, before: UUID | None = None) -> NoticesPage:
    """Return a page of the reader's notices, before one of them."""
    own = Notice.objects.filter(participant=reader).on_site().standing()
    if before is not None:
        own = own.filter(pk__lt=before)
    found = list(own.order_by("-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return NoticesPage(
        lines=Lines.of(shown, [reader.language]).told_to(reader),
        newest=shown[0].pk if shown else None,
        before=shown[-1].pk if len(found) > PER_PAGE else None,
    )


def unread_count(reader: User) -> int:
    """Return how many notices somebody has not read that the site would show. One query, and one
    more for each draft that is not open to everybody.
    """
    unread = Notice.objects.filter(participant=reader, read_at=None).on_site().standing()
    counts = unread.order_by().values("draft").annotate(many=Count("pk"))
    return sum(
        one["many"]
        for one in counts.annotate(is_open=is_open_to_all("draft_id")).values(
            "draft", "many", "is_open"
        )
        if one["is_open"] or may_listen(one["draft"], reader)
    )
