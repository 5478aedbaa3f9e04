"""The ways to the drafters' desks of a consultation."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from consult.drafts.models import Draft, DraftPage, Section


@dataclass(frozen=True)
class Desk:
    """A draft whose desk somebody may sit at, and how much awaits an answer there."""

    draft_key: UUID
    title: str
    count: int


def desks_of(consultation_id: UUID, language: str, draft_key: UUID | None = None) -> list[Desk]:
    """Return the desks of a consultation, or that of one of its drafts; in one query."""
    pages = DraftPage.objects.filter(translation_key=OuterRef("pk"))
    own = pages.filter(locale__language_code=language).values("title")[:1]
    counted = Section.objects.filter(draft=OuterRef("pk")).order_by().values("draft")
    drafts = Draft.objects.filter(consultation=consultation_id)
    if draft_key is not None:
        drafts = drafts.filter(pk=draft_key)
    found = drafts.annotate(
        title=Coalesce(
            Subquery(own), Subquery(pages.order_by("pk").values("title")[:1]), Value("")
        ),
        count=Subquery(
            counted.annotate(
                awaiting=Sum("threads_count", default=0) - Sum("answered_count", default=0)
            ).values("awaiting")
        ),
    )
    return [Desk(one.pk, one.title, one.count or 0) for one in found.order_by("pk")]
