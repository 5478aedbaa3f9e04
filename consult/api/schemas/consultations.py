"""Consultations, as the API tells of them."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict

from consult.api import examples
from consult.api.schemas.base import Sent
from consult.consultations.colleges import College
from consult.consultations.house_rules import Premoderation
from consult.consultations.phases import Phase


class Partner(Sent):
    """An institution or organisation that carries a consultation."""

    name: str
    college: College
    url: str


class Article(Sent):
    """A rule of the house, in the name of which moderators hide comments."""

    key: UUID
    number: int
    title: str


class ArticleInFull(Article):
    """A rule of the house, and what it asks."""

    explanation: str
    """What the rule means, in the language of the answer or another that has it."""
    is_urgent: bool
    """Whether hiding in its name needs no second key."""


class Rules(Sent):
    """How the house rules are kept here."""

    premoderation: Premoderation
    """Whose contributions a moderator reads before they are public."""
    review_hours: int
    """Within how many hours moderators promise to read what waits."""
    has_two_keys: bool
    """Whether hiding is provisional until a moderator of the other college confirms it, but for
    urgent articles.
    """
    confirmation_hours: int
    """How many hours the other college has for that; then the contribution returns."""
    appeal_days: int
    """For how many days an author may contest a decision."""


class Consultation(Sent):
    """What is asked, until when."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CONSULTATION]})

    id: UUID
    title: str
    summary: str
    language: str
    """The language of title and summary."""
    languages: list[str]
    """The languages in which it can be read."""
    phase: Phase
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    answers_until: AwareDatetime | None
    url: str
    """The address of its page."""


class ConsultationInFull(Consultation):
    """What is asked, by whom, until when, under which charter and rules."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CONSULTATION_IN_FULL]})

    partners: list[Partner]
    charter: list[ArticleInFull]
    rules: Rules


class Consultations(Sent):
    """Every consultation that the reader may see, the latest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [examples.listed(examples.CONSULTATION)]}
    )

    items: list[Consultation]
    next: None = None
    """Always null: the list is whole."""
