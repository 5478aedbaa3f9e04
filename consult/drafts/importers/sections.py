"""What an import gives: a title, sections in reading order, and notes on what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from consult.drafts.importers.notes import Note


@dataclass(frozen=True)
class Heading:
    """A heading of the draft. `level` is 2, 3 or 4: level 1 is the page's own title."""

    text: str
    level: int
    line: int


@dataclass(frozen=True)
class Text:
    """One paragraph, or one list with the paragraph that introduces it."""

    html: str
    line: int


@dataclass(frozen=True)
class Commitment:
    """A commitment: its title as plain text, and what will be done as HTML.

    Where a source has them by themselves, `lead` names who leads, and `milestones` are pairs of a
    step and the day by which it is due, as ISO writes it, or nothing.
    """

    title: str
    html: str
    line: int
    lead: str = ""
    milestones: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Table:
    """A table: its caption as plain text, and each row's cells as HTML without blocks."""

    caption: str
    rows: tuple[tuple[str, ...], ...]
    has_header_row: bool
    has_header_column: bool
    line: int

    @property
    def html(self) -> str:
        """Return the words of the table as HTML: what is shown has headers, and equal rows."""
        rows = (" ".join(f"<td>{cell}</td>" for cell in row) for row in self.rows)
        caption = f"<caption>{escape(self.caption, quote=False)}</caption>" if self.caption else ""
        return caption + " ".join(f"<tr>{row}</tr>" for row in rows)


Section = Heading | Text | Commitment | Table


@dataclass(frozen=True)
class ImportedPlan:
    """A plan as read. `title` is empty when the source has none.

    `language` is the code of the language that the source says it is written in, or nothing.
    """

    title: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    language: str = ""
