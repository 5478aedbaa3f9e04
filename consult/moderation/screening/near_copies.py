"""Rule: nearly what was said before. Two texts are compared by a few numbers made of each (MinHash).

A text's runs of three words are numbered by a hash. For each of 48 ways to shuffle all numbers, the
smallest of a text's own is kept: two texts keep the same one as often as they share runs. Three of
those together make a band, so that a text has sixteen. Texts that have `LEAST_SHARED` of them in
common nearly repeat each other: that finds 998 in a thousand of those that share 80 % of their runs,
and takes 8 in a thousand of those that share 30 % for copies. Texts on one matter share hardly any.
"""

from functools import cache
from hashlib import blake2b
from struct import pack

RUN = 3
BANDS = 16
ROWS = 3
LEAST_SHARED = 3
LEAST_WORDS = 12
"""What is shorter, such as "I agree with this", many people say on their own."""
MASK = (1 << 64) - 1


def bands_of(words: list[str]) -> list[int]:
    """Return the bands of a text's words; none of a text that is too short to compare.

    The same in every process, and on every machine.
    """
    if len(words) < LEAST_WORDS:
        return []
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    numbers = [number_of(run.encode()) for run in runs]
    least = [min([number * odd + more & MASK for number in numbers]) for odd, more in shuffles()]
    return [band_of(at, least[at * ROWS : (at + 1) * ROWS]) for at in range(BANDS)]


def band_of(place: int, least: list[int]) -> int:
    """Return a band as a number that a database holds; another one at each place."""
    number = number_of(pack(f">B{ROWS}Q", place, *least))
    return number - (1 << 63)


def number_of(what: bytes) -> int:
    """Return a number of 64 bits for some bytes."""
    return int.from_bytes(blake2b(what, digest_size=8).digest())


@cache
def shuffles() -> list[tuple[int, int]]:
    """Return the ways to shuffle numbers: the factors, odd, and the summands."""
    return [
        (number_of(b"factor %d" % at) | 1, number_of(b"summand %d" % at))
        for at in range(BANDS * ROWS)
    ]
