"""The blocks of a Word or OpenDocument file, as Pandoc reads it: the twin of `tree.read_blocks`.

Notes count paragraphs where those of a Markdown file count lines.
"""

import json
from dataclasses import dataclass
from itertools import chain
from typing import Any

from consult.drafts.importers.inline import OUTSIDE
from consult.drafts.importers.notes import Notes
from consult.drafts.importers.packages import open_package
from consult.drafts.importers.runs import HARD, Run, one_line, plain, trim
from consult.drafts.importers.source import UnreadablePlan, tidy
from consult.drafts.importers.tables import in_one_line, is_caption, laid_out
from consult.drafts.importers.tree import (
    Block,
    HeadingBlock,
    Item,
    ListBlock,
    Paragraph,
    Rule,
    TableBlock,
)
from consult.drafts.pandoc import PandocFailed, convert

ABOVE_THE_TEXT = ("subtitle", "author", "date", "abstract")
"""What Pandoc takes for settings, by the styles of the first paragraphs, and readers for words."""


@dataclass(frozen=True)
class Document:
    """What a document holds. `title` is empty where no paragraph has the style of a title."""

    title: str
    blocks: list[Block]

    @property
    def words(self) -> str:
        return "\n".join(_words(self.blocks))


def read_document(source: bytes, notes: Notes) -> Document:
    """Return the title and the blocks of a .docx or .odt file. Raises `UnreadablePlan`."""
    package = open_package(source)
    try:
        read = json.loads(convert(package.source, "--from", package.kind, "--to", "json"))
        document = Reader(notes).read(read, package.title)
    except (PandocFailed, RecursionError):
        raise UnreadablePlan("damaged") from None
    if package.pictures:
        notes.say(1, "pictures_dropped", count=package.pictures)
    if package.comments:
        notes.say(1, "comments_dropped", count=package.comments)
    if package.inner_tables:
        notes.say(1, "inner_tables_dropped", count=package.inner_tables)
    return document


def _words(blocks: list[Block]) -> list[str]:
    words: list[str] = []
    for block in blocks:
        if isinstance(block, ListBlock):
            for item in block.items:
                words += _words(item.blocks)
        elif isinstance(block, TableBlock):
            words += map(plain, [block.caption, *chain(*block.rows)])
        elif not isinstance(block, Rule):
            words.append(plain(block.runs))
    return words


class Reader:
    """From Pandoc's elements to blocks. Methods are named after Pandoc's elements, and are given their content."""

    def __init__(self, notes: Notes):
        self.notes = notes
        self.line = 0
        self.footnotes: list[list[dict]] = []

    def read(self, document: dict, styled_as_title: str) -> Document:
        title, above = "", []
        for name, value in document["meta"].items():
            if name == "title":
                title = one_line(self.flat(_meta(value)))
            elif name in ABOVE_THE_TEXT:
                above += self.blocks(_meta(value))
        blocks = above + self.blocks(document["blocks"])
        if styled_as_title and blocks and one_line(_flat(blocks[:1])) == styled_as_title:
            title, blocks = styled_as_title, blocks[1:]
        headings = [block for block in blocks if isinstance(block, HeadingBlock)]
        # Chapters of the first level, below a title or without one: ours are of the second.
        if title or sum(block.level == 1 for block in headings) > 1:
            for block in headings:
                block.level += 1
        for number, content in enumerate(self.footnotes, start=1):
            self.line += 1
            mark = Run(f"[{number}]", href=f"#ref-{number}")
            blocks.append(Paragraph(self.line, [mark, Run(" "), *self.flat(content)]))
        return Document(title, blocks)

    def blocks(self, elements: list[dict]) -> list[Block]:
        found: list[Block] = []
        for element in elements:
            found += getattr(self, f"block_{element['t'].lower()}")(element.get("c"))
        return found

    def block_para(self, content: list) -> list[Block]:
        self.line += 1
        runs = trim(self.runs(content))
        return [Paragraph(self.line, runs)] if runs else []

    block_plain = block_para

    def block_lineblock(self, lines: list) -> list[Block]:
        return [block for line in lines for block in self.block_para(line)]

    def block_header(self, content: list) -> list[Block]:
        self.line += 1
        level, _attributes, words = content
        runs = trim(self.runs(words))
        return [HeadingBlock(self.line, level, runs)] if runs else []

    def block_horizontalrule(self, content: None) -> list[Block]:
        return [Rule(self.line)]

    def block_blockquote(self, content: list) -> list[Block]:
        return self.blocks(content)  # word processors indent for many reasons

    def block_div(self, content: list) -> list[Block]:
        return self.blocks(content[1])

    def block_codeblock(self, content: list) -> list[Block]:
        self.line += 1
        self.notes.say(self.line, "code_as_text")
        return [Paragraph(self.line, [Run(_tidy(content[1]))])]

    def block_bulletlist(self, items: list) -> list[Block]:
        found = ListBlock(self.line + 1)
        found.items = [Item(self.line + 1, self.blocks(item)) for item in items]
        return [found]

    def block_orderedlist(self, content: list) -> list[Block]:
        (start, style, _delimiter), items = content
        [found] = self.block_bulletlist(items)
        if style["t"] in ("Decimal", "DefaultStyle"):
            found.numbers = list(range(start, start + len(items)))
        else:
            self._keep_marks(
                found, [_mark(at, style["t"]) for at in range(start, start + len(items))]
            )
        return [found]

    def _keep_marks(self, block: ListBlock, marks: list[str]) -> None:
        """Let a list that counts otherwise than 1, 2, 3 keep its marks as words."""
        for item, mark in zip(block.items, marks, strict=True):
            if item.blocks and isinstance(item.blocks[0], Paragraph):
                item.blocks[0].runs.insert(0, Run(f"{mark} "))
            else:
                item.blocks.insert(0, Paragraph(item.line, [Run(mark)]))
        self.notes.say(block.line, "numbers_kept", numbers=", ".join(marks))

    def block_definitionlist(self, entries: list) -> list[Block]:
        found: list[Block] = []
        for term, meanings in entries:
            found += self.block_para(term)
            for meaning in meanings:
                found += self.blocks(meaning)
        return found

    def block_figure(self, content: list) -> list[Block]:
        _attributes, (_short, caption), body = content
        return [*self.blocks(body), *self.blocks(caption)]

    def block_table(self, content: list) -> list[Block]:
        _attributes, (_short, caption), _columns, head, bodies, foot = content
        above = self.blocks(caption)
        line = self.line + 1
        parts = [head[1], *(part for body in bodies for part in (body[2], body[3])), foot[1]]
        rows = [row for part in parts for row in self._rows(part, line)]
        if not any(map(one_line, chain(*rows))):
            return above
        if len(rows) == len(rows[0]) == 1:
            self.notes.say(line, "table_as_text")
            [[cell]] = rows
            return [*above, Paragraph(line, cell)]
        found = TableBlock(
            line,
            [row for row in rows if any(map(one_line, row))],
            has_header_row=bool(head[1]) and any(map(one_line, rows[0])),
            has_header_column=any(body[1] for body in bodies),
        )
        if len(above) == 1 and isinstance(above[0], Paragraph) and is_caption(above[0].runs):
            found.caption = above.pop().runs
        return [*above, found]

    def _rows(self, rows: list, line: int) -> list[list[list[Run]]]:
        """Return the cells of rows; one that spans several leaves the others empty."""
        found = laid_out([[(cell[2], cell[3], cell[4]) for cell in cells] for _, cells in rows])
        if any(width > 1 or height > 1 for _, cells in rows for _, _, height, width, _ in cells):
            self._say_once(line, "cells_split")
        if any(len(cell) > 1 or _has_lines(cell) for row in found for cell in row):
            self._say_once(line, "cells_flattened")
        read = []
        for row in found:
            self.line += 1
            read.append([self.flat(cell) for cell in row])
        return read

    def _say_once(self, line: int, code: str) -> None:
        if not any((note.line, note.code) == (line, code) for note in self.notes):
            self.notes.say(line, code)

    def block_rawblock(self, content: list) -> list[Block]:
        return self.block_codeblock(content)

    def flat(self, elements: list[dict]) -> list[Run]:
        """Return the words of some blocks as those of one paragraph, a line a block."""
        line = self.line
        found = _flat(self.blocks(elements))
        self.line = line
        return trim(found)

    def runs(self, elements: list[dict], **style: Any) -> list[Run]:
        found: list[Run] = []
        for element in elements:
            found += getattr(self, f"inline_{element['t'].lower()}")(element.get("c"), style)
        return found

    def inline_str(self, words: str, style: dict) -> list[Run]:
        return [Run(_tidy(words), **style)]

    def inline_space(self, content: None, style: dict) -> list[Run]:
        return [Run(" ", **style)]

    inline_softbreak = inline_space

    def inline_linebreak(self, content: None, style: dict) -> list[Run]:
        return [Run(HARD, **style)]

    def inline_strong(self, content: list, style: dict) -> list[Run]:
        return self.runs(content, **style | {"bold": True})

    def inline_emph(self, content: list, style: dict) -> list[Run]:
        return self.runs(content, **style | {"italic": True})

    def inline_underline(self, content: list, style: dict) -> list[Run]:
        return self.runs(content, **style)

    inline_smallcaps = inline_superscript = inline_subscript = inline_underline

    def inline_strikeout(self, content: list, style: dict) -> list[Run]:
        runs = self.runs(content, **style)
        if words := one_line(runs):
            self.notes.say(self.line, "struck_out_as_text", words=words)
        return runs

    def inline_span(self, content: list, style: dict) -> list[Run]:
        return self.runs(content[1], **style)

    inline_cite = inline_span

    def inline_quoted(self, content: list, style: dict) -> list[Run]:
        opening, closing = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
        return [Run(opening, **style), *self.runs(content[1], **style), Run(closing, **style)]

    def inline_code(self, content: list, style: dict) -> list[Run]:
        return [Run(_tidy(content[1]), **style)]

    inline_rawinline = inline_code

    def inline_math(self, content: list, style: dict) -> list[Run]:
        self.notes.say(self.line, "formula_as_text", words=_tidy(content[1]))
        return self.inline_code(content, style)

    def inline_link(self, content: list, style: dict) -> list[Run]:
        _attributes, words, (href, _title) = content
        if OUTSIDE.match(href):
            return self.runs(words, **style | {"href": href})
        runs = self.runs(words, **style)
        if one_line(runs):
            self.notes.say(self.line, "link_dropped", words=one_line(runs), href=href)
        return runs

    def inline_image(self, content: list, style: dict) -> list[Run]:
        return self.runs(content[1], **style)

    def inline_note(self, content: list, style: dict) -> list[Run]:
        self.footnotes.append(content)
        number = len(self.footnotes)
        return [Run(f"[{number}]", **style | {"href": f"#note-{number}"})]


def _flat(blocks: list[Block]) -> list[Run]:
    found: list[Run] = []
    for block in blocks:
        if isinstance(block, TableBlock):
            for line in [block.caption, *map(in_one_line, block.rows)]:
                found += [Run(HARD), *line] if line else []
        elif isinstance(block, ListBlock):
            for at, item in enumerate(block.items):
                mark = [Run(f"{block.numbers[at]}. ")] if block.numbers else []
                found += [Run(HARD), *mark, *trim(_flat(item.blocks))]
        elif not isinstance(block, Rule):
            found += [Run(HARD), *block.runs]
    return found


def _has_lines(cell: list[dict]) -> bool:
    return any(block["t"] not in ("Plain", "Para") for block in cell)


def _meta(value: dict) -> list[dict]:
    """Return a setting as blocks."""
    if value["t"] == "MetaList":
        return [block for one in value["c"] for block in _meta(one)]
    return value["c"] if value["t"] == "MetaBlocks" else [{"t": "Para", "c": value["c"]}]


def _tidy(words: str) -> str:
    return tidy(words).replace(HARD, " ")


def _mark(number: int, style: str) -> str:
    if style.endswith("Alpha") and number <= 26:
        mark = chr(ord("a") + number - 1)
    elif style.endswith("Roman"):
        mark = _roman(number)
    else:
        mark = str(number)
    return f"{mark.upper() if style.startswith('Upper') else mark}."


def _roman(number: int) -> str:
    found = ""
    for value, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        found += sign * (number // value)
        number %= value
    return found
