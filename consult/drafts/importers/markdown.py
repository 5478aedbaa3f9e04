"""From a plan in Markdown, HTML, Word or OpenDocument to the sections of a draft."""

import re

from consult.drafts.importers.commitments import find_commitments, says_commitment
from consult.drafts.importers.documents import read_document
from consult.drafts.importers.enumerations import list_enumerations
from consult.drafts.importers.front_matter import take_front_matter
from consult.drafts.importers.hypertext import is_hypertext, read_hypertext
from consult.drafts.importers.joins import Joiner
from consult.drafts.importers.notes import Notes
from consult.drafts.importers.packages import is_package
from consult.drafts.importers.recombinant import is_recombinant, read_recombinant
from consult.drafts.importers.rendering import blocks_to_html, heading_text
from consult.drafts.importers.run_in import separate_headings
from consult.drafts.importers.runs import one_line, plain, to_html
from consult.drafts.importers.sections import (
    Commitment,
    Heading,
    ImportedPlan,
    Section,
    Table,
    Text,
)
from consult.drafts.importers.source import UnreadablePlan, decode
from consult.drafts.importers.tables import size_of
from consult.drafts.importers.tree import (
    Block,
    CommitmentBlock,
    Group,
    HeadingBlock,
    ListBlock,
    Paragraph,
    Rule,
    TableBlock,
    read_blocks,
)
from consult.drafts.importers.vocabulary import Vocabulary

HIGHEST, DEEPEST = 2, 4
MOST_CELLS = 1_500
"""Cells of tables in one plan: each is a field of the editor, and a form can hold only so many."""
LONGEST_PAGE_NUMBER = 20
PAGE_NUMBER = re.compile(r"[\W_]*(?:pages?|p\.|página)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?[\W_]*")


def read_plan(source: bytes, language: str = "") -> ImportedPlan:
    """The sections of a plan, whatever its file is called; UnreadablePlan if nothing can be read.

    `language` is the one that is wanted of a file in several, and the only one that a file which
    says in what it is written may say.
    """
    notes = Notes()
    spoken = ""
    if is_package(source):
        document = read_document(source, notes)
        title, words, blocks = document.title, document.words, document.blocks
        blocks = _repair(blocks, Vocabulary(words), notes)
    else:
        text = decode(source)
        if is_recombinant(text):
            return read_recombinant(text, language)
        if is_hypertext(text):
            page = read_hypertext(text, language, notes)
            title, blocks, spoken = page.title, page.blocks, page.language
        else:
            matter = take_front_matter(text, notes)
            title, words, blocks = matter.title, matter.body, read_blocks(matter.body, notes)
            blocks = _repair(blocks, Vocabulary(words), notes)
    title, blocks = _take_title(title, blocks, notes)
    sections = tuple(_sections(find_commitments(blocks, notes), notes))
    if not sections:
        raise UnreadablePlan("empty")
    return ImportedPlan(title, sections, tuple(sorted(notes, key=lambda note: note.line)), spoken)


def _repair(blocks: list[Block], vocabulary: Vocabulary, notes: Notes) -> list[Block]:
    joined = Joiner(vocabulary, notes).mend(blocks)
    separated = separate_headings(joined, vocabulary, notes)
    return list_enumerations(separated, notes)


def _take_title(title: str, blocks: list[Block], notes: Notes) -> tuple[str, list[Block]]:
    """The plan's title, and the blocks without it. A commitment is never the title."""
    if title:
        return title, blocks
    for place, block in enumerate(blocks):
        is_first = isinstance(block, HeadingBlock) and block.level == 1
        if is_first and not says_commitment(block) and one_line(block.runs):
            return heading_text(block, notes), [*blocks[:place], *blocks[place + 1 :]]
    return "", blocks


def _sections(blocks: list[Block], notes: Notes) -> list[Section]:
    sections: list[Section] = []
    introduces = False
    cells_left = MOST_CELLS
    for block in blocks:
        if isinstance(block, HeadingBlock):
            sections += _heading(block, notes)
        elif isinstance(block, CommitmentBlock):
            html = blocks_to_html(block.body, notes)
            sections.append(Commitment(heading_text(block, notes), html, block.line))
        elif isinstance(block, TableBlock) and size_of(block.rows) <= cells_left:
            cells_left -= size_of(block.rows)
            sections.append(_table(block))
        elif not isinstance(block, Rule):
            html = blocks_to_html([block], notes)
            if introduces and _is_list(block):
                opening = sections.pop()
                sections.append(Text(opening.html + html, opening.line))
            elif html:
                sections.append(Text(html, block.line))
                _note_page_number(block, notes)
        introduces = isinstance(block, Paragraph) and plain(block.runs).rstrip().endswith(":")
    return sections


def _heading(block: HeadingBlock, notes: Notes) -> list[Section]:
    text = heading_text(block, notes)
    level = max(HIGHEST, min(DEEPEST, block.level))
    if text and level < block.level:
        notes.say(block.line, "level_clamped", heading=text, was=block.level, level=level)
    return [Heading(text, level, block.line)] if text else []


def _table(block: TableBlock) -> Table:
    rows = tuple(tuple(to_html(cell) for cell in row) for row in block.rows)
    caption = one_line(block.caption)
    return Table(caption, rows, block.has_header_row, block.has_header_column, block.line)


def _is_list(block: Block) -> bool:
    first = block.blocks[0] if isinstance(block, Group) else block
    return isinstance(first, ListBlock)


def _note_page_number(block: Block, notes: Notes) -> None:
    words = one_line(block.runs) if isinstance(block, Paragraph) else ""
    if len(words) <= LONGEST_PAGE_NUMBER and PAGE_NUMBER.fullmatch(words):
        notes.say(block.line, "maybe_page_number", words=words)
