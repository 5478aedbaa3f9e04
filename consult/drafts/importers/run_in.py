"""Headings that an extraction ran into their paragraph: bold capitals before a sentence."""

import re

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import Run, cut, one_line, plain, trim
from consult.drafts.importers.tree import Block, HeadingBlock, Paragraph
from consult.drafts.importers.vocabulary import WORD, Vocabulary

FEWEST_LETTERS = 5
"""Shorter capitals are an acronym: **OGP** is the subject of its sentence."""
LONGEST = 120
DEEPEST = 4
SUSPECT_WORDS = 6
SENTENCE_START = re.compile(r"[\W_]*[^\W_]")


def separate_headings(blocks: list[Block], vocabulary: Vocabulary, notes: Notes) -> list[Block]:
    """The blocks with each run-in heading on its own, or given back to the heading it completes."""
    separated: list[Block] = []
    scope: list[Block] = []
    for block in blocks:
        if isinstance(block, HeadingBlock) and scope:
            separated += _separate(scope, vocabulary, notes)
            scope = []
        scope.append(block)
    return separated + _separate(scope, vocabulary, notes)


def is_capitals(words: str) -> bool:
    return words.isupper()


def lead_in(block: Block) -> int:
    """How many characters of bold capitals open a paragraph that goes on with a sentence."""
    if not isinstance(block, Paragraph) or not block.runs or not block.runs[0].bold:
        return 0
    length = 0
    for run in block.runs:
        if not run.bold and run.text.strip():
            break
        length += len(run.text)
    words = plain(block.runs)
    lead, rest = words[:length], words[length:]
    letters = sum(letter.isalpha() for letter in lead)
    if not is_capitals(lead) or letters < FEWEST_LETTERS or length > LONGEST:
        return 0
    glued = rest and not (lead[-1].isspace() or rest[0].isspace())
    return 0 if glued or not _starts_sentence(rest) else length


def _starts_sentence(words: str) -> bool:
    start = SENTENCE_START.match(words)
    return not start or not start[0][-1].islower()


def _separate(scope: list[Block], vocabulary: Vocabulary, notes: Notes) -> list[Block]:
    """The blocks of one heading (the first of them, if any) up to the next heading."""
    heading = scope[0] if scope and isinstance(scope[0], HeadingBlock) else None
    leads = {place: length for place, block in enumerate(scope) if (length := lead_in(block))}
    if not leads:
        return scope
    completed = heading and 1 in leads and _completes(heading, scope[1], leads, vocabulary)
    if completed:
        scope[1] = _complete(heading, scope[1], leads.pop(1), notes)
    level = _level(heading, leads)
    separated: list[Block] = []
    for place, block in enumerate(scope):
        if place in leads:
            separated += _split(block, leads[place], level, notes)
        else:
            separated.append(block)
    return separated


def _completes(
    heading: HeadingBlock, paragraph: Paragraph, leads: dict[int, int], vocabulary: Vocabulary
) -> bool:
    """Whether the capitals under a heading are its last words and not the first of a series.

    The document itself is the witness: it uses the heading's last word and the first of the
    capitals side by side. Without a witness, capitals that have no like are the rest of it.
    """
    words, added = one_line(heading.runs), plain(paragraph.runs)[: leads[1]]
    if not is_capitals(words) or not one_line(
        cut(paragraph.runs, leads[1], len(plain(paragraph.runs)))
    ):
        return False
    ends, starts = WORD.findall(words)[-1:], WORD.findall(added)[:1]
    pair = " ".join([*ends, *starts]).casefold()
    return len(leads) == 1 or pair in vocabulary.neighbours


def _complete(heading: HeadingBlock, paragraph: Paragraph, length: int, notes: Notes) -> Paragraph:
    end = len(plain(paragraph.runs))
    before, added = one_line(heading.runs), one_line(cut(paragraph.runs, 0, length))
    notes.say(paragraph.line, "heading_completed", added=added, heading=before)
    heading.runs = [*heading.runs, Run(" "), Run(added)]
    whole = one_line(heading.runs)
    if len(WORD.findall(whole)) >= SUSPECT_WORDS:
        notes.say(heading.line, "maybe_two_headings", heading=whole)
    return Paragraph(paragraph.line, trim(cut(paragraph.runs, length, end)))


def _level(heading: HeadingBlock | None, leads: dict[int, int]) -> int:
    """A series of run-in headings lies under its heading; a lone one later on is its sibling."""
    if heading is None:
        return 2
    is_sibling = len(leads) == 1 and 1 not in leads and is_capitals(plain(heading.runs))
    return max(2, min(DEEPEST, heading.level + (not is_sibling)))


def _split(paragraph: Block, length: int, level: int, notes: Notes) -> list[Block]:
    heading = [run._replace(bold=False) for run in trim(cut(paragraph.runs, 0, length))]
    rest = trim(cut(paragraph.runs, length, len(plain(paragraph.runs))))
    notes.say(paragraph.line, "heading_run_in", heading=one_line(heading))
    separated: list[Block] = [HeadingBlock(paragraph.line, level, heading)]
    return [*separated, Paragraph(paragraph.line, rest)] if rest else separated
