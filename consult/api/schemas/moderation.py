"""Reports, cases, decisions, appeals and the register, as the API tells of them and takes them."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from consult.api import examples, examples_cases
from consult.api.schemas.base import PageAsked, Received, Sent
from consult.api.schemas.comments import Comment, NumberedAsked
from consult.api.schemas.consultations import Article
from consult.api.schemas.held import HeldText
from consult.consultations.colleges import College
from consult.moderation import models
from consult.moderation.policy import ON_COMMENTS, ON_HELD

# Out


class Report(Sent):
    """A reader's notice that a comment breaks the charter. It does not say whose."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.REPORT]})

    id: UUID
    comment: UUID
    article: Article
    text: str
    """What is wrong, in the reader's words."""
    reported_at: AwareDatetime


class Appeal(Sent):
    """Why an author thinks that a decision is wrong."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.APPEAL]})

    id: UUID
    decision: UUID
    text: str
    appealed_at: AwareDatetime
    outcome: UUID | None
    """The decision that settles it: `uphold` or `overturn`."""


class Decision(Sent):
    """What a moderator, or a rule, did with somebody's words, and why. It is never changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.DECISION]})

    id: UUID
    consultation: UUID
    action: models.Action
    comment: UUID | None
    held: UUID | None
    """The held words that it is about, in place of a comment."""
    about: UUID | None
    """The decision that this one confirms, ends or reviews."""
    article: Article | None
    explanation: str
    """For the author, in a moderator's words."""
    college: College | None
    """The college that decided; null where a rule did."""
    automated: bool
    noticed_by_machine: bool
    """Whether a classifier held the words that were decided on."""
    decided_at: AwareDatetime
    confirm_by: AwareDatetime | None
    """Until then it is provisional; null where it needs no second key."""
    until: AwareDatetime | None
    """When a suspension ends."""
    scope: models.Scope | None
    """Where a suspension holds."""
    appeal_by: AwareDatetime | None
    """Until when the author can contest it; null where it restricts nothing."""
    appeal: Appeal | None


class Case(Sent):
    """One reason why somebody's words wait for a moderator."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.CASE]})

    id: UUID
    consultation: UUID
    cause: models.Cause
    comment: Comment | None
    held: HeldText | None
    """The held words that it is about, in place of a comment."""
    decision: Decision | None
    """The decision that waits for its second key, or is contested."""
    reports_count: int
    campaign: UUID | None
    """The same for all held texts that nearly repeat each other."""
    college: College | None
    """Whose turn it is; null where moderators of either college may decide."""
    opened_at: AwareDatetime
    due_at: AwareDatetime | None
    taken_by: str | None
    """The public name of whoever is on it."""
    taken_until: AwareDatetime | None
    closed_at: AwareDatetime | None
    closed_by: Decision | None
    standing: str
    """Sent back as `seen` with a decision on these words: 409 if they, or what was decided on them,
    are others by then.
    """
    actions: list[models.Action]
    """What whoever asks may decide on the words."""


class CaseInFull(Case):
    """A case with the open reports and with what was decided on these words so far."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.CASE_IN_FULL]})

    reports: list[Report]
    """The newest first, a hundred at most."""
    decisions: list[Decision]
    """The newest first, a hundred at most."""


class Cases(Sent):
    """A page of the open cases, the oldest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [examples.listed(examples_cases.CASE)]}
    )

    items: list[Case]
    next: str | None
    """The address of the next page, null on the last one."""


class Body(Sent):
    """What is hashed of an entry, in its canonical form (RFC 8785): these names and values."""

    format: int
    consultation: str
    number: int
    previous: str
    """The hash of the entry before."""
    decision: str
    at: str
    action: str
    comment: str | None
    article: int | None
    article_key: str | None
    college: str | None
    automated: bool
    noticed_by_machine: bool
    about: str | None
    confirm_by: str | None
    until: str | None
    scope: str | None


class Entry(Sent):
    """An entry of the register."""

    body: Body | str
    """An entry that somebody has tampered with may not be in this form: then its text as it is."""
    hash: str
    """The SHA-256 of the body in its canonical form."""


class Head(Sent):
    """The newest entry of the register, to which all others are bound."""

    number: int
    hash: str


class Register(Sent):
    """A page of the register: every decision in its order, without words and without persons."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.REGISTER]})

    consultation: UUID
    head: Head
    items: list[Entry]
    next: str | None
    """The address of the next page, null on the last one."""


# In


class NewReport(Received):
    """A report to send."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.NEW_REPORT]})

    article: UUID
    """The key of the article of the charter that the comment breaks."""
    text: str = ""
    """What is wrong; up to 1,000 characters."""
    email: str = ""
    """Where to tell the outcome, for those without an account; erased once it is told."""


MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def written(value: object) -> object:
    """Return a time as RFC 3339 writes it; numbers that could stand for one are none."""
    if isinstance(value, str) and not MOMENT.fullmatch(value):
        raise PydanticCustomError("datetime", "Write it as 2027-05-01T12:00:00Z")
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("datetime", "Write it as 2027-05-01T12:00:00Z")
    return value


def conceivable(moment: datetime) -> datetime:
    """Return a time that every calendar on the way can hold."""
    if moment > LATEST:
        raise PydanticCustomError("datetime", "This is later than any calendar reaches")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(written), AfterValidator(conceivable)]
Offered = StrEnum(
    "Offered", [(one, one) for one in dict.fromkeys(one.value for one in (*ON_COMMENTS, *ON_HELD))]
)
Offered.__doc__ = "What can be decided; the case says what of it, on its words."


class NewDecision(Received):
    """A decision to take."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.NEW_DECISION]})

    action: Offered
    article: UUID | None = None
    """The key of the article of the charter; to hide, refuse, warn or suspend, it is needed."""
    explanation: str = ""
    """For the author, up to 1,000 characters; to warn or suspend, it is needed."""
    until: Moment | None = None
    """When a suspension ends."""
    scope: models.Scope = models.Scope.CONSULTATION
    """Where a suspension holds."""
    seen: str = Field(default="", max_length=200)
    """The `standing` of the case that was before the moderator's eyes."""


class TurnedKey(Received):
    """The second key: what the other college says of a provisional decision."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.TURNED_KEY]})

    confirms: StrictBool
    """False: the decision is lifted, and the words return."""
    explanation: str = ""


class NewAppeal(Received):
    """An appeal."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.NEW_APPEAL]})

    text: str
    """Why the decision is wrong; up to 3,000 characters."""


class NewOutcome(Received):
    """What becomes of an appeal."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples_cases.NEW_OUTCOME]})

    upholds: StrictBool
    """False: the decision is overturned, and the words return."""
    explanation: str
    """The reasons, for the author."""


# Asked


class CasesAsked(PageAsked):
    """What the query of the list of cases may hold."""

    cause: models.Cause | None = None
    """Only what waits for this reason."""
    cursor: UUID | None = None
    """Where the page begins. It is part of the address in `next`; do not make one up."""


class RegisterAsked(NumberedAsked):
    """What the query of the register may hold."""

    limit: int = Field(default=100, ge=1, le=1000)
    """How many entries a page holds."""
