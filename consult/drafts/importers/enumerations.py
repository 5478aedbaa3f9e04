"""Enumerations inside a paragraph, "(a) …; (b) …; (c) …", become lists and keep their marks."""

import re

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import Run, one_line, pieces, plain
from consult.drafts.importers.tree import Block, CommitmentBlock, Group, Item, ListBlock, Paragraph

MARKER = re.compile(r"(?<!\w)\((?:[a-z]|\d{1,2}|[ivx]{2,5})\)(?=[ \n\v\u00a0])")
FEWEST_ITEMS = 3
FEWEST_WORDS = 3
LONGEST_BOUNDARY = 40
# Before a mark stands a sign or a line end, or a short word: and, et, y, ou.
BOUNDARY = re.compile(r"(?:[;,.:\n\v]|[;,\s]\w{1,3})[ \u00a0]*$")
SENTENCE_END = re.compile(r"[^\W\d_A-Z]{3}[)»”\"]?[.!?][)»”\"]?[ \n]++(?=[«“\"(]?[^\W\d_a-zß-ÿ])")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
SERIES = (
    [chr(letter) for letter in range(ord("a"), ord("z") + 1)],
    [str(number) for number in range(1, 100)],
    ROMAN,
)


def continues(first: list[Run], second: str) -> str:
    """The mark with which `second` goes on counting where `first` stopped, or nothing."""
    mark = MARKER.match(second)
    if not mark or not plain(first[-1:]).rstrip().endswith((";", ",")):
        return ""
    last = MARKER.findall(plain(first))[-1:]
    if last and any(_follows(last[0][1:-1], mark[0][1:-1], series) for series in SERIES):
        return mark[0]
    return ""


def _follows(before: str, after: str, series) -> bool:
    return before in series and after in series and series.index(after) == series.index(before) + 1


def list_enumerations(blocks: list[Block], notes: Notes) -> list[Block]:
    """The blocks with each enumerating paragraph made a group: lead, list, and what follows."""
    return [_listed(block, notes) for block in blocks]


def _listed(block: Block, notes: Notes) -> Block:
    if isinstance(block, ListBlock):
        for item in block.items:
            item.blocks = list_enumerations(item.blocks, notes)
    elif isinstance(block, CommitmentBlock):
        block.body = list_enumerations(block.body, notes)
    elif isinstance(block, Paragraph):
        return _split(block, notes)
    return block


def _split(paragraph: Paragraph, notes: Notes) -> Block:
    words = plain(paragraph.runs)
    marks = _enumeration(words)
    if not marks:
        return paragraph
    notes.say(paragraph.line, "enumeration_listed", first=marks[0][0], last=marks[-1][0])
    bounds = [mark.start() for mark in marks]
    if end := SENTENCE_END.search(words, bounds[-1]):
        bounds.append(end.end())
    lead, *parts = pieces(paragraph.runs, bounds)
    line = paragraph.line
    items = [Item(line, [Paragraph(line, part)]) for part in parts[: len(marks)]]
    blocks: list[Block] = [*_paragraph(line, lead), ListBlock(line, items)]
    blocks += [found for part in parts[len(marks) :] for found in _paragraph(line, part)]
    return Group(line, blocks)


def _paragraph(line: int, runs: list[Run]) -> list[Paragraph]:
    return [Paragraph(line, runs)] if one_line(runs) else []


def _enumeration(words: str) -> list[re.Match]:
    """The marks of the first series in the words that is an enumeration and not references."""
    found = list(MARKER.finditer(words))
    if len(found) < FEWEST_ITEMS:
        return []
    for series in SERIES:
        marks = _in_order(found, series)
        if len(marks) >= FEWEST_ITEMS and _is_enumeration(words, marks):
            return marks
    return []


def _in_order(found: list[re.Match], series) -> list[re.Match]:
    marks: list[re.Match] = []
    for mark in found:
        if len(marks) < len(series) and mark[0][1:-1] == series[len(marks)]:
            marks.append(mark)
    return marks


def _is_enumeration(words: str, marks: list[re.Match]) -> bool:
    ends = [*(mark.start() for mark in marks[1:]), len(words)]
    items = [words[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    if not all(BOUNDARY.search(item[-LONGEST_BOUNDARY:]) for item in items[:-1]):
        return False
    fewest = 1 if any(";" in item[-6:] for item in items[:-1]) else FEWEST_WORDS
    return all(len(item.split()) >= fewest for item in items)
