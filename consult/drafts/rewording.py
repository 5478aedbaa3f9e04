"""A section with other words: a plain wording is given to its block.

A block is as a StreamField's `get_prep_value` has it: type, value and id. Nothing is written to the database; a
commitment is read and written in the active language, for it has labels and dates between its words.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
FIELDS = ("title", "problem", "actions", "lead", "partner")
"""The fields of a commitment that people write, next to the titles of its milestones."""
FIRST_MARK = 0xF0000
"""Characters for private use, which no text has: around the words of each field."""


class CannotPlace(Refused):
    code = "rewording.cannot_place"
    sentence = _(
        "This wording does not fit into the fields of the section: a part of it falls on a label, "
        "a date or a code, or it leaves a field empty, or gives one more than it can hold. Edit "
        "the section in the editor instead."
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
    kind = KINDS["commitment"]
    fields = [field for field in fields_of(value) if field.words]
    marked = value
    for number, field in enumerate(fields):
        mark = chr(FIRST_MARK + number)
        marked = with_words(marked, replace(field, words=f"{mark}{field.words}{mark}"))
    old, owners = owned(words_and_breaks(plain(kind.render(kind.to_python(marked)))))
    new = words_and_breaks(wording)
    for number, span in Placing(old, owners, new, fields).spans().items():
        text = wording[span[0] : span[1]]
        value = with_words(value, replace(fields[number], words=fields[number].reworded(text)))
    return value


REWORD = {"heading": reword_heading, "text": reword_text, "commitment": reword_commitment}


def fields_of(value: dict) -> Iterator[Field]:
    """Yield the fields of a commitment that hold words, in no order that counts."""
    for name in FIELDS:
        yield Field((name,), KINDS["commitment"].child_blocks[name], value.get(name) or "")
    title = MILESTONE.child_blocks["title"]
    for number, milestone in enumerate(value.get("milestones", [])):
        yield Field(("milestones", number), title, milestone["value"]["title"])


def with_words(value: dict, field: Field) -> dict:
    """Return the value of a commitment with the words of one field."""
    name, *rest = field.path
    if not rest:
        return {**value, name: field.words}
    milestones = list(value[name])
    [number] = rest
    milestone = milestones[number]
    milestones[number] = {**milestone, "value": {**milestone["value"], "title": field.words}}
    return {**value, name: milestones}


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
