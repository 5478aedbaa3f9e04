"""Comments in other languages, as the API tells of them and takes them."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict

from consult.api import examples
from consult.api.languages import Language
from consult.api.schemas.base import Received, Sent


class Translation(Sent):
    """The words of a comment in another language, by a person or by a machine."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [examples.TRANSLATION, examples.MACHINE_TRANSLATION]}
    )

    id: UUID | None
    """Of a person's translation; null for a machine's."""
    comment: UUID
    language: str
    source_language: str
    status: Literal["offered", "confirmed", "machine"]
    """`offered`, not yet confirmed; `confirmed` by the comment's author or another reader; or made
    by a machine, which nobody vouches for.
    """
    by: str | None
    """The public name of who translated."""
    confirmed_by: str | None
    machine: str | None
    """The name of the machine."""
    text: str
    """The words as they were typed, or as the machine gave them."""
    html: str
    """The same, ready to be shown."""
    made_at: AwareDatetime


class Translations(Sent):
    """All translations of a comment's words as they are now; none of words that are not public."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.TRANSLATIONS]})

    items: list[Translation]


class Progress(Sent):
    """How far a machine's translation is."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ASKED_MACHINE]})

    comment: UUID
    language: str
    state: Literal["asked", "made", "failed"]


class NewTranslation(Received):
    """A translation to offer."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.NEW_TRANSLATION]})

    language: Language
    text: str
    """Up to 5,000 characters of plain text. The proposed wording of a suggestion is not translated."""


class AskMachine(Received):
    """Into which language a machine is to translate."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ASK_MACHINE]})

    language: Language
