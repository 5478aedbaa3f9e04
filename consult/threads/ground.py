"""The ground of a draft page: what it rests on, in one query, so that a copy can be proved true."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consult.consultations.models import Consultation
from consult.drafts.models import DraftPage
from consult.live import services as live

IDENTITY = ("pk", "url_path", "live", "live_revision_id", "alias_of_id")
TIMES = ("opens_at", "closes_at", "answers_until")
COLUMNS = (*IDENTITY, "last_published_at", "is_restricted", "number", "overdue", "times")


@dataclass(frozen=True)
class Ground:
    """What a draft page rests on. A copy of the page is true while its ground is the same."""

    path: str
    """Where the page stands in the tree."""
    draft_key: UUID
    rows: tuple[tuple, ...]
    """The page and those above it, from the top, as the database gives them: each one's address,
    publication and privacy; with each the draft's number of events and its consultation's times.
    """
    read_at: datetime = field(default_factory=timezone.now, compare=False)

    def bears(self, page: DraftPage) -> bool:
        """Tell whether a page that was loaded before is public now, just as it was loaded.

        It is not where more has changed than the stream's number says: something is overdue.
        """
        line = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows]
        return (
            bool(line)
            and all(line[-1][name] == getattr(page, name) for name in IDENTITY)
            and page.live
            # An alias is as private as the page that it shows, which stands elsewhere.
            and not any(one["is_restricted"] or one["alias_of_id"] for one in line)
            and line[-1]["number"] is not None
            and not line[-1]["overdue"]
        )


def read_ground(path: str, draft_key: UUID) -> Ground:
    """Return the ground of the page at a path of the tree, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(*question(path, draft_key))
        return Ground(path, draft_key, tuple(cursor.fetchall()))


@lru_cache(maxsize=1_000)
def question(path: str, draft_key: UUID) -> tuple[str, tuple]:
    """Return what the database is asked. To compile it takes ten times as long as to answer it."""
    # As one value: each part of a query that is looked up by itself costs time to plan.
    times = Consultation.objects.filter(drafts=draft_key)
    pages = Page.objects.filter(path__in=paths_down_to(path)).annotate(
        is_restricted=Exists(PageViewRestriction.objects.filter(page=OuterRef("pk"))),
        **live.standing_within(draft_key),
        times=Subquery(times.values(all=JSONObject(**dict(zip(TIMES, TIMES, strict=True))))),
    )
    return pages.order_by("path").values_list(*COLUMNS).query.sql_with_params()


def paths_down_to(path: str) -> list[str]:
    """Return the paths of the pages from the top of the tree to the one at `path`."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
