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
    shown: str
    """Where the page stands that an untranslated one shows; empty for a page with words of its own."""
    rows: tuple[tuple, ...]
    """The page and those above it, from the top, as the database gives them: each one's address,
    publication and privacy; with each the draft's number of events and its consultation's times.
    The same of the page that it shows.
    """
    read_at: datetime = field(default_factory=timezone.now, compare=False)

    def bears(self, page: DraftPage) -> bool:
        """Tell whether a page that was loaded before is public now, just as it was loaded.

        It is not where more has changed than the stream's number says: something is overdue.
        """
        lines = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows]
        keys = {one["pk"] for one in lines}
        own = next((one for one in lines if one["pk"] == page.pk), None)
        return (
            own is not None
            and all(own[name] == getattr(page, name) for name in IDENTITY)
            and page.live
            and not any(one["is_restricted"] for one in lines)
            # An alias is as private as the page that it shows, which has to be looked at too.
            and all(one["alias_of_id"] in keys for one in lines if one["alias_of_id"])
            and own["number"] is not None
            and not own["overdue"]
        )


def read_ground(path: str, draft_key: UUID, shown: str = "") -> Ground:
    """Return the ground of the page at a path of the tree, in one query.

    `shown` is the path of the page whose words an untranslated one shows.
    """
    with connection.cursor() as cursor:
        cursor.execute(*question(path, draft_key, shown))
        return Ground(path, draft_key, shown, tuple(cursor.fetchall()))


@lru_cache(maxsize=1_000)
def question(path: str, draft_key: UUID, shown: str) -> tuple[str, tuple]:
    """Return what the database is asked. To compile it takes ten times as long as to answer it."""
    # As one value: each part of a query that is looked up by itself costs time to plan.
    times = Consultation.objects.filter(drafts=draft_key)
    pages = Page.objects.filter(path__in=[*paths_down_to(path), *paths_down_to(shown)]).annotate(
        is_restricted=Exists(PageViewRestriction.objects.filter(page=OuterRef("pk"))),
        **live.standing_within(draft_key),
        times=Subquery(times.values(all=JSONObject(**dict(zip(TIMES, TIMES, strict=True))))),
    )
    return pages.order_by("path").values_list(*COLUMNS).query.sql_with_params()


def paths_down_to(path: str) -> list[str]:
    """Return the paths of the pages from the top of the tree to the one at `path`."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
