"""Which passages of a text that comes back are those of the text that went out. Pure.

Only words say so: equal ones first, in their order and then wherever they stand, and after these
the ones most alike. Where several are alike, the one that stands nearest is taken.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from consult.drafts.alignment import aligned, words

ALIKE = 0.5
"""The share of words that two passages must have in common to be one."""
COMMON = 12
"""A pair of words that stands in more passages than this tells none of them from the others."""


class Passage(NamedTuple):
    """A section as it is matched: only one of the same kind can be the same."""

    kind: str
    text: str


def matched(before: Sequence[Passage], after: Sequence[Passage]) -> list[int | None]:
    """Return for each passage of `after` the place of the one in `before` that it is.

    No place is given twice. None stands for a passage that is new.
    """
    old, new = [_words(one) for one in before], [_words(one) for one in after]
    found: list[int | None] = [None] * len(after)
    left = dict.fromkeys(range(len(before)))
    for was, now in [*_in_order(old, new), *_elsewhere(old, new), *_alike(old, new)]:
        if found[now] is None and was in left:
            found[now] = was
            del left[was]
    return found


def _words(passage: Passage) -> tuple[str, ...]:
    """Return the kind of a passage and its words, whatever their case and punctuation."""
    found = [word.text.casefold() for word in words(passage.text)]
    spoken = [word for word in found if word[0].isalnum()]
    return (passage.kind, *(spoken or found))


Words = Sequence[tuple[str, ...]]


def _in_order(old: Words, new: Words) -> Iterator[tuple[int, int]]:
    """Yield equal passages, as they stand in both texts in the same order."""
    for run in aligned(list(map(repr, old)), list(map(repr, new))):
        yield from ((run.before + step, run.after + step) for step in range(run.length))


def _elsewhere(old: Words, new: Words) -> Iterator[tuple[int, int]]:
    """Yield equal passages that were moved, the nearest first."""
    places = defaultdict(list)
    for was, passage in enumerate(old):
        places[passage].append(was)
    pairs = [
        (_distance(was, now, old, new), was, now)
        for now, passage in enumerate(new)
        if len(places[passage]) <= COMMON
        for was in places[passage]
    ]
    yield from ((was, now) for _distance, was, now in sorted(pairs))


def _alike(old: Words, new: Words) -> Iterator[tuple[int, int]]:
    """Yield passages with words in common, the most alike first."""
    places = defaultdict(list)
    for was, passage in enumerate(old):
        for pair in _pairs(passage):
            places[pair].append(was)
    weighed = []
    for now, passage in enumerate(new):
        rare = [places[pair] for pair in _pairs(passage) if len(places.get(pair, ())) <= COMMON]
        for was in {one for found in rare for one in found}:
            share = _likeness(old[was], passage)
            if share >= ALIKE:
                weighed.append((-share, _distance(was, now, old, new), was, now))
    yield from ((was, now) for *_weight, was, now in sorted(weighed))


def _pairs(passage: tuple[str, ...]) -> set[tuple[str, str, str]]:
    """Return the neighbouring words of a passage, its ends counted as words."""
    kind, *spoken = passage
    return {(kind, *pair) for pair in zip(["", *spoken], [*spoken, ""], strict=True)}


def likeness(one: Passage, other: Passage) -> float:
    """Return the share of words that two passages have in common, from 0 to 1."""
    return _likeness(_words(one), _words(other))


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    common = (Counter(one[1:]) & Counter(other[1:])).total()
    return 2 * common / max(len(one) + len(other) - 2, 1)


def _distance(was: int, now: int, old: Words, new: Words) -> float:
    return abs(was / len(old) - now / len(new))
