"""The blocks of a text, between Markdown's tokens and a draft's sections. Repairs change them."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from consult.drafts.importers.inline import read_inline
from consult.drafts.importers.lines import repair_lines
from consult.drafts.importers.notes import Notes
from consult.drafts.importers.parser import parse
from consult.drafts.importers.runs import HARD, Run, one_line
from consult.drafts.importers.tables import in_one_line, is_caption, is_table, split_table

LONGEST_UNDERLINED_HEADING = 120


@dataclass
class Paragraph:
    line: int
    runs: list[Run]


@dataclass
class HeadingBlock:
    line: int
    level: int
    runs: list[Run]


@dataclass
class Item:
    line: int
    blocks: list["Block"] = field(default_factory=list)


@dataclass
class ListBlock:
    """`numbers` are those that readers see; none for bullets."""

    line: int
    items: list[Item] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


@dataclass
class TableBlock:
    """Rows of cells, as long as they are written; a cell holds one line or, with breaks, more."""

    line: int
    rows: list[list[list[Run]]]
    caption: list[Run] = field(default_factory=list)
    has_header_row: bool = False
    has_header_column: bool = False


@dataclass
class Group:
    """Blocks that stay together as one section: a paragraph with its own enumeration."""

    line: int
    blocks: list["Block"]


@dataclass
class Rule:
    line: int


@dataclass
class CommitmentBlock:
    line: int
    runs: list[Run]
    body: list["Block"]
    in_list: bool


Block = Paragraph | HeadingBlock | ListBlock | TableBlock | Group | Rule | CommitmentBlock


def read_blocks(text: str, notes: Notes) -> list[Block]:
    """The blocks of a Markdown text, with no word left out and nothing moved."""
    return _Reader(parse(repair_lines(text, notes), notes), notes).read_until(None)


class _Reader:
    def __init__(self, tokens: list[Token], notes: Notes):
        self.tokens = iter(tokens)
        self.notes = notes

    def read_until(self, closing: str | None) -> list[Block]:
        blocks: list[Block] = []
        for token in self.tokens:
            if token.type == closing:
                break
            blocks += getattr(self, f"_{token.type}", self._nothing)(token)
        return blocks

    def _nothing(self, token: Token) -> list[Block]:
        return []

    def _inline(self, token: Token) -> list[Block]:
        """The words of the paragraph that was just opened."""
        line = token.map[0] + 1
        in_table = is_table(token.content)
        runs = read_inline(token.children or [], line, self.notes, in_table=in_table)
        before, head, body = split_table(token.content, runs)
        rows = [row for row in (head, *body) if any(map(one_line, row))]
        if not rows:
            return [Paragraph(line, before)] if one_line(before) else []
        table = TableBlock(line, rows, has_header_row=rows[0] is head)
        if is_caption(before):
            table.caption = before
            return [table]
        return [Paragraph(line, before), table] if one_line(before) else [table]

    def _heading_open(self, token: Token) -> list[Block]:
        content = next(self.tokens)
        line = token.map[0] + 1
        runs = read_inline(content.children or [], line, self.notes)
        if token.markup == "-" and _is_sentence(content.content):
            self.notes.say(line, "rule_not_heading", words=one_line(runs))
            return [Paragraph(line, runs), Rule(token.map[1])]
        return [HeadingBlock(line, int(token.tag[1]), runs)]

    def _hr(self, token: Token) -> list[Block]:
        return [Rule(token.map[0] + 1)]

    def _bullet_list_open(self, token: Token) -> list[Block]:
        found = ListBlock(token.map[0] + 1)
        for opening in self.tokens:
            if opening.type != "list_item_open":
                break
            found.items.append(Item(opening.map[0] + 1, self.read_until("list_item_close")))
            if opening.info:
                found.numbers.append(int(opening.info))
        if len(found.numbers) > 1 and len(set(found.numbers)) == 1:
            # "1. 1. 1." is how some people let Markdown do the counting.
            found.numbers = list(range(found.numbers[0], found.numbers[0] + len(found.numbers)))
        return [found]

    _ordered_list_open = _bullet_list_open

    def _blockquote_open(self, token: Token) -> list[Block]:
        blocks = self.read_until("blockquote_close")
        if blocks:
            self.notes.say(token.map[0] + 1, "quote_as_text")
        return blocks

    def _fence(self, token: Token) -> list[Block]:
        return self._code(token, f"{token.info}\n{token.content}" if token.info else token.content)

    def _code_block(self, token: Token) -> list[Block]:
        return self._code(token, token.content)

    def _code(self, token: Token, words: str) -> list[Block]:
        line = token.map[0] + 1
        parts = [part.strip() for part in re.split(r"\n\s*\n", words)]
        paragraphs: list[Block] = [
            Paragraph(line, [Run(part.replace("\n", HARD))]) for part in parts if part
        ]
        if paragraphs:
            self.notes.say(line, "code_as_text")
        return paragraphs


def as_list(table: TableBlock) -> ListBlock:
    """Return a table as a list, an item for the caption and for each row."""
    lines = [table.caption, *(in_one_line(row) for row in table.rows)]
    items = [Item(table.line, [Paragraph(table.line, line)]) for line in lines if one_line(line)]
    return ListBlock(table.line, items)


def _is_sentence(words: str) -> bool:
    """Whether what stands above a line of dashes is too much to be a heading."""
    long = "\n" in words or len(words) > LONGEST_UNDERLINED_HEADING
    return long or words.rstrip().endswith((".", ";", ":", "!", "?", "…", ","))
