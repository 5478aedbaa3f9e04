"""Drafts, their versions and sections, as the API tells of them."""

from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, create_model

from consult.api import examples
from consult.api.languages import Language
from consult.api.schemas.base import Asked, PageAsked, Sent


class DraftsAsked(Asked):
    """What the query of the list of drafts may hold."""

    consultation: UUID | None = None
    """Only the drafts of this consultation."""


class VersionsAsked(PageAsked):
    """What the query of the list of versions may hold."""

    language: Language | None = None
    """Only the versions in this language."""
    cursor: UUID | None = None
    """Where the page begins. It is part of the address in `next`; do not make one up."""


class Version(Sent):
    """An immutable, numbered snapshot of a draft in one language."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VERSION]})

    language: str
    number: int
    title: str
    published_at: AwareDatetime


class Draft(Sent):
    """One text that is being co-written, whatever the languages of its pages."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DRAFT]})

    key: UUID
    consultation: UUID
    title: str
    language: str
    """The language of the title."""
    languages: list[str]
    """The languages in which it can be read."""
    version: Version | None
    """The latest version in that language."""
    comments_count: int
    """Comments that the public sees, on all its sections."""
    comments_without_account_count: int
    """Those of them whose authors have no account, only an e-mail address."""
    url: str
    """The address of its page."""


class DraftInFull(Draft):
    """A draft with what introduces it, and how far its stream is."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DRAFT_IN_FULL]})

    introduction: str
    """HTML."""
    stream_number: int
    """The number of the newest live event that this answer includes."""


class Drafts(Sent):
    """Every draft that the reader may see."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.listed(examples.DRAFT)]})

    items: list[Draft]
    next: None = None
    """Always null: the list is whole."""


class Versions(Sent):
    """A page of the versions of a draft, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.listed(examples.VERSION)]})

    items: list[Version]
    next: str | None
    """The address of the next page, null on the last one."""


class Text(Sent):
    """A section as it stands in one version."""

    key: UUID
    """The same in every language and version."""
    position: int
    kind: str
    title: str
    level: int
    """2 to 4 for headings, 3 for commitments, 0 for text and tables."""
    html: str
    text: str


class VersionInFull(Version):
    """A version with all its text."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VERSION_IN_FULL]})

    sections: list[Text]


Stances = create_model(
    "Stances",
    __base__=Sent,
    __doc__="How many participants stand where on a section.",
    **dict.fromkeys(("for", "against", "neither"), (int, ...)),
)


class Section(Text):
    """A section as it stands now, and how much is said about it."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SECTION]})

    retired_at: AwareDatetime | None
    """When it was taken out of the text, if it was: its comments stay, and no new ones come."""
    comments_count: int
    comments_without_account_count: int
    """Those of them whose authors have no account. They take no stance."""
    stances: Stances


class Sections(Sent):
    """The sections of a draft: the draft as a whole, what it says in order, what was taken out."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"language": "en", **examples.listed(examples.SECTION)}]}
    )

    language: str
    """The language of the text."""
    items: list[Section]
    next: None = None
    """Always null: the list is whole."""
