"""How much awaits an answer on a draft: section by section, by kind, and by who looks after it.

Words are what the public sees: a hidden contribution is none that a drafter works on.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Left
from django.utils.translation import get_language

from consult.answers.models import Assignment
from consult.consultations.models import Membership, Role
from consult.core.counted import number_of
from consult.core.folding import sort_key
from consult.drafts.models import Section, VersionSection
from consult.drafts.queries import label_from, newest_in
from consult.people.models import User
from consult.threads.models import Comment, CommentQuerySet, Kind

KINDS = (Kind.SUGGESTION, Kind.QUESTION, Kind.REMARK)
"""In the order in which they stand: what asks most of a drafter comes first."""


@dataclass(frozen=True)
class Line:
    """A section that something was said about, and how much of that is answered."""

    key: UUID
    label: str
    threads: int
    answered: int
    is_whole_draft: bool
    is_retired: bool
    guests: int
    """Those of the contributions whose authors have no account."""
    guests_awaiting: int
    """Those of them that await an answer."""

    @property
    def awaiting(self) -> int:
        """Return how many contributions await an answer."""
        return self.threads - self.answered


def lines_of(draft_key: UUID, language: str) -> list[Line]:
    """Return the sections of a draft that something was said about, in their order, in one query."""
    wordings = VersionSection.objects.filter(section=OuterRef("pk")).order_by(*newest_in(language))
    begins = wordings.annotate(begins=Left("text", 200)).values("begins")[:1]
    of_guests = open_at(draft_key).filter(by_guest=True)
    sections = Section.objects.filter(draft=draft_key, threads_count__gt=0).annotate(
        title=Coalesce(Subquery(wordings.values("title")[:1]), Value("")),
        begins=Coalesce(Subquery(begins), Value("")),
        guests_awaiting=number_of(of_guests, "section"),
    )
    return [
        Line(
            key=one.key,
            label=label_from(one.title, one.begins),
            threads=one.threads_count,
            answered=one.answered_count,
            is_whole_draft=one.is_whole_draft,
            is_retired=one.retired_at is not None,
            guests=one.guest_threads_count,
            guests_awaiting=one.guests_awaiting,
        )
        for one in sections.order_by("position", "pk")
    ]


@dataclass(frozen=True)
class Seated:
    """A drafter of the consultation, and how many open contributions they look after."""

    drafter: User
    college: str
    college_name: str
    count: int


def drafters_of(seat: Membership) -> list[Seated]:
    """Return the drafters of a consultation, by name, with what each looks after; in two queries.

    What belonged to somebody who is none of them any more belongs to nobody.
    """
    members = Membership.objects.filter(
        consultation=seat.consultation_id, role=Role.DRAFTER, participant__is_active=True
    )
    language = get_language()
    seats = sorted(
        members.select_related("participant").order_by("pk"),
        key=lambda one: sort_key(one.participant.public_name, language),
    )
    open_ones = open_at(seat.draft_key).values("pk")
    held = Assignment.objects.filter(
        contribution__in=open_ones, drafter__in=[one.participant_id for one in seats]
    )
    counts = dict(held.values_list("drafter").annotate(Count("pk")))
    return [
        Seated(
            one.participant,
            one.college,
            one.get_college_display(),
            counts.get(one.participant_id, 0),
        )
        for one in seats
    ]


@dataclass(frozen=True)
class Awaiting:
    """How much awaits an answer, by kind, and since when."""

    by_kind: dict[str, int]
    guests: dict[str, int]
    """Those of them whose authors have no account, by kind."""
    oldest: datetime | None

    @property
    def total(self) -> int:
        """Return how many contributions await an answer."""
        return sum(self.by_kind.values())

    @property
    def kinds(self) -> list[tuple[Kind, int, int]]:
        """Return each kind with its count and that of guests, in the order in which they stand."""
        return [(kind, self.by_kind.get(kind, 0), self.guests.get(kind, 0)) for kind in KINDS]


def awaiting(draft_key: UUID) -> Awaiting:
    """Return how much awaits an answer on a draft, in one query."""
    found = list(
        open_at(draft_key)
        .order_by()
        .values("kind")
        .annotate(
            count=Count("pk"),
            guests=Count("pk", filter=Q(by_guest=True)),
            oldest=Min("posted_at"),
        )
    )
    return Awaiting(
        by_kind={one["kind"]: one["count"] for one in found},
        guests={one["kind"]: one["guests"] for one in found},
        oldest=min((one["oldest"] for one in found), default=None),
    )


def open_at(draft_key: UUID) -> CommentQuerySet:
    """Return the contributions to a draft that await an answer."""
    return public_at(draft_key).filter(answered_at=None)


def public_at(draft_key: UUID) -> CommentQuerySet:
    """Return the contributions to a draft whose words are public."""
    return Comment.objects.roots().visible().filter(draft=draft_key)
