"""Rich text with other words: those that stay keep their markup, and their places. Pure."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import accumulate

from consult.drafts.alignment import Word, aligned, breaks_line, words_and_breaks
from consult.drafts.richtext import (
    Element,
    Letter,
    Path,
    Token,
    block,
    common,
    ends_line,
    inline,
    read,
    tokens,
    typed,
    write,
)

PLAIN_SPACE = " \t"
MARKED_SPACE = re.compile(r"<(a|b|i)\b[^>]*>(\s*)</\1>")
"""White space between marked words, which needs no mark of its own."""


def rewrite(html: str, wording: str) -> str:
    """Return rich text that says what a plain wording says, a line a block.

    Words that stay keep what they stand in. New ones take the markup of what they replace or stand
    amid, and a link only between words of that link. A new line is a block like the one above, or
    the one that it replaces; a block without words is gone.
    """
    head, old = tokens(read(html))
    written, marks = write(Rewriting(head, old, wording).letters()), 1
    while marks:  # one may stand in another
        written, marks = MARKED_SPACE.subn(r"\2", written)
    return written


class Rewriting:
    """The letters of a text while another wording is given to it, a line after the other."""

    def __init__(self, head: Sequence[Letter], old: Sequence[Token], wording: str):
        self.head, self.old, self.wording = head, old, wording
        self.new = words_and_breaks(wording)
        self.partners = partners(old, self.new)
        self.lines_of_old: list[int] = []
        """The number of the line in which each old token stands; a line's end is part of it."""
        line = 0
        for token in old:
            self.lines_of_old.append(line)
            line += token.text == "\n"
        self.taken = {
            self.lines_of_old[partner]
            for partner in self.partners
            if partner is not None and old[partner].text != "\n"
        }
        """The old lines that have words, or a line in their place, in the new text."""
        self.before, self.behind = beside(self.partners, len(old))
        """The old places of the last kept token before each new one, and of the next from it on."""
        self.twins: dict[Element, Element] = {}
        """Blocks that were split, and which one goes on."""
        self.done: list[Letter] = []
        self.here: Path = ()
        """The block in which the last word stands."""
        self.own: int | None = None
        """The old line whose place the line at hand has: its words stay where they stand."""

    def letters(self) -> list[Letter]:
        """Return the letters of the new text."""
        first = 0
        for at, word in enumerate([*self.new, Word("\n", 0, 0)]):
            if word.text == "\n" and first < at:
                self.write_line(first, at)
                first = at + 1
        if self.partners and self.partners[0] == 0:
            self.done[:0] = self.head
        if (
            self.partners
            and self.partners[-1] == len(self.old) - 1
            and self.own == self.lines_of_old[-1]
        ):
            self.done += self.moved_letters(self.old[-1].gap)
        return without_empty(self.done, self.old)

    # Lines

    def write_line(self, first: int, end: int) -> None:
        """Write the words from `first` up to `end`, which are one line of the new text."""
        place = self.place_of_line(first, end)
        self.here = self.after_break(first - 1, place) if first else place
        formats: Path = ()
        for at in range(first, end):
            partner = self.partners[at]
            if partner is not None:
                token = self.old[partner]
                written = self.placed(token.letters, self.lines_of_old[partner])
            else:
                if at == first or self.partners[at - 1] is not None:
                    formats = self.formats(at, first, end)
                written = typed(self.new[at].text, self.here + formats)
            if at > first:
                self.done += self.gap(at, written)
            self.done += written
            self.here = block(written[-1].within)

    def place_of_line(self, first: int, end: int) -> Path:
        """Return the block in which a line begins: that of its first old word, or of what it replaces."""
        kept = (partner for partner in self.partners[first:end] if partner is not None)
        partner = next(kept, None)
        self.own = self.replaced(first, end) if partner is None else self.lines_of_old[partner]
        if partner is None and self.own is not None:
            self.taken.add(self.own)
            partner = self.lines_of_old.index(self.own)
        if partner is not None:
            return block(self.moved(self.old[partner].letters[0].within))
        if self.done:
            return self.here
        like = block(self.old[0].letters[0].within) if self.old else (Element("p", "<p>"),)
        return (*like[:-1], like[-1].afresh()) if like else ()

    def replaced(self, first: int, end: int) -> int | None:
        """Return the old line between the same ends of lines, if none of its words are left."""
        if not self.old:
            return None
        before = -1 if first == 0 else self.partners[first - 1]
        behind = len(self.old) if end == len(self.new) else self.partners[end]
        beside = [before + 1] if before is not None else []
        beside += [behind - 1] if behind is not None else []
        lines = (self.lines_of_old[at] for at in beside)
        return next((line for line in lines if line not in self.taken), None)

    def after_break(self, at: int, place: Path) -> Path:
        """End a line and return the block in which the next begins, which should be `place`."""
        partner = self.partners[at]
        gap = self.moved_letters(self.old[partner].letters) if partner is not None else []
        if partner is not None and self.is_untouched(at, partner):
            self.done += gap
            return place
        if ends_line(self.here, place):
            return place
        gap = [letter for letter in gap if block(letter.within) == self.here]
        if any(breaks_line(letter.text) for letter in gap):
            self.done += gap
            return place
        if not self.here:
            self.done.append(Letter("\n", "<br/>", ()))
            return place
        split = self.here[-1]
        self.twins[split] = split.afresh()
        return self.moved(place)

    def is_untouched(self, at: int, partner: int) -> bool:
        """Tell whether the words on both sides of a line's end are the old ones in their places."""
        if self.partners[at - 1] != partner - 1 or self.partners[at + 1] != partner + 1:
            return False
        return self.done[-1].within == self.moved(self.old[partner - 1].letters[-1].within)

    # Words

    def gap(self, at: int, written: Sequence[Letter]) -> Sequence[Letter]:
        """Return what stands between a word of a line and the one before it.

        What kept words have between them stays; a plain space does not undo a no-break space.
        """
        space = self.wording[self.new[at - 1].end : self.new[at].start]
        partner = self.partners[at]
        if partner is not None and partner > 0 and self.partners[at - 1] == partner - 1:
            old = self.old[partner - 1].gap
            was = "".join(letter.text for letter in old)
            if was == space or (was and space and not space.strip(PLAIN_SPACE)):
                return self.placed(old, self.lines_of_old[partner])
        return typed(space, common(self.done[-1].within, written[0].within))

    def formats(self, at: int, first: int, end: int) -> Path:
        """Return what new words stand in: the markup around them, or that of what they replace."""
        left, right = at - 1, at
        while right < end and self.partners[right] is None:
            right += 1
        around = self.around()
        ahead = self.inline_of(left, -1) if left >= first else around
        behind = self.inline_of(right, 0) if right < end else around
        dropped = self.old[self.before[at] + 1 : self.behind[at]]
        return max(common(ahead, behind), without_link(shared(dropped)), key=len)

    def around(self) -> Path:
        """Return what the whole old line stands in whose place the line at hand has."""
        if self.own is None:
            return ()
        start, end = (find(self.lines_of_old, self.own) for find in (bisect_left, bisect_right))
        return without_link(shared(self.old[start:end]))

    def inline_of(self, at: int, side: int) -> Path:
        return inline(self.old[self.partners[at]].letters[side].within)

    # Places

    def placed(self, letters: Iterable[Letter], line: int) -> list[Letter]:
        """Return letters of an old line where they stand, or in the line at hand if that is another."""
        if line == self.own:
            return self.moved_letters(letters)
        return [letter._replace(within=self.here + inline(letter.within)) for letter in letters]

    def moved_letters(self, letters: Iterable[Letter]) -> list[Letter]:
        return [letter._replace(within=self.moved(letter.within)) for letter in letters]

    def moved(self, within: Path) -> Path:
        """Return a path by way of those blocks that go on where one was split."""
        return tuple(map(self.going_on, within))

    def going_on(self, element: Element) -> Element:
        while element in self.twins:
            element = self.twins[element]
        return element


def partners(old: Sequence[Token], new: Sequence[Word]) -> list[int | None]:
    """Return for each new word the number of the old one that it is. However letters are composed."""
    before, after = (
        [unicodedata.normalize("NFC", one.text) for one in side] for side in (old, new)
    )
    found: list[int | None] = [None] * len(after)
    for run in aligned(before, after):
        for step in range(run.length):
            found[run.after + step] = run.before + step
    return found


def beside(partners: Sequence[int | None], end: int) -> tuple[list[int], list[int]]:
    """Return for each place the kept number before it, or -1, and the next one, or `end`."""
    before = list(accumulate(partners, lambda last, one: last if one is None else one, initial=-1))
    behind = accumulate(
        reversed(partners), lambda last, one: last if one is None else one, initial=end
    )
    return before[:-1], list(behind)[:0:-1]


def shared(of_tokens: Iterable[Token]) -> Path:
    """Return what all letters of some words stand in, inside of their lines."""
    paths = {
        inline(letter.within)
        for token in of_tokens
        if token.text != "\n"
        for letter in token.letters
    }
    return reduce(common, paths) if paths else ()


def without_link(within: Path) -> Path:
    """Return a path down to the first link in it."""
    links = (at for at, element in enumerate(within) if element.name == "a")
    return within[: next(links, len(within))]


def without_empty(letters: Sequence[Letter], old: Iterable[Token]) -> list[Letter]:
    """Return the letters but for white space in elements that have lost all their words."""
    had = {
        element
        for token in old
        if token.text != "\n"
        for letter in token.letters
        for element in letter.within
    }
    has = {element for letter in letters if letter.text.strip() for element in letter.within}
    lost = had - has
    return [
        letter for letter in letters if letter.text.strip() or not lost.intersection(letter.within)
    ]
