"""What OGP asks of a co-creation process, and how a consultation meets it. Pure.

The minimum requirements are those of the Participation and Co-Creation Standards of the Open
Government Partnership (in force since 1 January 2022). Where we could not check the wording of one
against OGP's own pages, the list says that it is our reading. Days are guidance and no law: OGP has
made delays flexible, and its Independent Reporting Mechanism judges for itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STANDARDS = "https://www.opengovpartnership.org/ogp-participation-co-creation-standards/"
NOTICE = timedelta(days=14)
"""How long before the opening opportunities are to be known: guidance."""
YEAR = timedelta(days=365)


class Source(models.TextChoices):
    """Who says that it is a requirement in these words."""

    OGP = "ogp", _("OGP")
    READING = "reading", _("Parvis’s reading of the Standards")


class Status(models.TextChoices):
    """How a requirement stands, by what this site knows."""

    MET = "met", pgettext_lazy("requirement", "met")
    PARTLY = "partly", pgettext_lazy("requirement", "partly met")
    NOT_MET = "not_met", pgettext_lazy("requirement", "not met")
    UNKNOWN = "unknown", pgettext_lazy("requirement", "not known to this site")


class Requirement(models.TextChoices):
    """The minimum requirements, by number."""

    SPACE = "1.1", _("A space for ongoing dialogue")
    WEBSITE = "2.1", _("A public website")
    REPOSITORY = "2.2", _("A public repository of documents")
    TIMELINE = "3.1", _("A timeline, published in advance")
    OUTREACH = "3.2", _("Outreach")
    INPUTS = "3.3", _("A way to contribute")
    RESPONSE = "4.1", _("A reasoned response")
    FOLLOW_UP = "5.1", _("Dialogue while the plan is carried out")


RULES: dict[Requirement, tuple[Source, str | Promise]] = {
    Requirement.SPACE: (
        Source.OGP,
        _(
            "A space for dialogue with government and civil society exists and meets at least every "
            "six months; its basic rules of participation are public."
        ),
    ),
    Requirement.WEBSITE: (
        Source.OGP,
        _("A public website about the member’s participation in OGP is kept."),
    ),
    Requirement.REPOSITORY: (
        Source.OGP,
        _("A public document repository gives access to evidence, updated at least twice a year."),
    ),
    Requirement.TIMELINE: (
        Source.READING,
        _(
            "The timeline and the opportunities to take part are published before the process "
            "begins; two weeks before is taken as guidance here."
        ),
    ),
    Requirement.OUTREACH: (
        Source.READING,
        _("Outreach makes the process known to those who may want to take part."),
    ),
    Requirement.INPUTS: (
        Source.READING,
        _("There is a way for a range of people to contribute, for long enough."),
    ),
    Requirement.RESPONSE: (
        Source.OGP,
        _(
            "Contributions are documented and reported back on; why each was taken up or not is "
            "published."
        ),
    ),
    Requirement.FOLLOW_UP: (
        Source.OGP,
        _(
            "At least two meetings a year with civil society present results and gather comments "
            "while the plan is carried out."
        ),
    ),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a consultation when its requirements are looked at."""

    at: datetime
    opens_at: datetime
    closes_at: datetime
    answers_until: datetime | None = None
    announced_at: datetime | None = None
    is_public: bool = True
    languages: tuple[str, ...] = ()
    government_seats: int = 0
    civil_society_seats: int = 0
    articles: int = 0
    publications: tuple[date, ...] = ()
    """The days on which versions or answers were published, each once."""
    contributions: int = 0
    answered: int = 0
    is_completed: bool = False
    stated: frozenset[str] = frozenset()
    """The numbers of the requirements for which the publisher states evidence."""


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    requirement: Requirement
    status: Status
    due: datetime | None = None
    due_is_guidance: bool = False

    @property
    def rule(self) -> str | Promise:
        return RULES[self.requirement][1]

    @property
    def source(self) -> Source:
        return RULES[self.requirement][0]


def checklist(facts: Facts) -> list[Item]:
    """Return each minimum requirement with how it stands and when it is due, if there is a day."""
    return [
        Item(Requirement.SPACE, space(facts)),
        Item(Requirement.WEBSITE, Status.MET if facts.is_public else Status.NOT_MET),
        Item(Requirement.REPOSITORY, repository(facts)),
        Item(Requirement.TIMELINE, timeline(facts), facts.opens_at - NOTICE, due_is_guidance=True),
        Item(Requirement.OUTREACH, as_stated(Requirement.OUTREACH, facts)),
        Item(Requirement.INPUTS, inputs(facts), facts.closes_at),
        Item(Requirement.RESPONSE, response(facts), facts.answers_until),
        Item(Requirement.FOLLOW_UP, as_stated(Requirement.FOLLOW_UP, facts)),
    ]


def as_stated(requirement: Requirement, facts: Facts) -> Status:
    """Return how something stands of which only the publisher knows."""
    return Status.MET if requirement in facts.stated else Status.UNKNOWN


def space(facts: Facts) -> Status:
    """Both colleges write or moderate here and the charter is public; meetings are held elsewhere."""
    if not (facts.government_seats and facts.civil_society_seats):
        return Status.NOT_MET
    is_whole = facts.articles and Requirement.SPACE in facts.stated
    return Status.MET if is_whole else Status.PARTLY


def repository(facts: Facts) -> Status:
    """Documents are public, and two of them in the year before, on different days."""
    recent = [one for one in facts.publications if (facts.at - YEAR).date() < one]
    if not facts.is_public or not facts.publications:
        return Status.NOT_MET
    return Status.MET if len(recent) > 1 else Status.PARTLY


def timeline(facts: Facts) -> Status:
    if facts.announced_at is None or facts.announced_at >= facts.opens_at:
        return Status.NOT_MET
    in_time = facts.announced_at <= facts.opens_at - NOTICE
    return Status.MET if in_time else Status.PARTLY


def inputs(facts: Facts) -> Status:
    if facts.at < facts.opens_at:
        return Status.UNKNOWN
    return Status.MET if facts.contributions else Status.PARTLY


def response(facts: Facts) -> Status:
    """Every contribution is answered, or the public knows why not."""
    if not facts.contributions:
        return Status.UNKNOWN
    if facts.answered == facts.contributions or facts.is_completed:
        return Status.MET
    return Status.PARTLY if facts.answered else Status.NOT_MET


def counts(items: Iterable[Item]) -> dict[str, int]:
    """Return how many requirements stand in each way."""
    statuses = [one.status for one in items]
    return {status.value: statuses.count(status) for status in Status}
