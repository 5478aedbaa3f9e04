"""The queue: what waits for a consultation's moderators, the oldest first, and how much of it.

Moderators read all words, so rows bear them as they are: `visible_to` a moderator says the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import (
    Count,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextField,
    UUIDField,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce

from consult.consultations.models import Consultation, ConsultationPage, Membership, Role
from consult.consultations.policy import acting_membership
from consult.live.services import last_number_of
from consult.moderation.desk import desk_of
from consult.moderation.models import TAKEN_FOR, Case, Cause, Decision, Report
from consult.moderation.models.cases import CaseQuerySet
from consult.moderation.services import standing
from consult.people.models import User
from consult.threads.models import author_name
from consult.threads.screening import sentences

PER_PAGE = 25


@dataclass(frozen=True)
class Choice:
    """What a moderator chose to see. All of it is named in addresses, and no other name counts."""

    cause: str = ""
    is_turn: bool = False
    """Only what waits for the moderator's own college."""
    is_free: bool = False
    """Only what nobody is on."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Choice":
        """Return what an address asks for; unknown names ask for nothing."""
        cause = query.get("cause", "")
        return cls(
            cause=cause if cause in Cause.values else "",
            is_turn=query.get("turn") == "1",
            is_free=query.get("free") == "1",
        )

    @property
    def query(self) -> str:
        """Return what names this choice in an address."""
        named = {"cause": self.cause, "turn": self.is_turn and "1", "free": self.is_free and "1"}
        return urlencode({name: value for name, value in named.items() if value})

    @property
    def with_turn(self) -> "Choice":
        """Return the same with the other answer to whose turn it is."""
        return replace(self, is_turn=not self.is_turn)

    @property
    def with_free(self) -> "Choice":
        """Return the same with the other answer to whether anybody is on it."""
        return replace(self, is_free=not self.is_free)


@dataclass(frozen=True)
class Row:
    """One line of the queue: a case, or all open cases of one campaign."""

    case: Case
    words: str
    author: str
    by_guest: bool
    """Whether its author has no account."""
    count: int
    """How many open cases a campaign has; 0 for a case on its own."""
    article: int | None
    """The key of the article that the first open report names."""
    grounds: list[str]
    holder: User | None
    seen: str
    """The `standing` of its words, so that nobody decides on what they have not seen."""
    guests: int
    """How many of a campaign's open cases are about words of people without an account."""

    @property
    def value(self) -> str:
        """Return what selects it in a form: the case as it was seen, or its campaign."""
        return str(self.case.campaign) if self.count > 1 else f"{self.case.pk}.{self.seen}"


@dataclass(frozen=True)
class Listed:
    """A page of the queue; `next` is where the following one begins, None on the last."""

    rows: list[Row]
    next: UUID | None


@dataclass(frozen=True)
class Waiting:
    """How much waits, and since when."""

    by_cause: dict[str, int]
    turn: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        """Return how many cases are open."""
        return sum(self.by_cause.values())

    @property
    def causes(self) -> list[tuple[Cause, int]]:
        """Return each cause with its count, in the order in which causes are named."""
        return [(cause, self.by_cause.get(cause, 0)) for cause in Cause]


def waiting(consultation_id: UUID, college: str) -> Waiting:
    """Return how much waits in a consultation, in one query; `college` is the moderator's own."""
    found = list(
        Case.objects.open()
        .filter(consultation=consultation_id)
        .order_by()
        .values("cause")
        .annotate(
            count=Count("pk"),
            turn=Count("pk", filter=Q(college=college)),
            oldest=Min("opened_at"),
        )
    )
    return Waiting(
        by_cause={one["cause"]: one["count"] for one in found},
        turn=sum(one["turn"] for one in found),
        oldest=min((one["oldest"] for one in found), default=None),
    )


def open_count(consultation_id: UUID) -> int:
    """Return how many cases are open."""
    return Case.objects.open().filter(consultation=consultation_id).count()


def seat_at(desk: UUID, by: User, language: str) -> Membership | None:
    """Return somebody's membership as moderator of a consultation, in one query.

    The consultation comes with it, with the `title` of its page in a language, or the first, and
    with the `number` of the newest event at its desk: older than all that is read afterwards. Their
    other memberships are read along, so that nobody asks for them again (`acting_membership`).
    """
    pages = ConsultationPage.objects.filter(translation_key=OuterRef("consultation"))
    own = pages.filter(locale__language_code=language).values("title")[:1]
    seats = Membership.objects.select_related("consultation").annotate(
        title=Coalesce(Subquery(own), Subquery(pages.order_by("pk").values("title")[:1])),
        number=last_number_of(desk_of(desk)),
    )
    prefetch_related_objects([by], Prefetch("memberships", seats))
    seat = acting_membership(by, Consultation(pk=desk), Role.MODERATOR)
    if seat is not None:
        seat.consultation.title, seat.consultation.number = seat.title, seat.number
    return seat


# The list


def chosen_cases(
    consultation_id: UUID, choice: Choice, *, college: str, at: datetime
) -> CaseQuerySet:
    """Return the open cases that a moderator chose, the oldest first, of each campaign the oldest."""
    cases = Case.objects.open().filter(consultation=consultation_id)
    if choice.cause:
        cases = cases.filter(cause=choice.cause)
    if choice.is_turn:
        cases = cases.filter(college=college)
    if choice.is_free:
        cases = cases.filter(Q(taken_by=None) | Q(taken_at__lte=at - TAKEN_FOR))
    return cases.filter(Q(campaign=None) | Q(pk__in=first_of_campaigns(cases))).order_by("pk")


def first_of_campaigns(cases: CaseQuerySet) -> CaseQuerySet:
    """Return the key of each campaign's oldest case among some, worked out once for all."""
    # Ids sort by time; not every database finds the smallest of them but as text.
    oldest = Cast(Min(Cast("pk", TextField())), UUIDField())
    campaigns = cases.exclude(campaign=None).order_by().values("campaign")
    return campaigns.annotate(oldest=oldest).values("oldest")


def listed(
    consultation_id: UUID, choice: Choice, *, college: str, at: datetime, after: UUID | None = None
) -> Listed:
    """Return a page of the queue, the one that begins behind the case `after`, in one query."""
    cases = chosen_cases(consultation_id, choice, college=college, at=at)
    if after is not None:
        cases = cases.filter(pk__gt=after)
    found = [row_of(case, at) for case in as_rows(cases)[: PER_PAGE + 1]]
    rows = found[:PER_PAGE]
    return Listed(rows, next=rows[-1].case.pk if len(found) > PER_PAGE else None)


def rows_of(consultation_id: UUID, keys: Iterable[UUID], at: datetime) -> list[Row]:
    """Return the rows of some cases, open or not, in one query."""
    cases = Case.objects.filter(consultation=consultation_id, pk__in=keys).order_by("pk")
    return [row_of(case, at) for case in as_rows(cases)]


def next_case(
    consultation_id: UUID, choice: Choice, *, college: str, by: User, after: UUID, at: datetime
) -> UUID | None:
    """Return the next case for a moderator behind one, or from the front: one that nobody else is
    on, and that does not wait for the other college.
    """
    cases = chosen_cases(consultation_id, choice, college=college, at=at).filter(
        Q(taken_by=None) | Q(taken_by=by) | Q(taken_at__lte=at - TAKEN_FOR),
        college__in=("", college),
    )
    keys = cases.exclude(pk=after).values_list("pk", flat=True)
    return keys.filter(pk__gt=after).first() or keys.first()


def as_rows(cases: CaseQuerySet) -> CaseQuerySet:
    """Return cases with what a row shows of them."""
    of_comment = Decision.objects.filter(comment=OuterRef("comment")).order_by("-pk")
    of_held = Decision.objects.filter(held=OuterRef("held")).order_by("-pk")
    reports = Report.objects.filter(comment=OuterRef("comment"), closed_at=None).order_by("pk")
    alike = Case.objects.open().filter(
        consultation=OuterRef("consultation"), campaign=OuterRef("campaign")
    )
    alike = alike.order_by().values("campaign")
    by_guests = Count("pk", filter=Q(comment__by_guest=True) | Q(held__by_guest=True))
    return cases.select_related("taken_by", "decision", "closed_by").annotate(
        source=Coalesce("comment__source", "held__source"),
        wording=Coalesce("comment__wording", "held__wording"),
        author=author_name("comment__", "held__"),
        by_guest=Coalesce("comment__by_guest", "held__by_guest"),
        grounds=F("held__grounds"),
        alike=Subquery(alike.annotate(count=Count("pk")).values("count")),
        alike_guests=Subquery(alike.annotate(count=by_guests).values("count")),
        reported_for=Subquery(reports.values("article")[:1]),
        latest=Coalesce(Subquery(of_comment.values("pk")[:1]), Subquery(of_held.values("pk")[:1])),
    )


def row_of(case: Case, at: datetime) -> Row:
    """Return the row of a case that came with what it shows."""
    latest = Decision(pk=case.latest) if case.latest else None
    return Row(
        case=case,
        words=case.source or case.wording,
        author=case.author,
        by_guest=case.by_guest,
        guests=(case.alike_guests or 0) if case.campaign and case.closed_at is None else 0,
        count=(case.alike or 0) if case.campaign and case.closed_at is None else 0,
        article=case.reported_for,
        grounds=sentences(case.grounds or []),
        holder=case.holder(at),
        seen=standing(case, latest),
    )
