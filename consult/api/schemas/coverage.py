"""What is answered, as the API tells of it."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict

from consult.api import examples
from consult.api.schemas.base import Sent
from consult.people.models import Affiliation, OrganisationKind
from consult.threads.models import Outcome


class SectionCovered(Sent):
    """A section about which something was contributed."""

    draft: UUID
    section: UUID
    """The section's key; that of the draft where it stands for the text as a whole."""
    contributions: int
    without_account: int
    """Those of the contributions whose authors have no account."""
    answered: int
    median_seconds: int | None
    """Half of those answered waited no longer; null where none is."""


class CollegeCovered(Sent):
    """Contributions whose answers are signed by a college alone, by both, or by neither."""

    signed_by: Literal["government", "civil_society", "both", "neither"]
    answered: int
    without_account: int
    """Those of them whose authors have no account."""
    median_seconds: int | None


class OutcomeCovered(Sent):
    """How many contributions came to one outcome."""

    outcome: Outcome
    contributions: int
    without_account: int
    """Those of them whose authors have no account."""


class AffiliationCovered(Sent):
    """Contributions of people who spoke in one capacity, as of then."""

    affiliation: Affiliation | None
    """Null for people without an account, who declare none."""
    contributions: int
    answered: int
    people: int


class KindCovered(Sent):
    """Contributions made for organisations of one kind, as of then."""

    kind: OrganisationKind | None
    """Null for organisations whose record says none."""
    contributions: int
    answered: int
    confirmed: int
    """Contributions of people of whom it was confirmed then that they speak for the organisation."""
    organisations: int


class Coverage(Sent):
    """How much of what was contributed, of what the reader may see, has its reasoned answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.COVERAGE]})

    consultation: UUID
    contributions: int
    """Visible comments that begin a thread."""
    without_account: int
    """Those of them whose authors have no account: how many they are is no evidence of how many
    people think so.
    """
    answered: int
    percent: int | None
    """The share answered, rounded down; null where nothing was contributed."""
    median_seconds: int | None
    """How long half of those answered waited at most."""
    is_completed: bool
    """Whether the publisher has said that the consultation is completed."""
    sections: list[SectionCovered]
    colleges: list[CollegeCovered]
    outcomes: list[OutcomeCovered]
    affiliations: list[AffiliationCovered]
    organisation_kinds: list[KindCovered]
