"""Shows in a section's HTML which words contributions quote.

The HTML is the stored, cleaned HTML of a version: its tags, attributes and words stay as they are,
byte for byte, and marks are put around words. Where the words of the HTML cannot be told letter by
letter from `squash(plain(html))`, nothing is marked rather than something else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from consult.core.text import ENDS_CELL, ENDS_LINE, plain
from consult.threads.quotes import Span, squash

TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^'">])*>""", re.DOTALL)
LETTER = re.compile(r"&(?:#\d+|#[xX][\da-fA-F]+|\w{1,32});?|.", re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """Words to be marked: where they stand, the contribution that quotes them, its address."""

    span: Span
    href: str
    comment: str


class Part(NamedTuple):
    """A piece of HTML without tags: a whole text node, or what is to be marked of one."""

    start: int
    end: int
    in_link: bool


class Letter(NamedTuple):
    """A character of the text and the parts of the HTML that it comes from."""

    text: str
    parts: tuple[Part, ...]


def highlight(html: str, marks: Iterable[Mark]) -> SafeString:
    """Return the HTML with the words of each mark in a `mark` element that leads to its comment.

    Where marks overlap the words lead to the one that begins last and name all of them.
    """
    marks = tuple(marks)
    return highlighted(html, marks, get_language()) if marks else SafeString(html)


@lru_cache(maxsize=1024)
def highlighted(html: str, marks: tuple[Mark, ...], language: str) -> SafeString:
    """Return what `highlight` does: kept, for a text is read far more often than it is quoted."""
    del language  # in which the notes are that marks bear
    letters = letters_of(html)
    if "".join(letter.text for letter in letters) != squash(plain(html)):
        return SafeString(html)
    marks = [mark for mark in marks if 0 <= mark.span.start < mark.span.end <= len(letters)]
    return SafeString("".join(woven(html, placed(html, letters, marks))))


# From HTML to letters


def letters_of(html: str) -> list[Letter]:
    """Return the characters of the squashed text of some HTML, each with its place."""
    found: list[Letter] = []
    written = list(spelled(html))
    if not unicodedata.is_normalized("NFC", "".join(letter.text for letter in written)):
        written = list(composed(written))
    for letter in written:
        if not letter.text.isspace():
            found.append(letter)
        elif found and found[-1].text == " ":
            found[-1] = Letter(" ", found[-1].parts + letter.parts)
        elif found:
            found.append(Letter(" ", letter.parts))
    if found and found[-1].text == " ":
        found.pop()
    return found


def spelled(html: str) -> Iterator[Letter]:
    """Yield each character of the text as it is written, character references resolved."""
    at = links = 0
    for tag in TAG.finditer(html):
        yield from spelled_part(html, Part(at, tag.start(), links > 0))
        at = tag.end()
        if (tag[2] or "").lower() == "a":
            links += -1 if tag[1] else 1
        if ENDS_LINE.fullmatch(tag[0]) or ENDS_CELL.fullmatch(tag[0]):
            yield Letter("\n", ())
    yield from spelled_part(html, Part(at, len(html), links > 0))


def spelled_part(html: str, part: Part) -> Iterator[Letter]:
    for written in LETTER.finditer(html, part.start, part.end):
        start, end = written.span()
        meant = unescape(written[0]) if end - start > 1 else written[0]
        if meant == written[0]:  # "&c", or "R&D": as it stands
            for at in range(start, end):
                yield Letter(html[at], (Part(at, at + 1, part.in_link),))
        else:
            yield from spread(meant, Part(start, end, part.in_link))


def spread(text: str, part: Part) -> Iterator[Letter]:
    """Yield characters that come from one place together: the first of them stands for it."""
    yield Letter(text[0], (part,))
    for character in text[1:]:
        yield Letter(character, (part._replace(start=part.end),))


def composed(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Yield the letters in Unicode NFC: a letter and its marks become one."""
    waiting: list[Letter] = []
    for letter in letters:
        if waiting and not unicodedata.combining(letter.text):
            yield from composed_letter(waiting)
            waiting = []
        waiting.append(letter)
    yield from composed_letter(waiting)


def composed_letter(written: list[Letter]) -> Iterable[Letter]:
    meant = unicodedata.normalize("NFC", "".join(letter.text for letter in written))
    parts = [part for letter in written for part in letter.parts]
    apart = any(part.end != following.start for part, following in pairwise(parts))
    if not parts or apart or meant == "".join(letter.text for letter in written):
        return written
    return spread(meant, parts[0]._replace(end=parts[-1].end))


# From letters to marks


def placed(html: str, letters: list[Letter], marks: list[Mark]) -> Iterator[tuple[Part, str, str]]:
    """Yield, in the order of the text, what to wrap, and what to put before and behind it."""
    ends = sorted({end for mark in marks for end in (mark.span.start, mark.span.end)})
    for start, end in pairwise(ends):
        over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
        parts = list(wrapped(html, letters[start:end])) if over else []
        for part in parts:
            closing = [mark for mark in over if mark.span.end == end and part is parts[-1]]
            yield part, opening_tags(over, part.in_link), note(closing) + closing_tags(part.in_link)


def wrapped(html: str, letters: list[Letter]) -> Iterable[Part]:
    """Return the parts of text nodes that some letters take up, but none of white space alone."""
    found: list[Part] = []
    for part in (part for letter in letters for part in letter.parts):
        if found and found[-1].end == part.start:
            found[-1] = found[-1]._replace(end=part.end)
        else:
            found.append(part)
    return (part for part in found if unescape(html[part.start : part.end]).strip())


def opening_tags(marks: list[Mark], in_link: bool) -> str:
    quotes = " ".join(dict.fromkeys(mark.comment for mark in marks))
    tag = format_html('<mark class="quoted" data-quotes="{}">', quotes)
    if in_link:  # a link in a link is none
        return tag
    most_specific = max(marks, key=lambda mark: (mark.span.start, -mark.span.end))
    return tag + format_html('<a href="{}">', most_specific.href)


def closing_tags(in_link: bool) -> str:
    return "</mark>" if in_link else "</a></mark>"


def note(marks: list[Mark]) -> str:
    """Return what tells those who do not see the marks that a quote ends here."""
    number = len({mark.comment for mark in marks})
    if not number:
        return ""
    words = ngettext(
        "(quoted in a contribution)", "(quoted in %(number)s contributions)", number
    ) % {"number": number}
    return format_html('<span class="visually-hidden" data-not-text> {}</span>', words)


def woven(html: str, pieces: Iterable[tuple[Part, str, str]]) -> Iterator[str]:
    at = 0
    for part, before, behind in pieces:
        yield html[at : part.start]
        yield f"{before}{html[part.start : part.end]}{behind}"
        at = part.end
    yield html[at:]
