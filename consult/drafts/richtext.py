"""Editors' rich text as letters that know what they stand in, so that its words can be changed.

Pure. Letters are read from HTML with the tags around them, and written to HTML again: what is not
changed comes out byte for byte, and what is changed is well formed by construction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

from consult.drafts.alignment import breaks_line, words

BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
"""The elements whose end is the end of a line, as `consult.core.text.plain` reads them."""
LISTS = frozenset({"ul", "ol"})
VOID = frozenset({"br", "hr", "img", "embed"})


@dataclass(frozen=True, eq=False)
class Element:
    """One element of a text, whatever others are like it. `opening` is its tag as it is written."""

    name: str
    opening: str

    def afresh(self) -> "Element":
        """Return another element of the same kind. Attributes name one block, so it has none."""
        return Element(self.name, f"<{self.name}>")


Path = tuple[Element, ...]
"""The elements around a letter, the outermost first."""


class Letter(NamedTuple):
    """A character, how it is written, and where. A line break is one; an empty element has none."""

    text: str
    source: str
    within: Path


class Token(NamedTuple):
    """A word or, as "\\n", the end of a line, with its letters and those between it and the next."""

    text: str
    letters: Sequence[Letter]
    gap: Sequence[Letter]


def read(html: str) -> list[Letter]:
    """Return the letters of some HTML."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.letters


class Reader(HTMLParser):
    """Reads with the parser that `plain` reads with, so that both find the same words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.letters: list[Letter] = []
        self.opened: list[Element] = []
        self.told: list[int] = []
        """How many letters there were when each open element began."""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        opening = self.get_starttag_text() or f"<{tag}>"
        if tag in VOID:
            self.letters.append(Letter("\n" if tag == "br" else "", opening, tuple(self.opened)))
        else:
            self.opened.append(Element(tag, opening))
            self.told.append(len(self.letters))

    def handle_endtag(self, tag: str) -> None:
        while any(element.name == tag for element in self.opened):
            if self.told.pop() == len(self.letters):
                self.letters.append(Letter("", "", tuple(self.opened)))
            if self.opened.pop().name == tag:
                break

    def handle_data(self, data: str) -> None:
        within = tuple(self.opened)
        self.letters += [Letter(character, character, within) for character in data]

    def handle_entityref(self, name: str) -> None:
        written = f"&{name};"
        meant, within = unescape(written), tuple(self.opened)
        if meant == written:
            self.handle_data(written)
        else:  # of several characters the first stands for all
            self.letters.append(Letter(meant[0], written, within))
            self.letters += [Letter(character, "", within) for character in meant[1:]]

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")


def write(letters: Iterable[Letter]) -> str:
    """Return the letters as HTML."""
    written: list[str] = []
    opened: Path = ()
    for letter in letters:
        shared = len(common(opened, letter.within))
        written += [f"</{element.name}>" for element in reversed(opened[shared:])]
        written += [element.opening for element in letter.within[shared:]]
        written.append(letter.source)
        opened = letter.within
    written += [f"</{element.name}>" for element in reversed(opened)]
    return "".join(written)


def typed(text: str, within: Path) -> list[Letter]:
    """Return new letters, written as `clean_rich` writes them."""
    return [
        Letter(letter, escape(letter, quote=False).replace("\xa0", "&nbsp;"), within)
        for letter in text
    ]


def common(one: Path, other: Path) -> Path:
    """Return the elements that both stand in."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine is not theirs:
            break
        length += 1
    return one[:length]


def block(within: Path) -> Path:
    """Return a path down to its innermost block: without what is inside of a line."""
    ends = [at for at, element in enumerate(within, start=1) if element.name in BLOCKS]
    return within[: ends[-1]] if ends else ()


def inline(within: Path) -> Path:
    """Return what a letter stands in inside of its line."""
    return tuple(one for one in within[len(block(within)) :] if one.name not in LISTS)


def ends_line(before: Path, after: Path) -> bool:
    """Tell whether a block ends between two letters."""
    ended = before[len(common(before, after)) :]
    return any(element.name in BLOCKS for element in ended)


def spelled(letters: Sequence[Letter]) -> Iterator[tuple[str, int]]:
    """Yield the characters of the text, each with the number of its letter, ends of lines too."""
    for number, letter in enumerate(letters):
        if number and ends_line(letters[number - 1].within, letter.within):
            yield "\n", number
        yield from ((character, number) for character in letter.text)


def tokens(letters: Sequence[Letter]) -> tuple[Sequence[Letter], list[Token]]:
    """Return what stands before the first word, and the words and ends of lines of a text."""
    told = list(spelled(letters))
    text = "".join(character for character, _number in told)
    spans = [(told[word.start][1], told[word.end - 1][1] + 1, word) for word in words(text)]
    if not spans:
        return letters, []
    found = []
    for (start, end, word), (following, _end, other) in pairwise(spans):
        gap = letters[end:following]
        if breaks_line(text[word.end : other.start]):
            found += [Token(word.text, letters[start:end], ()), Token("\n", gap, ())]
        else:
            found.append(Token(word.text, letters[start:end], gap))
    start, end, word = spans[-1]
    found.append(Token(word.text, letters[start:end], letters[end:]))
    return letters[: spans[0][0]], found
