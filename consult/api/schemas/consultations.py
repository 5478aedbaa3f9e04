"""Consultations, as the API tells of them."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict

from consult.api import examples
from consult.api.schemas.base import Sent
from consult.consultations.colleges import College
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
    """What is asked, by whom, until when, under which charter."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CONSULTATION_IN_FULL]})

    partners: list[Partner]
    charter: list[Article]


class Consultations(Sent):
    """Every consultation that the reader may see, the latest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [examples.listed(examples.CONSULTATION)]}
    )

    items: list[Consultation]
    next: None = None
    """Always null: the list is whole."""
