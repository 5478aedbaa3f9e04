"""Words that wait for a moderator, as the API tells of them."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict

from consult.api import examples
from consult.api.schemas.base import Sent
from consult.api.schemas.comments import Author, Segment
from consult.threads import screening
from consult.threads.models import HeldStatus, Kind, Stance


class Reason(Sent):
    """Why words are held."""

    code: screening.Ground
    count: int | None
    """How many there are of what it names, links for instance."""
    detail: str
    """The same as a sentence for the author, in the language of the answer."""


class Selector(Sent):
    """Quoted words as a W3C TextQuoteSelector."""

    exact: str
    prefix: str
    suffix: str


class HeldText(Sent):
    """A contribution, or an edit of one, that a moderator reads before it is public.

    Until then nobody else sees it but its author: it is no comment yet, and has no permalink.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [examples.HELD]})

    id: UUID
    draft: UUID
    section: UUID
    """The key of the section; the draft's own stands for the draft as a whole."""
    in_reply_to: UUID | None
    edits: UUID | None
    """The comment whose words these would replace; null for a new comment."""
    translates: UUID | None
    """The comment that these words say in another language; null for all others."""
    status: HeldStatus
    """`waiting`, or what became of it."""
    grounds: list[Reason]
    held_at: AwareDatetime
    expected_by: AwareDatetime | None
    """When a moderator has read it at the latest, as the house promises; null once that is done."""
    settled_at: AwareDatetime | None
    comment: UUID | None
    """The comment that it has become."""
    withdraw: str | None
    """Where its author takes it back with DELETE, while it waits; null where nobody can."""
    author: Author
    kind: Kind
    stance: Stance | None
    language: str
    text: str
    """The words as they were typed; empty once they were taken back."""
    html: str
    wording: str | None
    difference: list[Segment] | None
    quote: Selector | None
