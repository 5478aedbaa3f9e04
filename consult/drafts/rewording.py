"""A section with other words: a plain wording is given to its block.

A block is as a StreamField's `get_prep_value` has it: type, value and id. Nothing is written to the database; a
commitment is read and written in the active language, for it has labels and dates between its words.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, dropwhile

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, RichTextBlock

from consult.core.errors import Refused
from consult.core.text import plain
from consult.drafts.alignment import Word, aligned, breaks_line, words_and_breaks
from consult.drafts.blocks import MilestoneBlock, SectionsBlock
from consult.drafts.merging import Merge, merge
from consult.drafts.rewriting import rewrite

KINDS = SectionsBlock().child_blocks
MILESTONE = MilestoneBlock()
CELL = KINDS["table"].child_blocks["rows"].child_block.child_block
FIELDS = ("title", "problem", "actions", "lead", "partner")
"""The fields of a commitment that people write, next to the titles of its milestones."""
FIRST_MARK = 0xF0000
"""Characters for private use, which no text has: around the words of each field."""


class CannotPlace(Refused):
    code = "rewording.cannot_place"
    sentence = _(
        "This wording does not fit into the fields of the section: a part of it falls on a label, "
        "a date or a code or between the cells of a table, or it leaves a field empty, or gives one "
        "more than it can hold. Edit the section in the editor instead."
    )


def proposal(base: str, block: dict, wording: str) -> tuple[Merge, dict | None]:
    """Return what a wording and the changes since `base` come to, and the block that says so.

    `base` is what the wording was written on, `block` what stands there now. There is no block
    where both are in conflict, or where what they say together has no clear place.
    """
    merged = merge(base, text_of(block), wording)
    if merged.conflicts:
        return merged, None
    try:
        return merged, reword(block, merged.text())
    except CannotPlace:
        return merged, None


def reword(block: dict, wording: str) -> dict:
    """Return a block that says what a plain wording says, with the markup of the words that stay.

    Raises `CannotPlace` rather than lose a word or change what is no field's.
    """
    if normalised(text_of(block)) == normalised(wording):
        return block
    value = REWORD[block["type"]](block["value"], wording)
    reworded = {**block, "value": value}
    if normalised(text_of(reworded)) != normalised(wording):
        raise CannotPlace
    return reworded


def text_of(block: dict) -> str:
    """Return the words of a block, as a version would have them."""
    kind = KINDS[block["type"]]
    if block["type"] == "text":
        return plain(block["value"])
    return plain(kind.render(kind.to_python(block["value"])))


def normalised(text: str) -> str:
    """Return a text as it is compared: a line a block, whatever the white space."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Field:
    """A field of a block that holds words, at `path` in its value."""

    path: tuple[str | int, ...]
    block: Block
    words: str

    @property
    def is_rich(self) -> bool:
        return isinstance(self.block, RichTextBlock)

    def reworded(self, wording: str) -> str:
        """Return other words for the field. Raises `CannotPlace` where it cannot hold them."""
        now = plain(self.words) if self.is_rich else self.words
        if normalised(now) == normalised(wording):
            return self.words
        if self.block.required and not wording:
            raise CannotPlace
        if self.is_rich:
            return rewrite(self.words, wording)
        if breaks_line(wording) or len(wording) > self.block.field.max_length:
            raise CannotPlace
        return wording


def reword_heading(value: dict, wording: str) -> dict:
    field = Field(("text",), KINDS["heading"].child_blocks["text"], value["text"])
    return {**value, "text": field.reworded(wording.strip())}


def reword_text(value: str, wording: str) -> str:
    return Field((), KINDS["text"], value).reworded(wording.strip())


def reword_commitment(value: dict, wording: str) -> dict:
    """Return a commitment of which each field has those words of a wording that are its own."""
    fields = [field for field in fields_of(value) if field.words]
    return by_words(KINDS["commitment"], value, fields, Placing, wording)


def reword_table(value: dict, wording: str) -> dict:
    """Return a table of which each cell has those words of a wording that are its own.

    Where the wording has as many lines as the table, and in each as many tabs, every cell takes what
    stands in its place; else each change must lie among the words of one cell.
    """
    kind = KINDS["table"]
    cells = list(cells_of(value))
    places, said = laid_out(plain(shown_with_marks(kind, value, cells))), laid_out(wording)
    if list(map(len, places)) != list(map(len, said)):
        cells = [cell for cell in cells if cell.words]
        return by_words(kind, value, cells, PlacingInCells, wording)
    lines: dict[int, list[str]] = {}
    for (owner, _words), (_none, words) in zip(chain(*places), chain(*said), strict=True):
        lines.setdefault(owner, []).append(words)
    for number, found in lines.items():
        words = cells[number].reworded("\n".join(found))
        value = with_words(value, replace(cells[number], words=words))
    return value


def laid_out(text: str) -> list[list[tuple[int | None, str]]]:
    """Return the lines of a table, and in each what stands between tabs, with the cell by its marks.

    Nothing is known of empty cells at the ends of a line, nor of lines without words.
    """
    found = []
    owner = None
    for line in text.splitlines():
        row = []
        for piece in line.split("\t"):
            marks = [ord(letter) - FIRST_MARK for letter in piece if ord(letter) >= FIRST_MARK]
            row.append((owner if owner is not None else next(iter(marks), None), unmarked(piece)))
            for mark in marks:
                owner = mark if owner is None else None
        while row and not row[-1][1]:
            row.pop()
        row = list(dropwhile(lambda one: not one[1], row))
        found += [row] if row else []
    return found


def unmarked(piece: str) -> str:
    return "".join(letter for letter in piece if ord(letter) < FIRST_MARK).strip()


def shown_with_marks(kind: Block, value: dict, fields: Sequence[Field]) -> str:
    """Return a value as HTML in which the words of each field stand between two of its marks."""
    for number, field in enumerate(fields):
        mark = chr(FIRST_MARK + number)
        value = with_words(value, replace(field, words=f"{mark}{field.words}{mark}"))
    return kind.render(kind.to_python(value))


def by_words(
    kind: Block, value: dict, fields: Sequence[Field], placing: type["Placing"], wording: str
) -> dict:
    """Return a value of which each field has those words of a wording that are its own."""
    old, owners = owned(words_and_breaks(plain(shown_with_marks(kind, value, fields))))
    new = words_and_breaks(wording)
    for number, span in placing(old, owners, new, fields).spans().items():
        text = wording[span[0] : span[1]]
        value = with_words(value, replace(fields[number], words=fields[number].reworded(text)))
    return value


REWORD = {
    "heading": reword_heading,
    "text": reword_text,
    "commitment": reword_commitment,
    "table": reword_table,
}


def fields_of(value: dict) -> Iterator[Field]:
    """Yield the fields of a commitment that hold words, in no order that counts."""
    for name in FIELDS:
        yield Field((name,), KINDS["commitment"].child_blocks[name], value.get(name) or "")
    title = MILESTONE.child_blocks["title"]
    for number, milestone in enumerate(value.get("milestones", [])):
        yield Field(("milestones", number), title, milestone["value"]["title"])


def cells_of(value: dict) -> Iterator[Field]:
    """Yield the caption of a table, if it has one, and its cells."""
    if value.get("caption"):
        yield Field(("caption",), KINDS["table"].child_blocks["caption"], value["caption"])
    for row, cells in enumerate(value["rows"]):
        for column, cell in enumerate(cells["value"]):
            yield Field(("rows", row, column), CELL, cell["value"])


def with_words(value: dict, field: Field) -> dict:
    """Return the value of a commitment or a table with the words of one field."""
    name, *rest = field.path
    return {**value, name: with_item(value[name], rest, field.words) if rest else field.words}


def with_item(items: Sequence[dict], path: Sequence[int], words: str) -> list[dict]:
    """Return a list with other words in one of its items: a step, or a cell of a row."""
    number, *rest = path
    held = items[number]["value"]
    if rest:
        held = with_item(held, rest, words)
    else:
        held = {**held, "title": words} if isinstance(held, dict) else words
    return [*items[:number], {**items[number], "value": held}, *items[number + 1 :]]


def owned(marked: Sequence[Word]) -> tuple[list[str], list[int | None]]:
    """Return the words of a text and the field of each, by number, from a text with marks."""
    found: list[str] = []
    owners: list[int | None] = []
    owner = None
    for word in marked:
        number = ord(word.text[0]) - FIRST_MARK
        if number >= 0:
            owner = number if owner is None else None
        elif word.text == "\n" and found[-1:] in ([], ["\n"]):  # a mark between two ends of a line
            owners[-1:] = [None] * len(found[-1:])
        else:
            found.append(word.text)
            owners.append(owner)
    return found, owners


class Placing:
    """Which words of a new text belong to which field of the old one."""

    def __init__(
        self,
        old: Sequence[str],
        owners: Sequence[int | None],
        new: Sequence[Word],
        fields: Sequence[Field],
    ):
        self.old, self.owners, self.new, self.fields = old, owners, new, fields
        self.placed: list[int | None] = [None] * len(new)

    def spans(self) -> dict[int, tuple[int, int]]:
        """Return from where to where the words of each field reach. Raises `CannotPlace`."""
        texts = [unicodedata.normalize("NFC", one.text) for one in self.new]
        old = [unicodedata.normalize("NFC", one) for one in self.old]
        before, after = 0, 0
        for run in aligned(old, texts):
            self.place(before, run.before, after, run.after)
            self.placed[run.after : run.after + run.length] = self.owners[
                run.before : run.before + run.length
            ]
            before, after = run.before + run.length, run.after + run.length
        self.place(before, len(old), after, len(texts))
        found = dict.fromkeys((one for one in self.owners if one is not None), (0, 0))
        for word, owner in zip(self.new, self.placed, strict=True):
            if owner is not None:
                start, end = found[owner]
                found[owner] = (start if end else word.start, word.end)
        return found

    def place(self, before: int, before_end: int, after: int, after_end: int) -> None:
        """Give the new words of one change to the field whose words they replace or stand beside."""
        dropped = set(self.owners[before:before_end])
        if None in dropped or len(dropped) > 1:
            raise CannotPlace
        if after == after_end:
            return
        if dropped:
            self.placed[after:after_end] = [*dropped] * (after_end - after)
            return
        for start, end, left, right in self.readings(before, after, after_end):
            is_long = any(word.text == "\n" for word in self.new[start:end])
            beside = {
                owner
                for owner in (left, right)
                if owner is not None and (self.fields[owner].is_rich or not is_long)
            }
            if len(beside) == 1:
                self.placed[after:after_end] = [None] * (after_end - after)
                self.placed[start:end] = [*beside] * (end - start)
                return
        raise CannotPlace

    def readings(self, before: int, start: int, end: int) -> Iterator[tuple]:
        """Yield how new words can be read: from where, to where, between the words of which fields.

        A new line can begin behind the end of the one above, or before that of its own.
        """
        owners = [None, None, *self.owners, None, None]
        yield start, end, owners[before + 1], owners[before + 2]
        if start > 1 and self.new[start - 1].text == self.new[end - 1].text == "\n":
            yield start - 1, end - 1, self.placed[start - 2], None
        if self.old[before : before + 1] == ["\n"] and self.new[start].text == "\n":
            yield start + 1, end + 1, None, owners[before + 3]


class PlacingInCells(Placing):
    """Which words of a new text belong to which cell, where only the words themselves can say so.

    Words that stand at the end of a cell may begin the next one, which may be an empty one.
    """

    def spans(self) -> dict[int, tuple[int, int]]:
        found = super().spans()
        if not all(end for _start, end in found.values()):
            raise CannotPlace
        return found

    def readings(self, before: int, start: int, end: int) -> Iterator[tuple]:
        return (one for one in super().readings(before, start, end) if one[2] == one[3])
