"""How much of what was contributed is answered, by when and by whom: what the public sees counts.

How many there are comes from the counters of sections. Medians are found by the database: each
contribution gets its place in the order of times in its group, and the one or two in the middle are
read. Both databases do that with window functions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from consult.answers.models import AnswerSignature, AnswerStatus, Completion
from consult.answers.queries.speakers import GUESTS, Spoken, by_affiliation, by_kind
from consult.consultations.colleges import College
from consult.consultations.models import Consultation
from consult.drafts.models import Section
from consult.moderation.transparency import Percent
from consult.threads.models import PUBLIC, Comment

BOTH, NEITHER = "both", "neither"


@dataclass(frozen=True)
class Share:
    """How many contributions there are, and how many of them have their answer."""

    contributions: int = 0
    answered: int = 0
    guests: int = 0
    """Those of the contributions whose authors have no account: how many they are proves nothing."""

    @property
    def waiting(self) -> int:
        return self.contributions - self.answered

    @property
    def percent(self) -> Percent | None:
        """Return the share answered, a hundred only where all are; None where there is nothing."""
        return Percent.of(self.answered, self.contributions)


@dataclass(frozen=True)
class Answered:
    """Contributions of one group that are answered, and how long half of them waited at most."""

    count: int = 0
    median_seconds: int | None = None
    guests: int = 0


@dataclass(frozen=True)
class SectionCoverage(Share):
    """A section about which something was contributed."""

    draft: str = ""
    section: str = ""
    is_whole_draft: bool = False
    median_seconds: int | None = None


@dataclass(frozen=True)
class Coverage(Share):
    """Figures of some drafts of one consultation, in codes and numbers only."""

    median_seconds: int | None = None
    sections: list[SectionCoverage] = field(default_factory=list)
    colleges: dict[str, Answered] = field(default_factory=dict)
    """By who signed: a college alone, `both`, or `neither`."""
    outcomes: dict[str, int] = field(default_factory=dict)
    guest_outcomes: dict[str, int] = field(default_factory=dict)
    """Of those whose authors have no account."""
    affiliations: dict[str, Spoken] = field(default_factory=dict)
    """By affiliation, and under `GUESTS` of people without an account, who declare none."""
    kinds: dict[str, Spoken] = field(default_factory=dict)
    """By kind of organisation, what was said for one."""

    @property
    def guests_answered(self) -> int:
        """Return how many contributions without an account are answered."""
        return self.affiliations.get(GUESTS, Spoken()).answered

    @property
    def guests_waiting(self) -> int:
        """Return how many of them wait for an answer."""
        return max(self.guests - self.guests_answered, 0)

    def as_figures(self) -> dict[str, Any]:
        """Return the figures as JSON holds them."""
        return asdict(self)

    @classmethod
    def of_figures(cls, figures: dict[str, Any]) -> "Coverage":
        """Return the coverage that was kept as JSON."""
        sections = [SectionCoverage(**one) for one in figures["sections"]]
        colleges = {key: Answered(**one) for key, one in figures["colleges"].items()}
        spoken = {
            name: {key: Spoken(**one) for key, one in figures.get(name, {}).items()}
            for name in ("affiliations", "kinds")  # reports of earlier times hold none
        }
        return cls(**{**figures, **spoken, "sections": sections, "colleges": colleges})


def coverage_of(draft_keys: Iterable[UUID]) -> Coverage:
    """Return how much of what was contributed to some drafts is answered now."""
    draft_keys = list(draft_keys)
    rows = Section.objects.filter(draft__in=draft_keys, threads_count__gt=0)
    rows = list(rows.order_by("draft_id", "position", "pk"))
    answered = Comment.objects.roots().visible().filter(draft__in=draft_keys)
    answered = answered.exclude(answered_at=None)
    times = {key: one.median_seconds for key, one in times_by(answered, "section").items()}
    total = times_by(answered, None).get(None, Answered())
    outcomes = answered.order_by().values_list("outcome").order_by("outcome")
    outcomes = list(
        outcomes.annotate(many=Count("pk"), guests=Count("pk", filter=Q(by_guest=True)))
    )
    return Coverage(
        contributions=sum(row.threads_count for row in rows),
        answered=sum(row.answered_count for row in rows),
        guests=sum(row.guest_threads_count for row in rows),
        median_seconds=total.median_seconds,
        sections=[
            SectionCoverage(
                contributions=row.threads_count,
                answered=row.answered_count,
                guests=row.guest_threads_count,
                draft=str(row.draft_id),
                section=str(row.key),
                is_whole_draft=row.is_whole_draft,
                median_seconds=times.get(row.pk),
            )
            for row in rows
        ],
        colleges=times_by(answered.annotate(signed_by=who_signed()), "signed_by"),
        outcomes={outcome: many for outcome, many, _guests in outcomes},
        guest_outcomes={outcome: guests for outcome, _many, guests in outcomes},
        affiliations=by_affiliation(draft_keys),
        kinds=by_kind(draft_keys),
    )


def times_by(answered: QuerySet[Comment], group: str | None) -> dict[Any, Answered]:
    """Return for each group of answered contributions how many they are, and their median time."""
    rows = (
        answered.annotate(
            took=ExpressionWrapper(F("answered_at") - F("posted_at"), output_field=DurationField())
        )
        .annotate(
            doubled=2 * Window(RowNumber(), partition_by=group, order_by="took"),
            many=Window(Count("pk"), partition_by=group),
            guests=Window(Count("pk", filter=Q(by_guest=True)), partition_by=group),
        )
        .filter(doubled__gte=F("many"), doubled__lte=F("many") + 2)
        .order_by(*([group] if group else []), "took")
        .values_list(group or Value(None, output_field=CharField()), "many", "guests", "took")
    )
    found = {}
    for key, middle in groupby(rows, key=lambda row: row[0]):
        middle = list(middle)
        median = sum((row[3] for row in middle), timedelta()) / len(middle)
        found[key] = Answered(middle[0][1], round(median.total_seconds()), middle[0][2])
    return found


def who_signed() -> Case:
    """Return by which colleges the published answers to a contribution are signed."""
    signed = {
        college: Exists(
            AnswerSignature.objects.filter(
                answer__links__contribution=OuterRef("pk"),
                answer__status=AnswerStatus.PUBLISHED,
                college=college,
            )
        )
        for college in College
    }
    government, civil_society = signed[College.GOVERNMENT], signed[College.CIVIL_SOCIETY]
    return Case(
        When(government & civil_society, then=Value(BOTH)),
        When(government, then=Value(College.GOVERNMENT.value)),
        When(civil_society, then=Value(College.CIVIL_SOCIETY.value)),
        default=Value(NEITHER),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class Standing:
    """What a consultation's page says of its answers: the share, and whether it is completed."""

    share: Share
    completion: Completion | None


def standing_of(consultation_id: UUID, draft_keys: Iterable[UUID]) -> Standing:
    """Return how a consultation stands, by those of its drafts that the reader may see: one query."""
    drafts = list(draft_keys)
    sections = Section.objects.filter(draft__in=drafts, draft__consultation=OuterRef("pk"))
    sections = sections.order_by().values("draft__consultation")
    row = (
        Consultation.objects.filter(pk=consultation_id)
        .select_related("completion")
        .annotate(
            contributions=Subquery(sections.annotate(many=Sum("threads_count")).values("many")),
            answered=Subquery(sections.annotate(many=Sum("answered_count")).values("many")),
        )
        .first()
    )
    if row is None:
        return Standing(Share(), None)
    share = Share(row.contributions or 0, row.answered or 0)
    return Standing(share, getattr(row, "completion", None))


def share_of(sections: Iterable[Section]) -> Share:
    """Return how much of what was contributed to loaded sections is answered."""
    counted: Counter[str] = Counter()
    for row in sections:
        counted.update(contributions=row.threads_count, answered=row.answered_count)
        counted.update(guests=row.guest_threads_count)
    return Share(**counted)


PER_PAGE = 25


@dataclass(frozen=True)
class Waiting:
    """A page of contributions that have no answer, the oldest first."""

    contributions: list[Comment]
    after: UUID | None
    """The contribution behind which the next page begins, None on the last page."""


def waiting_in(draft_keys: Iterable[UUID], after: UUID | None = None) -> Waiting:
    """Return visible contributions to some drafts that have no answer."""
    found = Comment.objects.roots().visible().filter(draft__in=list(draft_keys), answered_at=None)
    if after is not None:
        found = found.filter(pk__gt=after)
    shown = list(found.visible_to(PUBLIC).with_names().order_by("pk")[: PER_PAGE + 1])
    last = shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else None
    return Waiting(shown[:PER_PAGE], last)
