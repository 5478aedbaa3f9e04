"""Which words of one text stand in another.

Pure, like its two users: differences for people (`consult.drafts.diff`) and quotes that are followed
from version to version (`consult.threads.quotes`).
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that put no space between words: there each letter counts as a word."""
JOINED = "".join(
    letter for letter in map(chr, range(0x300, 0xFE30)) if unicodedata.category(letter)[0] == "M"
)
"""Combining marks (Python takes them for no part of a word) and, below, the two joiners."""
_mark = f"[{JOINED}\u200c\u200d]*"
_letters, _marks = rf"[^\W{UNSPACED}]", rf"[{JOINED}\u200c\u200d]"
# Possessive where no other way to read the same letters exists: a long text is read in one pass.
_spaced = rf"{_letters}++(?:{_marks}++{_letters}*+)*+"
_word = rf"{_spaced}|[{UNSPACED}]{_mark}|[^\s\w]{_mark}|\S"
WORD = re.compile(_word)
BETWEEN = re.compile(rf"({_word})")
"""Splits a text into what lies between words, and the words."""
SENTENCE_ENDS = frozenset(".!?…؟\u06d4\u3002\uff01\uff1f")

PAIRS = 20_000
"""Greatest number of equal pairs of words that are weighed one by one (time grows with it)."""
PASSAGES = (1, 2, 4, 8)


class Word(NamedTuple):
    """A word, a mark of punctuation or, in scripts without spaces, a letter, and its place."""

    text: str
    start: int
    end: int


class Run(NamedTuple):
    """Words that stand in both texts: `length` of them, from `before` and from `after` on."""

    before: int
    after: int
    length: int


def words(text: str) -> list[Word]:
    """Return the words of a text, in order; what lies between them is white space."""
    return [Word(found.group(), *found.span()) for found in WORD.finditer(text)]


class Split(NamedTuple):
    """The words of a text, and where each begins and ends: what `words` says, column by column."""

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


def split(text: str) -> Split:
    """Return the words of a text by columns: many words are split faster than one by one."""
    parts = BETWEEN.split(text)
    edges = list(accumulate(map(len, parts)))
    return Split(parts[1::2], edges[0:-1:2], edges[1::2])


def words_and_breaks(text: str) -> list[Word]:
    """Return the words of a text and, as "\\n", each white space between them that ends a line."""
    found: list[Word] = []
    for word in words(text):
        end = found[-1].end if found else word.start
        if breaks_line(text[end : word.start]):
            found.append(Word("\n", end, word.start))
        found.append(word)
    return found


def breaks_line(space: str) -> bool:
    """Tell whether what stands before and behind some white space are two lines."""
    return len(f"{space}.".splitlines()) > 1


def aligned(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """Return the runs of words that stand in both texts, in order.

    Words that occur once in both texts are found first and hold the rest in place; what lies
    between them is compared word by word or, where that would take long, sentence by sentence.
    Of several equal places the first is taken where it can be.
    """
    runs, open_parts = [], [(0, len(before), 0, len(after))]
    while open_parts:
        low, high, other_low, other_high = open_parts.pop()
        old, new = before[low:high], after[other_low:other_high]
        head = begins_alike(old, new)
        tail = begins_alike(old[head:][::-1], new[head:][::-1])
        if head or tail:
            high, other_high = high - tail, other_high - tail
            runs += [Run(low, other_low, head), Run(high, other_high, tail)]
            low, other_low = low + head, other_low + head
            old, new = before[low:high], after[other_low:other_high]
        if set(old).isdisjoint(new):
            continue
        anchors = anchored(old, new)
        if not anchors:
            runs += [Run(low + i, other_low + j, n) for i, j, n in compared(old, new)]
            continue
        ends = [*anchors, (len(old), len(new))]
        starts = [(0, 0), *((i + 1, j + 1) for i, j in anchors)]
        runs += [Run(low + i, other_low + j, 1) for i, j in anchors]
        open_parts += [
            (low + i, low + end, other_low + j, other_low + other_end)
            for (i, j), (end, other_end) in zip(starts, ends, strict=True)
            if end > i and other_end > j
        ]
    return coalesced(runs)


def coalesced(runs: Iterable[Run]) -> list[Run]:
    """Return the runs in order, those that touch put together."""
    found: list[Run] = []
    begin, other_begin, length = 0, 0, 0
    for before, after, more in sorted(run for run in runs if run.length):
        if (before, after) == (begin + length, other_begin + length):
            length += more
            continue
        if length:
            found.append(Run(begin, other_begin, length))
        begin, other_begin, length = before, after, more
    return [*found, Run(begin, other_begin, length)] if length else found


def begins_alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words both begin with."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def anchored(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of words that occur once in each text, as many as keep their order.

    Where no word does and the texts are long, passages of a few words are taken for words.
    """
    for length in PASSAGES if are_many(before, after) else PASSAGES[:1]:
        anchors = shared_once(passages(before, length), passages(after, length))
        if anchors:
            return anchors
    return []


def passages(of_words: Sequence[str], length: int) -> Sequence:
    """Return every passage of so many words."""
    if length == 1:
        return of_words
    return list(zip(*(of_words[start:] for start in range(length)), strict=False))


def shared_once(before: Sequence, after: Sequence) -> list[tuple[int, int]]:
    places = {item: at for at, item in enumerate(after)}
    counts, other_counts = Counter(before), Counter(after)
    pairs = [
        (at, places[item])
        for at, item in enumerate(before)
        if counts[item] == 1 and other_counts[item] == 1
    ]
    return [pairs[at] for at in rising([place for _, place in pairs])]


def rising(numbers: Sequence[int]) -> list[int]:
    """Return the indexes of a longest rising sequence among different numbers."""
    tops: list[int] = []
    top_at: list[int] = []
    previous: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        previous.append(top_at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        top_at[pile : pile + 1] = [at]
    chain, at = [], top_at[-1] if top_at else -1
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]


def compared(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the runs that two texts share though no word occurs once in both."""
    if not are_many(before, after):
        return list(SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks())
    old, new = sentences(before), sentences(after)
    mine, theirs = [tuple(before[a:b]) for a, b in old], [tuple(after[a:b]) for a, b in new]
    if are_many(mine, theirs):
        return []
    return [
        (old[i + step][0], new[j + step][0], old[i + step][1] - old[i + step][0])
        for i, j, n in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
        for step in range(n)
    ]


def are_many(before: Sequence, after: Sequence) -> bool:
    """Tell whether there are more pairs of equal items than are weighed one by one."""
    if len(before) * len(after) <= PAIRS:
        return False
    counts = Counter(after)
    return sum(number * counts[item] for item, number in Counter(before).items()) > PAIRS


def sentences(of_words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where sentences begin and end, in words."""
    ends = [at + 1 for at, word in enumerate(of_words) if word in SENTENCE_ENDS]
    if not ends or ends[-1] < len(of_words):
        ends.append(len(of_words))
    return list(zip([0, *ends[:-1]], ends, strict=True))
