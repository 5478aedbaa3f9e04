"""Reasoned answers, as the API tells of them and takes them."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from consult.answers.models import REASONS_LENGTH, AnswerStatus
from consult.answers.policy.answering import MOST_CONTRIBUTIONS
from consult.api import examples
from consult.api.languages import Language
from consult.api.schemas.base import PageAsked, Received, Sent
from consult.api.schemas.comments import Segment
from consult.consultations.colleges import College
from consult.threads.models import Outcome

# Out


class AnswerSignature(Sent):
    """A college that stands behind an answer, and who signed for it."""

    college: College
    name: str
    organisation: str
    """In whose name they signed, as of then."""
    signed_at: AwareDatetime


class AnsweredVersion(Sent):
    """The version in which an answer can be seen."""

    language: str
    number: int


class AnswerText(Sent):
    """The reasons of an answer in one language."""

    language: str
    text: str
    """The reasons as they were typed: plain text with *emphasis* and [links](https://…)."""
    html: str
    """The same, ready to be shown."""
    lags: bool
    """Whether the answer was changed since this translation of it was made."""


class Answer(Sent):
    """What the drafters say to one contribution or to many."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ANSWER]})

    id: UUID
    draft: UUID
    outcome: Outcome
    status: AnswerStatus
    """Unpublished answers are told to drafters only."""
    language: str
    """The language in which it was written."""
    reasons: AnswerText
    """In the language asked for, or as they were written."""
    section: UUID | None
    """The key of the section where it can be seen in the text."""
    version: AnsweredVersion | None
    signatures: list[AnswerSignature]
    contributions: list[UUID]
    """The comments that it answers, without those that are not public any more."""
    hidden_count: int
    """How many more it answers that are hidden or deleted."""
    published_at: AwareDatetime | None
    edited_at: AwareDatetime | None
    """When it was last changed since its publication."""
    edits_count: int
    seen: str
    """What tells these words from newer ones: send it back with a change."""
    url: str
    """Its page."""


class Answers(Sent):
    """A page of answers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [examples.listed(examples.ANSWER, more=examples.NEXT_ANSWERS)]
        }
    )

    items: list[Answer]
    next: str | None
    """The address of the next page, null on the last one."""


class AnswersTo(Sent):
    """All answers to one comment, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [examples.ANSWER]}]})

    items: list[Answer]


class AnswerEdit(Sent):
    """What an edit of a published answer changed, in the language in which it was written."""

    number: int
    edited_at: AwareDatetime
    outcome: Outcome
    """The outcome before."""
    reasons: list[Segment]
    """What it took out of the reasons and put in."""
    signed_for: list[College]
    """The colleges that had signed the words before."""


class AnswerEdits(Sent):
    """The edits of a published answer, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [examples.ANSWER_EDIT]}]})

    items: list[AnswerEdit]


# In


class NewAnswer(Received):
    """An answer to some contributions."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.NEW_ANSWER]})

    contributions: list[UUID] = Field(max_length=MOST_CONTRIBUTIONS)
    """The comments that it answers: those that begin a thread of this draft."""
    outcome: Outcome
    reasons: str = Field(max_length=2 * REASONS_LENGTH)
    language: Language | None = None
    """The language of the reasons; without it, that of the answer asked for."""
    section: UUID | None = None
    """The key of the section where it can be seen in the text."""
    version: int | None = Field(default=None, ge=1, le=10**6)
    """The number of the version in which it can be seen, in the language of the reasons."""


class ChangedAnswer(NewAnswer):
    """All that an answer is to say from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CHANGED_ANSWER]})

    seen: str = Field(min_length=1, max_length=64)
    """The `seen` of the answer that you changed: a colleague's newer words are not overwritten."""


class SeenAnswer(Received):
    """The answer that somebody had before them when they published or signed it."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SEEN_ANSWER]})

    seen: str = Field(min_length=1, max_length=64)


# Asked


class AnswersAsked(PageAsked):
    """What the query of a list of answers may hold."""

    section: UUID | None = None
    """Only answers to what is said about the section with this key."""
