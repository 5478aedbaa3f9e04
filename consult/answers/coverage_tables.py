"""Coverage as tables of figures, with charts, named in the active language. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.answers.queries.coverage import BOTH, NEITHER, Answered, Coverage, SectionCoverage
from consult.answers.queries.speakers import GUESTS, UNKNOWN, Spoken
from consult.consultations.colleges import College
from consult.moderation.transparency import Percent, Row, Table, with_bars, with_guests
from consult.people.models import Affiliation, OrganisationKind
from consult.threads.models import Outcome

MOST_BARS = 15
"""A chart of more rows than these says less than its table."""
CONTRIBUTIONS, ANSWERED = _("contributions"), pgettext_lazy("contributions", "answered")
MEDIAN = _("median time to answer")
WITHOUT_ACCOUNT = _("without an account")
COUNTED_APART = _(
    "Who has no account confirmed an e-mail address and nothing else: how many they are is no evidence "
    "of how many people think so. They vote on nothing and take no stance."
)
NOTHING = _("Nothing has been contributed yet.")
NO_ANSWER = _("Nothing has been answered yet.")


def tables_of(
    coverage: Coverage, titles: Mapping[UUID, str], names: Mapping[UUID, str]
) -> list[Table]:
    """Return coverage as tables: `titles` are those of drafts, `names` those of sections."""
    return [
        by_state(coverage),
        by_outcome(coverage),
        by_college(coverage),
        by_affiliation(coverage),
        by_kind(coverage),
        *(by_section(coverage, key, title, names) for key, title in titles.items()),
    ]


def charted(table: Table, *, from_the_right: bool) -> Table:
    """Return a table with its chart, where that is easier to read than the table."""
    if len(table.rows) > MOST_BARS:
        return table
    return with_bars(table, from_the_right=from_the_right)


def by_state(coverage: Coverage) -> Table:
    whole = coverage.contributions
    table = Table(
        "answered",
        _("Contributions answered"),
        {"contributions": CONTRIBUTIONS, "share": _("share")},
        [
            Row("answered", ANSWERED, (coverage.answered, coverage.percent)),
            Row(
                "waiting",
                _("waiting for an answer"),
                (coverage.waiting, Percent.of(coverage.waiting, whole)),
            ),
        ],
        note=_("Each comment that begins a thread is a contribution. Hidden ones do not count."),
        nothing=NOTHING,
    )
    return with_guests(table, [coverage.guests_answered, coverage.guests_waiting])


def by_outcome(coverage: Coverage) -> Table:
    table = Table(
        "outcomes",
        _("What became of them"),
        {"contributions": CONTRIBUTIONS},
        [Row(one.value, one.label, (coverage.outcomes.get(one.value, 0),)) for one in Outcome],
        note=_("As the newest answer to each contribution says."),
        nothing=NO_ANSWER,
    )
    return with_guests(table, [coverage.guest_outcomes.get(one.value, 0) for one in Outcome])


def by_college(coverage: Coverage) -> Table:
    named = {
        College.GOVERNMENT.value: _("government alone"),
        College.CIVIL_SOCIETY.value: _("civil society alone"),
        BOTH: _("both colleges"),
    }
    if NEITHER in coverage.colleges:
        named[NEITHER] = _("not signed by a college")
    answered = [coverage.colleges.get(key, Answered()) for key in named]
    rows = [
        Row(key, label, (one.count, time_of(one.median_seconds)))
        for (key, label), one in zip(named.items(), answered, strict=True)
    ]
    table = Table(
        "colleges",
        _("In whose name"),
        {"contributions": _("contributions answered"), "median_seconds": MEDIAN},
        rows,
        note=_("Each answered contribution stands in one row: by the colleges that signed."),
        nothing=NO_ANSWER,
    )
    return with_guests(table, [one.guests for one in answered])


def by_affiliation(coverage: Coverage) -> Table:
    """Return what was contributed by affiliation; guests stand in a row of their own, last."""
    groups = dict(Affiliation.choices)
    if GUESTS in coverage.affiliations:
        groups[GUESTS] = WITHOUT_ACCOUNT
    return Table(
        "affiliations",
        _("Who contributed"),
        {
            "contributions": CONTRIBUTIONS,
            "answered": ANSWERED,
            "people": pgettext_lazy("figures", "people"),
        },
        [
            Row(key, label, (spoken.contributions, spoken.answered, spoken.people))
            for key, label in groups.items()
            if (spoken := coverage.affiliations.get(key, Spoken()))
        ],
        note=COUNTED_APART
        if GUESTS in groups
        else _("In what capacity people spoke then, as they said themselves."),
        nothing=NOTHING,
    )


def by_kind(coverage: Coverage) -> Table:
    """Return what was contributed for organisations; kinds for which nobody spoke are left out."""
    labels = {**dict(OrganisationKind.choices), UNKNOWN: pgettext_lazy("organisation", "not said")}
    return Table(
        "organisation-kinds",
        _("For which organisations"),
        {
            "contributions": CONTRIBUTIONS,
            "answered": ANSWERED,
            "confirmed": pgettext_lazy("contributions", "confirmed"),
            "organisations": pgettext_lazy("figures", "organisations"),
        },
        [
            Row(
                kind,
                label,
                (spoken.contributions, spoken.answered, spoken.confirmed, spoken.organisations),
            )
            for kind, label in labels.items()
            if (spoken := coverage.kinds.get(kind))
        ],
        note=_(
            "What was said for an organisation. “Confirmed” are contributions of people of whom an owner "
            "or a publisher had confirmed then that they speak for it."
        ),
        nothing=_("Nothing was contributed for an organisation."),
    )


def by_section(coverage: Coverage, draft_key: UUID, title: str, names: Mapping[UUID, str]) -> Table:
    found = [one for one in coverage.sections if one.draft == str(draft_key)]
    table = Table(
        f"sections-{draft_key}",
        title,
        {
            "contributions": CONTRIBUTIONS,
            "share": _("share"),
            "median_seconds": MEDIAN,
        },
        [
            Row(
                one.section,
                name_of(one, names),
                (one.contributions, one.percent, time_of(one.median_seconds)),
            )
            for one in found
        ],
        nothing=NOTHING,
    )
    return with_guests(table, [one.guests for one in found])


def name_of(section: SectionCoverage, names: Mapping[UUID, str]) -> object:
    if section.is_whole_draft:
        return _("The whole text")
    return names.get(UUID(section.section)) or _("a passage that is not public")


def time_of(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
