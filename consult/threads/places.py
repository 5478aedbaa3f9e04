"""Where a comment hangs, and what it says. Pure."""

from dataclasses import dataclass
from uuid import UUID

from consult.threads.quotes import Quote


@dataclass(frozen=True)
class Place:
    """A section of a draft, or words quoted from it; without a section key, the draft as a whole."""

    draft_key: UUID
    section_key: UUID | None = None
    quote: Quote | None = None

    @property
    def key(self) -> UUID:
        """Return the key of the section's row: the whole draft's is the draft's own."""
        return self.section_key or self.draft_key


@dataclass(frozen=True)
class Said:
    """What somebody says: words as typed, and what they mean by them.

    `wording` is what a suggestion proposes for its section, and `version` the id of the version
    that it was written on, without which it is the latest. `stance` is one of `models.Stance` or
    empty. `language` is the code of the page on which it was written; `written_in` the language
    that its author names, without which it is told from the words.
    """

    body: str
    language: str
    written_in: str = ""
    kind: str = "remark"
    stance: str = ""
    wording: str = ""
    version: UUID | None = None
