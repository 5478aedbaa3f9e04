"""The only place that cleans people's text.

What people write is plain text with paragraphs, line breaks, *emphasis* and links. It is checked
for length first (bleach grows faster than its text), normalised, rendered, and then filtered
twice with one allow list: by bleach, and behind it by nh3 as an independent second wall
(docs/decisions/0004-bleach-with-nh3-behind-it.md).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

import bleach
import nh3
from bleach.linkifier import LinkifyFilter
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from consult.core.errors import Refused
from consult.core.folding import same_name
from consult.core.signs import is_badge_like

TAGS = frozenset({"p", "br", "em", "strong", "a"})
RICH_TAGS = TAGS | {"b", "i", "ul", "ol", "li", "h2", "h3", "h4"}
STRING_TAGS = frozenset({"a", "b", "i", "em", "strong", "br", "sub", "sup", "code"})
SCHEMES = frozenset({"http", "https", "mailto"})
MARKS_PER_LETTER = 4
"""Combining marks kept on one letter: more than any living script needs, far fewer than 'zalgo'."""

OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))
"""Embeddings and overrides, which Unicode (UAX #9) itself advises to replace by isolates."""
ISOLATE_OPENERS, ISOLATE_CLOSER = "\u2066\u2067\u2068", "\u2069"
LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
WRITTEN_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MANY_BLANK_LINES = re.compile(r"\n{3,}")
ENDS_LINE = re.compile(r"<(?:/p|/li|/h\d|/tr|/caption|br\s*/?)>")
ENDS_CELL = re.compile(r"</t[dh]>")
LITERAL_ENTITY = re.compile(r"&amp;(?=#?\w+;)")
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks without ink of their own: fillers, joiners, variation selectors."""


class Empty(Refused):
    code = "text.empty"
    sentence = _("There is nothing to publish yet. Write your contribution first.")


class TooLong(Refused):
    code = "text.too_long"
    sentence = ngettext_lazy(
        "Your text has %(length)s character; %(limit)s at most are possible. Shorten it, or "
        "split it into several contributions.",
        "Your text has %(length)s characters; %(limit)s at most are possible. Shorten it, or "
        "split it into several contributions.",
        "length",
    )


class ControlCharacters(Refused):
    code = "text.control_characters"
    sentence = _("Your text contains invisible control characters. Paste it again as plain text.")


@dataclass(frozen=True)
class Cleaned:
    """A text as it was meant (`source`, normalised) and as it may be shown (`html`)."""

    source: str
    html: str


class Links:
    """Marks links that people wrote: they lead elsewhere and gain no rank by it."""

    rel = "nofollow ugc noopener"

    @classmethod
    def mark(cls, attrs: dict, new: bool = False) -> dict | None:
        if new and not WRITTEN_LINK.match(attrs["_text"]):
            return None  # "fin.de" is a slip of the full stop, not an address
        href = attrs.get((None, "href"), "")
        if href.split(":", 1)[0].lower() not in SCHEMES:
            return None
        attrs[None, "rel"] = cls.rel
        return attrs


def mention(state: StateInline, silent: bool) -> bool:
    """Set off a name that follows an @: a rule of the Markdown parser."""
    if state.src[state.pos] != "@":
        return False
    begin = state.pos + 1
    end = end_of_name(state.src, begin, state.env.get("names", ()))
    if end is None:
        return False
    if not silent:
        state.push("strong_open", "strong", 1)
        state.push("text", "", 0).content = state.src[state.pos : end]
        state.push("strong_close", "strong", -1)
    state.pos = end
    return True


def end_of_name(text: str, begin: int, names: Iterable[str]) -> int | None:
    """Return where the first of some names ends that stands in a text from a place on, or None.

    Small letters may be more or fewer than their capitals: "İ" is one, "i̇" two.
    """
    for name in names:
        for step in (0, -1, 1, -2, 2, -3, 3):
            end = begin + len(name) + step
            if end > begin and same_name(text[begin:end]) == name:
                return end
    return None


_markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["newline", "escape", "emphasis", "link"]
)
_markdown.inline.add_terminator_char("@")
_markdown.inline.ruler.before("escape", "mention", mention)
_first_wall = bleach.Cleaner(
    tags=TAGS,
    attributes={"a": ["href", "rel"]},
    protocols=SCHEMES,
    strip=True,
    filters=[lambda source: LinkifyFilter(source, callbacks=[Links.mark])],
)
_second_wall = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"a": {"href"}},
    url_schemes=set(SCHEMES),
    link_rel=Links.rel,
)


def clean(text: str, *, limit: int, names: Iterable[str] = ()) -> Cleaned:
    """Return what somebody wrote, safe to show, with `@name` set off for each of the `names`.

    `limit` is the greatest length, in characters. Raises `Empty`, `TooLong`, `ControlCharacters`.
    """
    source = normalise(text, limit=limit)
    longest_first = sorted(map(same_name, names), key=len, reverse=True)
    # bleach takes "&amp;lt;" for "&lt;": what was typed as "&#x202e;" would become that character.
    rendered = _markdown.render(source, {"names": longest_first})
    rendered = LITERAL_ENTITY.sub("&#38;", rendered)
    html = _second_wall.clean(_first_wall.clean(rendered))
    return Cleaned(source, html.strip())


def clean_rich(html: str) -> str:
    """Return editors' rich text with only the tags that a section may hold.

    Long texts go through nh3 alone: bleach takes seconds where nh3 takes milliseconds.
    """
    return nh3.clean(
        html,
        tags=set(RICH_TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )


def clean_translated(html: str) -> str:
    """Return a string of a page as a machine translated it, with only the markup that strings have.

    wagtail-localize numbers a string's links in place of their addresses: no address comes from a
    machine.
    """
    return nh3.clean(
        html, tags=set(STRING_TAGS), attributes={"a": {"id"}}, url_schemes=set(), link_rel=None
    )


def normalise(text: str, *, limit: int) -> str:
    """Return `text` in Unicode NFC, with plain line ends, no trickery of direction or marks.

    Raises `Empty`, `TooLong` (`limit` in characters) and `ControlCharacters`.
    """
    if len(text) > limit * 2:  # before any work: line ends and marks may shrink it, not by half
        raise TooLong(length=len(text), limit=limit)
    lines = LINE_BREAKS.sub("\n", text)
    if any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in lines
    ):
        raise ControlCharacters
    lines = unicodedata.normalize("NFC", lines.translate(OVERRIDES))
    lines = "\n".join(close_isolates(cap_marks(line)).rstrip() for line in lines.split("\n"))
    lines = MANY_BLANK_LINES.sub("\n\n", lines).strip()
    if not any(is_visible(letter) for letter in lines):
        raise Empty
    if len(lines) > limit:
        raise TooLong(length=len(lines), limit=limit)
    return lines


def clean_optional(text: str, *, limit: int) -> str:
    """Return a plain text that may be empty, normalised. Raises as `normalise`, but for `Empty`."""
    try:
        return normalise(text, limit=limit)
    except Empty:
        return ""


def clean_name(text: str, *, limit: int) -> str:
    """Return a name on one line, without any character that hides or turns its neighbours, or that
    could be taken for a badge: emoji, ticks, shapes. Raises as `normalise`, `Empty` also where
    nothing else was in it.
    """
    name = INVISIBLE.sub("", normalise(" ".join(text.split()), limit=limit))
    kept = (one for one in name if unicodedata.category(one) != "Cf" and not is_badge_like(one))
    name = " ".join("".join(kept).split())
    if not any(is_visible(one) for one in name):
        raise Empty
    return name


def plain(html: str) -> str:
    """Return the words of clean HTML, a line a block; cells of a table have a tab between them."""
    spaced = ENDS_CELL.sub("\t", ENDS_LINE.sub("\n", html))
    lines = (line.strip() for line in unescape(strip_tags(spaced)).split("\n"))
    return MANY_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def is_visible(letter: str) -> bool:
    """Tell whether a character says something: no space, format, control, filler, nor a mark alone."""
    return unicodedata.category(letter)[0] not in "ZCM" and not INVISIBLE.match(letter)


def cap_marks(line: str) -> str:
    """Keep at most MARKS_PER_LETTER combining marks on each letter."""
    kept, marks = [], 0
    for letter in line:
        category = unicodedata.category(letter)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MARKS_PER_LETTER:
                continue
        elif (
            category != "Cf"
        ):  # a joiner begins no new letter: marks behind it pile up all the same
            marks = 0
        kept.append(letter)
    return "".join(kept)


def close_isolates(line: str) -> str:
    """Close what a line isolates by direction, so that it turns nothing after it (UAX #9)."""
    kept, opened = [], 0
    for letter in line:
        if letter in ISOLATE_OPENERS:
            opened += 1
        elif letter == ISOLATE_CLOSER:
            if not opened:
                continue
            opened -= 1
        kept.append(letter)
    return "".join(kept) + ISOLATE_CLOSER * opened
