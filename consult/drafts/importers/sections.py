"""What an import gives: a title, sections in reading order, and notes on what was done."""

from dataclasses import dataclass

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
    """A commitment: its title as plain text, and what will be done as HTML."""

    title: str
    html: str
    line: int


Section = Heading | Text | Commitment


@dataclass(frozen=True)
class ImportedPlan:
    """A plan as read. `title` is empty when the source has none."""

    title: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
