"""Where a comment hangs. Pure."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Place:
    """A section of a draft; without a section key, the draft as a whole."""

    draft_key: UUID
    section_key: UUID | None = None

    @property
    def key(self) -> UUID:
        """Return the key of the section's row: the whole draft's is the draft's own."""
        return self.section_key or self.draft_key
