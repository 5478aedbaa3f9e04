"""Rule: words of the site's lists."""

from collections.abc import Iterable
from functools import lru_cache

from consult.core.words import readings, words


def holds_listed(text: str, listed: tuple[str, ...]) -> bool:
    """Tell whether a text holds one of the listed words, or phrases, as whole words."""
    terms = known(listed)
    return any(contains(reading, terms) for reading in readings(text)) if terms else False


def contains(said: list[str], terms: Iterable[str]) -> bool:
    """Tell whether words hold one of the terms, which stand between spaces."""
    spaced = f" {' '.join(said)} "
    return any(term in spaced for term in terms)


@lru_cache(maxsize=4)
def known(listed: tuple[str, ...]) -> frozenset[str]:
    """Return listed words as they are looked for."""
    folded = (" ".join(words(one)) for one in listed)
    return frozenset(f" {one} " for one in folded if one)
