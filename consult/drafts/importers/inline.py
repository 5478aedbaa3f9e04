"""From the inline tokens of markdown-it to runs: words kept, foreign markup taken away."""

import re

from markdown_it.token import Token

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import HARD, SOFT, Run, one_line, plain

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TAGS_INSIDE_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s "
        "samp small span strike strong sub sup time tt u var wbr",
    )
)
ATTRIBUTE = r"""(?:[.#][\w-]++|[\w-]++=(?:"[^"{}]*"|'[^'{}]*'|[\w./-]++))"""
ATTRIBUTES = re.compile(
    rf"\{{:(?:\s*+{ATTRIBUTE})++\s*+\}}|[ \t]\{{[#.][\w-]++(?:\s+[#.][\w-]++)*+\}}$"
)
COMMENT_ENDS = re.compile(r"<!--|-->")
STRAY_QUOTE = re.compile(r"(?<![^\n\v])[ \t]*>[> \t]*(?![^\n\v])")
OUTSIDE = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@])", re.IGNORECASE)


def read_inline(
    tokens: list[Token], line: int, notes: Notes, *, in_table: bool = False
) -> list[Run]:
    """The runs of one paragraph or heading that starts at `line`.

    In a table, where it is the only way to write one, `<br>` is a line break like any other.
    """
    return _Reader(line, notes, in_table).read(tokens)


class _Reader:
    def __init__(self, line: int, notes: Notes, in_table: bool = False):
        self.first_line = self.line = line
        self.in_table = in_table
        self.notes = notes
        self.runs: list[Run] = []
        self.bold = self.italic = 0
        self.href = ""
        self.link: tuple[str, str, int] = ("", "", 0)
        self.markup: list[str] = []

    def read(self, tokens: list[Token]) -> list[Run]:
        for token in tokens:
            getattr(self, f"_{token.type}", self._text)(token)
        if any(tag.startswith("<") for tag in self.markup):
            self._remove_stray_quotes()
        if self.markup:
            self.notes.say(self.first_line, "markup_removed", markup=" ".join(self.markup))
        return self.runs

    def _say(self, words: str) -> None:
        if words:
            self.runs.append(Run(words, self.bold > 0, self.italic > 0, self.href))

    def _text(self, token: Token) -> None:
        # A line end written as an entity is no line of the file.
        words, ends = COMMENT_ENDS.subn(" ", token.content.replace(SOFT, " "))
        if ends:
            self.notes.say(self.line, "comment_shown")
        self.markup += [found.strip() for found in ATTRIBUTES.findall(words)]
        self._say(ATTRIBUTES.sub("", words))

    def _code_inline(self, token: Token) -> None:
        self._say(token.content)

    def _softbreak(self, token: Token) -> None:
        self.line += 1
        self._say(SOFT)

    def _hardbreak(self, token: Token) -> None:
        self.line += 1
        self._say(HARD)

    def _strong_open(self, token: Token) -> None:
        self.bold += 1

    def _strong_close(self, token: Token) -> None:
        self.bold -= 1

    def _em_open(self, token: Token) -> None:
        self.italic += 1

    def _em_close(self, token: Token) -> None:
        self.italic -= 1

    def _link_open(self, token: Token) -> None:
        href = str(token.attrs.get("href", ""))
        self.href = href if OUTSIDE.match(href) else ""
        self.link = (href, str(token.attrs.get("title", "")), len(self.runs))

    def _link_close(self, token: Token) -> None:
        href, title, start = self.link
        if not self.href:
            self.notes.say(self.line, "link_dropped", words=one_line(self.runs[start:]), href=href)
        if title:
            self.notes.say(self.line, "link_title_dropped", title=title)
        self.href = ""

    def _image(self, token: Token) -> None:
        words = plain(_Reader(self.line, Notes()).read(token.children or []))
        self._image_as_words(words, str(token.attrs.get("src", "")))
        if title := token.attrs.get("title"):
            self.notes.say(self.line, "link_title_dropped", title=title)

    def _image_as_words(self, words: str, src: str) -> None:
        self._say(words)
        if words.strip():
            self.notes.say(self.line, "image_as_words", words=words, src=src)
        else:
            self.notes.say(self.line, "image_dropped", src=src)

    def _html_inline(self, token: Token) -> None:
        markup = token.content
        tag = TAG.match(markup)
        if tag is None:
            self._hidden(markup)
        elif self.in_table and tag[1].lower() == "br":
            self._say(HARD)
        else:
            self.markup.append(" ".join(markup.split()))
            self._html_tag(tag[1].lower(), markup)
        self.line += markup.count("\n")

    def _html_tag(self, name: str, markup: str) -> None:
        if name == "img":
            alt = ALT.search(markup)
            self._image_as_words((alt[1] or alt[2] or "") if alt else "", "<img>")
        elif name not in TAGS_INSIDE_WORDS:
            self._say(HARD)

    def _hidden(self, markup: str) -> None:
        """A comment, a processing instruction or the like: readers never saw it."""
        words = re.sub(r"^<!--|-->$|^<!\[CDATA\[|\]\]>$|^<[?!]|\??>$", " ", markup)
        self._say(f"{words} ")
        if words.strip():
            self.notes.say(self.line, "comment_shown")

    def _remove_stray_quotes(self) -> None:
        """Between removed tags a lone `>` is the rest of a broken one, not a sign of the text."""
        text = plain(self.runs)
        strays = {at for stray in STRAY_QUOTE.finditer(text) for at in range(*stray.span())}
        if not strays:
            return
        self.markup.append(">")
        kept, at = [], 0
        for run in self.runs:
            words = "".join(
                "" if at + place in strays else sign for place, sign in enumerate(run.text)
            )
            kept.append(run._replace(text=words))
            at += len(run.text)
        self.runs = kept
