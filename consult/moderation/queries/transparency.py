"""The figures of a transparency report, in a number of queries that does not depend on how many
decisions, cases and reports there are.

All is counted by the database in groups. So are medians: each case gets its place in the order of
times among those of its cause, and the one or two in the middle are read. Both databases do that
with window functions.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.colleges import College
from consult.consultations.models import CharterArticle
from consult.moderation.models import Action, Appeal, Case, Cause, Decision, Report, Scope
from consult.moderation.models.decisions import RESTRICTIONS
from consult.moderation.queries.register import articles_of
from consult.moderation.transparency import Row, Table, with_guests
from consult.threads.models import HeldText
from consult.threads.models.held import HeldStatus

CONTRIBUTIONS = _("contributions")
DECISIONS = _("decisions")


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both of them whole, in the site's zone; None is no bound."""

    start: date | None = None
    end: date | None = None

    def within(self, name: str) -> Q:
        """Return the condition that a time lies in the period."""
        found = Q()
        if self.start:
            found &= Q(**{f"{name}__gte": midnight(self.start)})
        if self.end:
            found &= Q(**{f"{name}__lt": midnight(self.end + timedelta(days=1))})
        return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def tables_of(consultation_id: UUID, period: Period) -> list[Table]:
    """Return the figures of a consultation."""
    articles = articles_of(consultation_id)
    decided = Decided.read(consultation_id, period)
    reported = reported_by_article_and_outcome(consultation_id, period)
    times = times_by_cause(consultation_id, period)
    return [
        actions(decided),
        by_article(articles, decided, reported),
        colleges(decided),
        automation(decided),
        *accounts(decided),
        held(consultation_id, period),
        reports(reported),
        deciding(times),
        appeals(consultation_id, period),
        keys(decided),
        suspensions(decided),
    ]


# Decisions


@dataclass(frozen=True)
class Decided:
    """Decisions of a period in groups, of which each table adds up what it needs."""

    groups: list[dict]

    @classmethod
    def read(cls, consultation_id: UUID, period: Period) -> "Decided":
        found = (
            Decision.objects.filter(period.within("decided_at"), consultation=consultation_id)
            .order_by()
            .values(
                *("action", "article_id", "college", "is_automated", "was_noticed_by_machine"),
                "scope",
                by_guest=Coalesce("comment__by_guest", "held__by_guest"),
            )
            .annotate(many=Count("pk"), provisional=Count("confirm_by"))
        )
        return cls(list(found))

    def count(self, chosen: Callable[[dict], Any] = lambda _: True, *, name: str = "many") -> int:
        return sum(one[name] for one in self.groups if chosen(one))

    def by(self, name: str, actions: Iterable[str]) -> Counter:
        """Return how many there are of some actions, for each value of a field."""
        counted = Counter()
        for one in self.groups:
            if one["action"] in actions:
                counted[one[name]] += one["many"]
        return counted


def actions(decided: Decided) -> Table:
    counted = decided.by("action", Action.values)
    return Table(
        "actions",
        _("Decisions"),
        {"decisions": DECISIONS},
        [Row(one.value, one.label, (counted[one.value],)) for one in Action],
    )


def by_article(articles: list[CharterArticle], decided: Decided, reported: list[dict]) -> Table:
    restricted = decided.by("article_id", RESTRICTIONS)
    overturned = decided.by("article_id", [Action.OVERTURN])
    notices = Counter()
    for one in reported:
        notices[one["article_id"]] += one["many"]
    return Table(
        "articles",
        _("Articles of the charter"),
        {"restrictions": _("restrictions"), "reports": _("reports"), "overturned": _("overturned")},
        [
            Row(
                str(one.key),
                str(one),
                (restricted[one.pk], notices[one.pk], overturned[one.pk]),
                number=one.number,
            )
            for one in articles
        ],
        note=_("Restrictions are what was hidden, not published, warned of or suspended."),
    )


def colleges(decided: Decided) -> Table:
    everything = decided.by("college", Action.values)
    restricted = decided.by("college", RESTRICTIONS)
    named = [*College.choices, ("", _("a rule, as nobody acted in time"))]
    return Table(
        "colleges",
        _("Who decided"),
        {"decisions": DECISIONS, "restrictions": _("restrictions")},
        [Row(key or "rule", label, (everything[key], restricted[key])) for key, label in named],
    )


def automation(decided: Decided) -> Table:
    automated = decided.count(lambda one: one["is_automated"])
    noticed = decided.count(lambda one: one["was_noticed_by_machine"] and not one["is_automated"])
    return Table(
        "automation",
        _("Automated means"),
        {"decisions": DECISIONS},
        [
            Row("automated", _("decided by a rule, as nobody acted in time"), (automated,)),
            Row("noticed", _("noticed by a machine, decided by a moderator"), (noticed,)),
            Row(
                "neither",
                _("neither noticed nor decided by a machine"),
                (decided.count() - automated - noticed,),
            ),
        ],
        note=_("No machine hides anything: what it notices waits for a moderator."),
    )


def accounts(decided: Decided) -> list[Table]:
    """Return the decisions on what was said with an account and without, where any was without."""
    of_guests = decided.by("by_guest", Action.values)[True]
    restricted = decided.by("by_guest", RESTRICTIONS)[True]
    everything = decided.count(), sum(decided.by("action", RESTRICTIONS).values())
    rows = [
        Row(
            "account", _("with an account"), (everything[0] - of_guests, everything[1] - restricted)
        ),
        Row("without_account", _("without an account"), (of_guests, restricted)),
    ]
    table = Table(
        "accounts",
        _("On whose contributions"),
        {"decisions": DECISIONS, "restrictions": _("restrictions")},
        rows,
    )
    return [table] if of_guests else []


def keys(decided: Decided) -> Table:
    counted = decided.by("action", Action.values)
    return Table(
        "keys",
        _("The second key"),
        {"decisions": DECISIONS},
        [
            Row(
                "provisional",
                _("provisional when taken"),
                (decided.count(name="provisional"),),
            ),
            Row("confirmed", Action.CONFIRM.label, (counted[Action.CONFIRM],)),
            Row("lifted", Action.LIFT.label, (counted[Action.LIFT],)),
            Row("expired", Action.EXPIRE.label, (counted[Action.EXPIRE],)),
        ],
    )


def suspensions(decided: Decided) -> Table:
    counted = decided.by("scope", [Action.SUSPEND])
    return Table(
        "suspensions",
        _("Suspended accounts"),
        {"decisions": DECISIONS},
        [Row(one.value, one.label, (counted[one.value],)) for one in Scope],
    )


# What waited


def held(consultation_id: UUID, period: Period) -> Table:
    found = (
        HeldText.objects.filter(period.within("held_at"), draft__consultation=consultation_id)
        .order_by()
        .values_list("status")
        .annotate(many=Count("pk"), of_guests=Count("pk", filter=Q(by_guest=True)))
    )
    counted, guests = Counter(), Counter()
    for status, many, of_guests in found:
        counted[status], guests[status] = many, of_guests
    table = Table(
        "held",
        _("Contributions that a moderator read before publication"),
        {"contributions": CONTRIBUTIONS},
        [
            Row("held", _("held"), (sum(counted.values()),)),
            *(Row(one.value, one.label, (counted.get(one.value, 0),)) for one in HeldStatus),
        ],
        note=_("Of what was held in this time, what has become of it until now."),
    )
    return with_guests(table, [sum(guests.values()), *(guests[one.value] for one in HeldStatus)])


def reported_by_article_and_outcome(consultation_id: UUID, period: Period) -> list[dict]:
    """Return the reports of a period in groups."""
    return list(
        Report.objects.filter(
            period.within("reported_at"), comment__draft__consultation=consultation_id
        )
        .order_by()
        .values("article_id", "outcome__action")
        .annotate(many=Count("pk"), open=Count("pk", filter=Q(closed_at=None)))
    )


def reports(reported: list[dict]) -> Table:
    outcomes = Counter()
    for one in reported:
        outcomes[one["outcome__action"]] += one["many"]
    received = sum(one["many"] for one in reported)
    waiting = sum(one["open"] for one in reported)
    kept, hidden = outcomes[Action.KEEP], outcomes[Action.HIDE]
    return Table(
        "reports",
        _("Reports by readers"),
        {"reports": _("reports")},
        [
            Row("received", _("received"), (received,)),
            Row("hidden", Action.HIDE.label, (hidden,)),
            Row("kept", Action.KEEP.label, (kept,)),
            Row("other", _("settled in another way"), (received - waiting - kept - hidden,)),
            Row("waiting", _("waiting"), (waiting,)),
        ],
        note=_("Each report is of one reader; one decision may settle several."),
    )


def times_by_cause(consultation_id: UUID, period: Period) -> dict[str, tuple[int, timedelta]]:
    """Return for each cause how many cases were decided in a period, and their median time."""
    cases = (
        Case.objects.filter(
            period.within("closed_at"), consultation=consultation_id, closed_by__isnull=False
        )
        .annotate(
            took=ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
        )
        .annotate(
            doubled=2 * Window(RowNumber(), partition_by="cause", order_by="took"),
            many=Window(Count("pk"), partition_by="cause"),
        )
        .filter(doubled__gte=F("many"), doubled__lte=F("many") + 2)
        .order_by("cause")
        .values_list("cause", "many", "took")
    )
    found = {}
    for cause, middle in groupby(cases, key=lambda one: one[0]):
        rows = list(middle)
        found[cause] = (rows[0][1], sum((one[2] for one in rows), timedelta()) / len(rows))
    return found


def deciding(times: dict[str, tuple[int, timedelta]]) -> Table:
    return Table(
        "times",
        _("Median time to decide"),
        {"median_seconds": _("median time"), "cases": _("cases decided")},
        [Row(one.value, one.label, times.get(one.value, (0, None))[::-1]) for one in Cause],
        note=_("Half of the cases that were decided in this time waited no longer."),
    )


def appeals(consultation_id: UUID, period: Period) -> Table:
    found = (
        Appeal.objects.filter(period.within("appealed_at"), decision__consultation=consultation_id)
        .order_by()
        .values_list("outcome__action")
        .annotate(many=Count("pk"))
    )
    counted = dict(found)
    return Table(
        "appeals",
        _("Appeals by authors"),
        {"appeals": _("appeals")},
        [
            Row("received", _("received"), (sum(counted.values()),)),
            Row("upheld", _("upheld"), (counted.get(Action.UPHOLD, 0),)),
            Row("overturned", _("overturned"), (counted.get(Action.OVERTURN, 0),)),
            Row("waiting", _("waiting"), (counted.get(None, 0),)),
        ],
        note=_("Appeals are decided by the other college, never by whoever decided first."),
    )
