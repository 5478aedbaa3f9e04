"""Sentences, words and lists that a page break or a line end cut in two."""

import itertools
import re

from consult.drafts.importers.enumerations import continues
from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import SOFT, Run, one_line, plain, split, tail
from consult.drafts.importers.tree import Block, Item, ListBlock, Paragraph
from consult.drafts.importers.vocabulary import WORD, Vocabulary

SHOWN_WORDS = 5
OPEN_END = re.compile(r"[\w,\u2019'\u2013\u2014-]$")
LOWER_START = re.compile(r"[«“\"'\u2018\s]*([^\W\d_])")
LABEL_OR_ADDRESS = re.compile(r"\w{1,4}[.)]\s|\S{1,20}://|www\.|\S{1,80}@")
CUT_WORD = re.compile(r"(?<!\w)(\w++)([-\u00ad])\n(?=(\w+))")
CUT_END = re.compile(r"(?<!\w)(\w++)([-\u00ad])$")
LONG_ENOUGH = 6
ENOUGH = 400
FEW_RUNS = 20


class Joiner:
    """Mends the blocks of one document; `vocabulary` says which words it uses whole."""

    def __init__(self, vocabulary: Vocabulary, notes: Notes):
        self.vocabulary = vocabulary
        self.notes = notes

    def mend(self, blocks: list[Block]) -> list[Block]:
        """The blocks with what belongs together joined, at every depth."""
        mended: list[Block] = []
        torn_list = False
        for block in blocks:
            if isinstance(block, ListBlock):
                for item in block.items:
                    item.blocks = self.mend(item.blocks)
                if torn_list and self._same_list(mended[-1], block):
                    continue
            if isinstance(block, Paragraph):
                self._mend_words(block)
                if mended and self._joins(mended[-1], block):
                    torn_list = isinstance(mended[-1], ListBlock)
                    continue
            torn_list = False
            mended.append(block)
        return mended

    def _same_list(self, before: Block, after: ListBlock) -> bool:
        if not isinstance(before, ListBlock) or bool(before.numbers) != bool(after.numbers):
            return False
        before.items += after.items
        before.numbers += after.numbers
        self.notes.say(after.line, "list_joined")
        return True

    def _joins(self, before: Block, after: Paragraph) -> bool:
        """Whether `after` went on from `before`, and is now part of it."""
        target = _last_paragraph(before)
        if target is None:
            return False
        # A text torn into many pieces grows here: only its two ends may be looked at each time.
        ending, second = one_line([Run(tail(target.runs, ENOUGH))]), one_line(after.runs)
        if is_cut(plain(target.runs[:1]), ending, second) and not _is_bold(target):
            self._say_joined(after.line, ending, second)
        elif marker := continues(target.runs, second):
            self.notes.say(after.line, "enumeration_joined", marker=marker)
        else:
            return False
        self._lead_on(target, ending, second, after.line)
        target.runs += after.runs
        return True

    def _say_joined(self, line: int, ending: str, second: str) -> None:
        before = " ".join(ending.split(" ")[-SHOWN_WORDS:])
        after = " ".join(second.split(" ", SHOWN_WORDS)[:SHOWN_WORDS])
        self.notes.say(line, "sentence_joined", before=before, after=after)

    def _lead_on(self, target: Paragraph, ending: str, second: str, line: int) -> None:
        """Put after `target` what leads on to `second`; half a word needs no space."""
        last = target.runs[-1]
        left, right = CUT_END.search(ending), WORD.match(second)
        glue = " "
        if left and right:
            glue = self._glue(left[1], left[2], right[0], line)
            target.runs[-1] = last._replace(text=last.text[:-1])
        target.runs.append(last._replace(text=glue))

    def _mend_words(self, paragraph: Paragraph) -> None:
        words = plain(paragraph.runs)
        bounds: list[int] = []
        glues: list[str] = []
        line, at = paragraph.line, 0
        for found in CUT_WORD.finditer(words) if words.count(SOFT) else ():
            line, at = line + words.count(SOFT, at, found.end()), found.end()
            bounds += [found.start(2), found.end()]
            glues.append(self._glue(found[1], found[2], found[3], line))
        if glues:
            kept = split(paragraph.runs, bounds)[::2]
            glued = [[Run(glue)] for glue in glues]
            mended = itertools.chain.from_iterable(zip(kept, [*glued, []], strict=True))
            paragraph.runs = [run for part in mended for run in part if run.text]

    def _glue(self, left: str, sign: str, right: str, line: int) -> str:
        """What belongs between two halves: nothing, a hyphen, or what was there and a space."""
        whole, compound = f"{left}{right}".casefold(), f"{left}-{right}".casefold()
        if not right[0].islower():
            return f"{sign} "
        if sign == "\u00ad" or self._is_word(whole, compound):
            self.notes.say(line, "word_rejoined", left=left, right=right)
            return ""
        return "-" if compound in self.vocabulary.compounds else f"{sign} "

    def _is_word(self, whole: str, compound: str) -> bool:
        return whole in self.vocabulary.words and compound not in self.vocabulary.compounds


def is_cut(opening: str, ending: str, second: str) -> bool:
    """Whether a paragraph, given by its two ends, has no end and goes on in `second`."""
    start = LOWER_START.match(second)
    if not start or not start[1].islower() or LABEL_OR_ADDRESS.match(second):
        return False
    # Short words one under the other, all in lower case, are a list and no sentence.
    first = LOWER_START.match(opening)
    is_sentence = not (first and first[1].islower()) or ending.count(" ") + 1 >= LONG_ENOUGH
    return is_sentence and bool(OPEN_END.search(ending))


def _is_bold(paragraph: Paragraph) -> bool:
    """Whether it is all bold, a heading rather than a sentence."""
    runs = paragraph.runs
    return len(runs) < FEW_RUNS and all(run.bold for run in runs if run.text.strip())


def _last_paragraph(block: Block | Item) -> Paragraph | None:
    while isinstance(block, ListBlock) and block.items and block.items[-1].blocks:
        block = block.items[-1].blocks[-1]
    return block if isinstance(block, Paragraph) else None
