"""The words of a source and of a plan, counted: the proof that an import loses nothing."""

import re
from collections import Counter
from html.parser import HTMLParser

from consult.drafts.importers.front_matter import take_front_matter
from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import plain
from consult.drafts.importers.sections import Heading, ImportedPlan, Table, Text
from consult.drafts.importers.source import tidy
from consult.drafts.importers.tree import (
    Block,
    HeadingBlock,
    ListBlock,
    Paragraph,
    TableBlock,
    read_blocks,
)

WORD = re.compile(r"\w+")
INSIDE_WORDS = frozenset({"a", "b", "i"})


def words_of(text: str) -> Counter:
    """The words a reader of this Markdown sees: its title, its text, the numbers of its lists.

    Addresses, hidden titles of links, attributes and the other settings are not words.
    """
    notes = Notes()
    matter = take_front_matter(tidy(text), notes)
    return _count([matter.title, *_texts(read_blocks(matter.body, notes))])


def words_in_plan(plan: ImportedPlan) -> Counter:
    """The words of an imported plan, those that were cut at a line end counted as in the source."""
    texts = [plan.title]
    for section in plan.sections:
        if isinstance(section, Heading):
            texts.append(section.text)
        elif isinstance(section, Text | Table):
            texts.append(_seen(section.html))
        else:
            texts += [section.title, _seen(section.html)]
    words = _count(texts)
    for note in plan.notes:
        if note.code == "word_rejoined":
            left, right = note.data["left"], note.data["right"]
            words.subtract([left + right])
            words.update([left, right])
    return +words


def _count(texts: list[str]) -> Counter:
    words: Counter = Counter()
    for text in texts:
        words.update(WORD.findall(text))
    return words


def _texts(blocks: list[Block]) -> list[str]:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph | HeadingBlock):
            texts.append(plain(block.runs))
        elif isinstance(block, ListBlock):
            texts += map(str, block.numbers)
            for item in block.items:
                texts += _texts(item.blocks)
        elif isinstance(block, TableBlock):
            texts += map(plain, [block.caption, *(cell for row in block.rows for cell in row)])
    return texts


def _seen(html: str) -> str:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return "".join(seen.parts)


class _Seen(HTMLParser):
    """The text of some HTML as a reader sees it, the numbers of its lists included."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.counts: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in INSIDE_WORDS:
            self.parts.append(" ")
        if tag in ("ol", "ul"):
            self.counts.append(0 if tag == "ol" else None)
        elif tag == "li" and self.counts[-1] is not None:
            self.counts[-1] += 1
            self.parts.append(f"{self.counts[-1]} ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in INSIDE_WORDS:
            self.parts.append(" ")
        if tag in ("ol", "ul"):
            self.counts.pop()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
