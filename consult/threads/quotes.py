"""Places in a text that are known by their words, and what becomes of them in the next version.

A quote is a W3C TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector):
the exact words, with what stands before and behind them. Pure: nothing here knows of the database.

Offsets count Python characters of the squashed text. They are never carried from one version to the
next: words are followed by aligning the words of both texts, and where these cannot tell which of
several equal places is meant, none is named.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from consult.drafts.alignment import Run, Word, aligned, words

CONTEXT = 32
EXACT_LENGTH = 1000
"""Greatest length of quoted words, in characters."""

PLACES = 200
"""Words that stand in more places than this say nothing of which was meant."""
TELLING = 4
"""Words in a row, from here on, that are hardly written twice by chance."""
SMALL = 2
"""So few words in a row may stand anywhere."""
SHORT_WORD = 3
WHITE_SPACE = re.compile(r"\s+")


class Fate(StrEnum):
    """What became of quoted words in a new text.

    Kept with what surrounds them, moved (or their surroundings changed), changed so that something
    of them is left, or gone.
    """

    KEPT = "kept"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Quote:
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Span:
    """A place in a squashed text, from `start` up to and without `end`."""

    start: int
    end: int


def squash(text: str) -> str:
    """Return the text in Unicode NFC with one space for each run of white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def quote_at(text: str, span: Span) -> Quote:
    """Return the words at a place of a text, with what surrounds them."""
    whole = squash(text)
    return Quote(
        exact=whole[span.start : span.end],
        prefix=whole[max(span.start - CONTEXT, 0) : span.start],
        suffix=whole[span.end : span.end + CONTEXT],
    )


def find(quote: Quote, text: str) -> Span | None:
    """Return where the exact words stand: of several places the one whose surroundings agree best."""
    whole, exact = squash(text), squash(quote.exact)
    spans = places(exact, whole)
    return max(spans, key=lambda span: sum(agreement(quote, whole, span)), default=None)


def find_again(quote: Quote, text: str) -> Span | None:
    """Return where lost words have come back, if there is no doubt.

    The words stand there once, or one place alone has all that surrounded them, on both sides or on one.
    """
    whole, exact = squash(text), squash(quote.exact)
    spans = places(exact, whole)
    if len(spans) == 1:
        return spans[0]
    sides = len(before_words(quote)), len(behind_words(quote))
    for needed in (all, any):
        sure = [
            span
            for span in spans
            if any(sides)
            and needed(
                found == side
                for found, side in zip(agreement(quote, whole, span), sides, strict=True)
                if side
            )
        ]
        if len(sure) == 1:
            return sure[0]
    return None


def places(exact: str, whole: str) -> list[Span]:
    """Return each place of some words in a squashed text, those that overlap too."""
    found, start = [], whole.find(exact) if exact else -1
    while start >= 0:
        found.append(Span(start, start + len(exact)))
        start = whole.find(exact, start + 1)
    return found


def agreement(quote: Quote, whole: str, span: Span) -> tuple[int, int]:
    """Return how many characters before and behind a place agree with the quote's."""
    before = alike_at_end(before_words(quote), whole[: span.start].rstrip())
    return before, alike(behind_words(quote), whole[span.end :].lstrip())


def before_words(quote: Quote) -> str:
    return WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", quote.prefix)).rstrip()[-CONTEXT:]


def behind_words(quote: Quote) -> str:
    return WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", quote.suffix)).lstrip()[:CONTEXT]


def alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common from their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def alike_at_end(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their end."""
    reach = CONTEXT
    while reach < min(len(one), len(other)) and one[-reach:] == other[-reach:]:
        reach *= 4
    return alike(one[-reach:][::-1], other[-reach:][::-1])


class Side:
    """One of two texts, and the number of the word of the other that each of its words is.

    There are two such alignments: of several equal places the one takes the first, the other the
    last. Where they differ the texts do not say which is meant.
    """

    def __init__(self, whole: str, of_words: Sequence[Word]):
        self.whole, self.words = whole, of_words
        self.starts = [word.start for word in of_words]
        self.ends = [word.end for word in of_words]
        self.partners: list[list[int | None]] = [[None] * len(of_words) for _ in range(2)]

    def touched(self, span: Span) -> range:
        """Return the numbers of the words of which a place has at least a part."""
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))

    def partner_run(self, numbers: range, partners: list[int | None]) -> int | None:
        """Return the first of the words that these are in the other text, if those stand in a row."""
        first = partners[numbers[0]] if numbers else None
        if first is None:
            return None
        whole = all(partners[number] == first + at for at, number in enumerate(numbers))
        return first if whole else None


class Revision:
    """Two texts of one section, aligned once, to follow any number of quotes from one to the other."""

    def __init__(self, before: str, after: str):
        self.before, self.after = squash(before), squash(after)

    def follow(self, span: Span) -> tuple[Fate, Span | None]:
        """Return what became of the words at a place of the older text, and where they stand now.

        A place is named only if the very same words stand there and no other place can be meant.
        """
        exact = self.before[span.start : span.end]
        if not exact.strip():
            return Fate.GONE, None
        if self.before == self.after:
            return Fate.KEPT, span
        place = self.in_order(span)
        if place and self.surroundings(self.before, span) == self.surroundings(self.after, place):
            return Fate.KEPT, place
        if place is None:
            place = self.elsewhere(span)
        elif self.has_rival(span, place):
            place = None
        if place:
            return Fate.MOVED, place
        return (Fate.CHANGED if self.something_left(span) else Fate.GONE), None

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        old, new = Side(self.before, words(self.before)), Side(self.after, words(self.after))
        mine, other = [word.text for word in old.words], [word.text for word in new.words]
        backwards = [
            Run(
                len(mine) - run.before - run.length, len(other) - run.after - run.length, run.length
            )
            for run in aligned(mine[::-1], other[::-1])
        ]
        for which, runs in enumerate((aligned(mine, other), backwards)):
            for start, other_start, length in runs:
                for step in range(length):
                    old.partners[which][start + step] = other_start + step
                    new.partners[which][other_start + step] = start + step
        return old, new

    def in_order(self, span: Span) -> Span | None:
        """Return where the words stand by the order of the texts, if both alignments say the same."""
        old, new = self.sides
        numbers = old.touched(span)
        first, last = (old.partner_run(numbers, partners) for partners in old.partners)
        if first is None or first != last:
            return None
        start = new.words[first].start + span.start - old.words[numbers[0]].start
        place = Span(start, start + span.end - span.start)
        same = self.after[max(start, 0) : place.end] == self.before[span.start : span.end]
        return place if same and self.is_single(self.shared(span, place)) else None

    def has_rival(self, span: Span, place: Span) -> bool:
        """Tell whether a copy of the words may as well be meant, as when one was put beside them."""
        found = places(self.before[span.start : span.end], self.after)
        return len(found) > PLACES or any(
            other != place
            and count(self.shared(span, other)) > SMALL
            and self.possible(span, other)
            and self.is_beside(span, place, other)
            for other in found
        )

    def is_beside(self, span: Span, place: Span, other: Span) -> bool:
        """Tell whether nothing that was kept stands between two places, the words themselves apart."""
        old, new = self.sides
        ahead, behind = self.shared_sides(span, other)
        mine = old.touched(Span(span.start - ahead, span.end + behind))
        between = new.touched(Span(min(place.end, other.end), max(place.start, other.start)))
        return any(
            all(partners[number] is None or partners[number] in mine for number in between)
            for partners in new.partners
        )

    def elsewhere(self, span: Span) -> Span | None:
        """Return where the words stand out of order, if only one place can be meant."""
        exact = self.before[span.start : span.end]
        found = places(exact, self.after)
        if len(found) > PLACES:
            return None
        if len(found) == 1 and self.is_single(exact):
            return found[0]
        possible = [place for place in found if self.possible(span, place)]
        if len(possible) == 1 and count(exact) > SMALL:
            return possible[0]
        return self.telling(span, possible)

    def telling(self, span: Span, possible: Sequence[Span]) -> Span | None:
        """Return the one place where a whole passage around the words stands with them, if any.

        A place that either alignment holds for the quoted words' own may still be the right one:
        then only that one will do.
        """
        passages = {place: self.shared(span, place) for place in possible}
        found = [place for place, passage in passages.items() if count(passage) > SMALL]
        own = [place for place in possible if any(self.is_own(span, place))]
        if len(found) != 1 or any(place != found[0] for place in own):
            return None
        passage = passages[found[0]]
        return found[0] if count(passage) >= TELLING and self.is_single(passage) else None

    def possible(self, span: Span, place: Span) -> bool:
        """Tell whether no other words of the older text surely stand at a place of the newer one."""
        return any(own is not False for own in self.is_own(span, place))

    def is_own(self, span: Span, place: Span) -> list[bool | None]:
        """Tell for each alignment whether the quoted words stand at a place, others, or neither."""
        old, new = self.sides
        mine, theirs = old.touched(span), new.touched(place)
        firsts = [new.partner_run(theirs, partners) for partners in new.partners]
        return [None if first is None else first in mine for first in firsts]

    def shared(self, span: Span, place: Span) -> str:
        """Return the longest passage around the quoted words that both texts have."""
        ahead, behind = self.shared_sides(span, place)
        return self.before[span.start - ahead : span.end + behind]

    def shared_sides(self, span: Span, place: Span) -> tuple[int, int]:
        """Return how many characters before and behind the quoted words are the same in both."""
        ahead = alike_at_end(self.before[: span.start], self.after[: place.start])
        return ahead, alike(self.before[span.end :], self.after[place.end :])

    def is_single(self, passage: str) -> bool:
        """Tell whether a passage stands once in each text."""
        return all(
            (first := whole.find(passage)) >= 0 and whole.find(passage, first + 1) < 0
            for whole in (self.before, self.after)
        )

    def something_left(self, span: Span) -> bool:
        """Tell whether words of the quote are left; a lone short word is left by chance."""
        old, _new = self.sides
        numbers = old.touched(span)
        exact = self.before[span.start : span.end]
        kept = [
            number
            for number in numbers
            if old.words[number].text[0].isalnum()
            and any(partners[number] is not None for partners in old.partners)
        ]
        return (
            len(kept) > 1
            or any(len(old.words[number].text) > SHORT_WORD for number in kept)
            or any(self.possible(span, place) for place in places(exact, self.after)[:PLACES])
        )

    @staticmethod
    def surroundings(whole: str, span: Span) -> tuple[str, str]:
        return whole[max(span.start - CONTEXT, 0) : span.start], whole[span.end :][:CONTEXT]


def count(passage: str) -> int:
    """Return how many words a passage has, without its punctuation."""
    return sum(word.text[0].isalnum() for word in words(passage))
