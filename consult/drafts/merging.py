"""Two changes of one text put together, word by word.

Pure. A word that stands in all three texts holds them together; between two of these, what one side
left as it was is taken from the other, and what both changed in different ways is a conflict.
White space goes with the words, and never makes a conflict: only the end of a line counts as a word.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from consult.drafts.alignment import Word, aligned, words_and_breaks


class Origin(StrEnum):
    """Whose words a part of a merge has. Those of `both` are a change that both made alike."""

    SAME = "same"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Part:
    """A stretch of the three texts, between the same words in each."""

    origin: Origin
    base: str
    ours: str
    theirs: str

    def text(self, of_conflict: Origin) -> str:
        """Return what comes of this part; of a conflict, the words of one side."""
        origin = of_conflict if self.origin is Origin.CONFLICT else self.origin
        return self.theirs if origin is Origin.THEIRS else self.ours


@dataclass(frozen=True)
class Merge:
    """Two changes of a text together. The parts in their order are the whole of each text."""

    parts: tuple[Part, ...]

    @property
    def conflicts(self) -> list[Part]:
        return [part for part in self.parts if part.origin is Origin.CONFLICT]

    def text(self, of_conflicts: Origin = Origin.OURS) -> str:
        """Return the merged text: where both sides are in conflict, the words of `of_conflicts`."""
        return "".join(part.text(of_conflicts) for part in self.parts)


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Return what two changes of the text `base` come to together."""
    texts = (base, ours, theirs)
    return Merge(tuple(joined(part for three in stretches(texts) for part in parts_of(three))))


def stretches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the three texts side by side: what lies between words that all have, and these words."""
    base, ours, theirs = map(words_and_breaks, texts)
    our_places, their_places = partners(base, ours), partners(base, theirs)
    ends: Sequence[int] = (0, 0, 0)
    for at, word in enumerate(base):
        if at not in our_places or at not in their_places:
            continue
        three = (word, ours[our_places[at]], theirs[their_places[at]])
        yield [text[end : one.start] for text, end, one in zip(texts, ends, three, strict=True)]
        yield [text[one.start : one.end] for text, one in zip(texts, three, strict=True)]
        ends = [one.end for one in three]
    yield [text[end:] for text, end in zip(texts, ends, strict=True)]


def partners(before: Sequence[Word], after: Sequence[Word]) -> dict[int, int]:
    """Return which word of one text is which of another, by number."""
    runs = aligned([word.text for word in before], [word.text for word in after])
    return {run.before + step: run.after + step for run in runs for step in range(run.length)}


def parts_of(three: Sequence[str]) -> Iterator[Part]:
    """Yield one stretch of the three texts, white space that all have at its ends apart."""
    head = shared_space(three)
    inner = [text[head:] for text in three]
    tail = shared_space([text[::-1] for text in inner])
    ends = [len(text) - tail for text in inner]
    space = three[0][:head]
    yield Part(Origin.SAME, space, space, space)
    yield part_of(*(text[:end] for text, end in zip(inner, ends, strict=True)))
    space = inner[0][ends[0] :]
    yield Part(Origin.SAME, space, space, space)


def shared_space(texts: Sequence[str]) -> int:
    """Return how many characters of white space all texts begin with."""
    length = 0
    for letters in zip(*texts, strict=False):
        if len(set(letters)) > 1 or not letters[0].isspace():
            break
        length += 1
    return length


def part_of(base: str, ours: str, theirs: str) -> Part:
    """Return a stretch with whose words count; what only sets words apart differently counts last."""
    for was, mine, other in ((base, ours, theirs), map(spelled, (base, ours, theirs))):
        if mine == other:
            origin = Origin.SAME if base == ours == theirs else Origin.BOTH
            return Part(origin, base, ours, theirs)
        if mine == was:
            return Part(Origin.THEIRS, base, ours, theirs)
        if other == was:
            return Part(Origin.OURS, base, ours, theirs)
    return Part(Origin.CONFLICT, base, ours, theirs)


def spelled(text: str) -> list[str]:
    """Return the words of a stretch, with the ends of lines around them."""
    return [word.text for word in words_and_breaks(f".{text}.")]


def joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts, neighbours of one origin put together and empty ones left out."""
    told = (part for part in parts if part.base or part.ours or part.theirs)
    for origin, group in groupby(told, key=lambda part: part.origin):
        texts = zip(*((part.base, part.ours, part.theirs) for part in group), strict=True)
        yield Part(origin, *map("".join, texts))
