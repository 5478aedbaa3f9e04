"""Comments, votes and edits, as the API tells of them and takes them."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from consult.api import examples
from consult.api.languages import WrittenLanguage
from consult.api.schemas.base import MOST, Asked, PageAsked, Received, Sent
from consult.api.schemas.consultations import Article
from consult.consultations.colleges import College
from consult.consultations.models import Role
from consult.drafts.diff import Op
from consult.people.models import Affiliation
from consult.threads.models import Agreement, Kind, Outcome, Stance, Status
from consult.threads.orders import Account, Order, State
from consult.threads.quotes import Fate

# Out


class Author(Sent):
    """Whose words they are, by their public name."""

    name: str
    without_account: bool
    """Whether they have no account, only an e-mail address that they confirmed. Such comments are
    counted apart everywhere: how many they are proves nothing.
    """
    affiliation: Affiliation | None
    """In what capacity they spoke, as of then; null without an account."""
    organisation: str
    """The organisation for which they spoke, as of then; empty where for none."""
    organisation_id: UUID | None
    """Its key, by which the list of comments can be filtered."""
    organisation_confirmed: bool
    """Whether it was confirmed that they speak for it, as of then."""
    roles: list[Role]
    """What they do in this consultation now."""
    college: College | None
    """The college in which they sit in this consultation."""
    official: bool
    """Whether they spoke for the government, as of then."""


class Segment(Sent):
    """Words that a suggestion keeps (=), inserts (+) or deletes (-)."""

    op: Op
    text: str


class Quote(Sent):
    """Quoted words as a W3C TextQuoteSelector, and what became of them since."""

    exact: str
    prefix: str
    suffix: str
    state: Fate


class WrittenOn(Sent):
    """The version that somebody read when they wrote."""

    language: str
    number: int


class Votes(Sent):
    """How many agree and disagree, and how the reader voted."""

    agree: int
    disagree: int
    own: Agreement | None


class Comment(Sent):
    """What somebody says about a section, or about the draft as a whole.

    Of a hidden or deleted comment its place is told, its status, and why it was hidden: all from
    `author` on is null then.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [examples.COMMENT, examples.HIDDEN_REPLY]}
    )

    id: UUID
    draft: UUID
    section: UUID
    """The key of the section; the draft's own stands for the draft as a whole."""
    thread: UUID | None
    """The comment that begins the thread, null for that comment itself."""
    in_reply_to: UUID | None
    number: int
    """Its place in the thread: 0 for the first comment, replies from 1."""
    status: Status
    hidden_for: Article | None
    url: str
    """The permalink: it leads to the comment on the draft's page."""
    posted_at: AwareDatetime
    replies_count: int
    """All replies in its thread; `replies_without_account_count` are those of people without one."""
    replies_without_account_count: int
    official_replies_count: int
    author: Author | None
    kind: Kind | None
    stance: Stance | None
    language: str | None
    text: str | None
    """The words as they were typed: plain text with *emphasis* and [links](https://…)."""
    html: str | None
    """The same, ready to be shown."""
    wording: str | None
    """What a suggestion proposes for its section."""
    difference: list[Segment] | None
    """What a suggestion changes in the text that it was written on."""
    quote: Quote | None
    written_on: WrittenOn | None
    votes: Votes | None
    edited_at: AwareDatetime | None
    """When it was last changed for all to see."""
    edits_count: int | None
    outcome: Outcome | None
    """What became of it, as the newest answer of the drafters says."""
    answered_at: AwareDatetime | None
    """When it was first answered."""


class Comments(Sent):
    """A page of comments."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [examples.listed(examples.COMMENT, more=examples.NEXT_COMMENTS)]
        }
    )

    items: list[Comment]
    next: str | None
    """The address of the next page, null on the last one."""


class Replies(Comments):
    """A page of the replies in a thread, in the order in which they came."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [examples.listed(examples.HIDDEN_REPLY)]}
    )


class Edit(Sent):
    """What a visible edit changed."""

    number: int
    edited_at: AwareDatetime
    text: list[Segment]
    """What it took out of the words and put in."""
    wording: list[Segment]
    """The same of the wording that a suggestion proposes; empty for other comments."""


class Edits(Sent):
    """A page of a comment's edits, the newest first; empty where its words are not public."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.listed(examples.EDIT)]})

    items: list[Edit]
    next: str | None
    """The address of the next page, null on the last one."""


class Counted(Sent):
    """The votes on a comment, after one was cast or withdrawn."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.COUNTED]})

    comment: UUID
    votes: Votes


# In


class QuotedWords(Received):
    """Words of a section, as a W3C TextQuoteSelector."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class NewComment(Received):
    """A comment to post."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.NEW_COMMENT]})

    section: UUID | None = None
    """The section's key; none, or the draft's own, is for the draft as a whole."""
    text: str
    """Up to 5,000 characters of plain text; `@public name` mentions who took part. A suggestion
    may leave it empty.
    """
    kind: Kind = Kind.REMARK
    stance: Stance | None = None
    """Where the author stands on the section. Not in replies."""
    language: WrittenLanguage | None = None
    """The language of the words; without it, it is told from them."""
    wording: str | None = None
    """What a suggestion proposes for its section, all of it; up to 20,000 characters."""
    quote: QuotedWords | None = None
    """Words of the section, in its latest version, that the comment is about. Not in replies."""
    in_reply_to: UUID | None = None
    """The comment that this one answers, in the same section."""


class ChangedWords(Received):
    """The new words of a comment."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CHANGED_WORDS]})

    text: str
    wording: str | None = None
    """What the suggestion proposes now; without it, the same as before."""
    language: WrittenLanguage | None = None
    """The language of the words; without it, the one that was named before, else it is told from
    them. Another language for the same words is no edit.
    """


class CastVote(Received):
    """A vote."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VOTE]})

    value: Agreement


# Asked

CHOICE = (
    *("order", "kind", "language", "languages", "affiliation"),
    *("organisation", "account", "state"),
)
"""The parameters that choose which threads come, and in what order."""


class CommentsAsked(PageAsked):
    """What the query of the list of comments may hold: an order and filters."""

    section: UUID | None = None
    """Only what is said about this section; the draft's own key stands for the draft as a whole."""
    order: Order = Order.NEWEST
    """In what order they come; where two are alike in it, the newer one comes first."""
    kind: Kind | None = None
    """Only what is meant as this."""
    language: WrittenLanguage | None = None
    """Only what was written in this language."""
    languages: str | None = Field(default=None, max_length=200)
    """Only what was written in one of these languages: their codes, between commas."""
    affiliation: Affiliation | None = None
    """Only what was said in this capacity."""
    organisation: UUID | None = None
    """Only what was said for this organisation."""
    account: Account | None = None
    """Only what was said with an account, or without one."""
    state: State | None = None
    """Only the threads of which this has become."""
    q: str | None = Field(default=None, max_length=200)
    """Words to search for, in the whole draft; between quotation marks, side by side."""

    @model_validator(mode="after")
    def searches_alone(self) -> "CommentsAsked":
        chosen = self.model_fields_set & {"section", *CHOICE} - {"language", "languages"}
        if self.q is not None and chosen:
            raise PydanticCustomError(
                "search_alone",
                "A search goes through the whole draft, without order and filters but languages",
                {"parameter": "q"},
            )
        return self


class NumberedAsked(Asked):
    """What the query of a list may hold that is paged by numbers."""

    cursor: int | None = Field(default=None, ge=1, le=2**31 - 1)
    """Where the page begins. It is part of the address in `next`; do not make one up."""


class RepliesAsked(NumberedAsked):
    """What the query of a thread's replies may hold."""

    limit: int = Field(default=20, ge=1, le=MOST)
    """How many replies a page of the list holds."""
