"""When two names may be taken for one another, by Unicode's own rules (Technical Standard 39).

A name is compared in two ways, for a capital I is an i to who reads it aloud and an l to who looks
at it: as it is said (letter case first, then what letters look like) and as it is drawn (what its
letters look like first). Two names that agree in either are one name to somebody who reads quickly.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consult.core.words import decomposed, fold, is_accent, is_invisible, is_of_word

CONFUSABLES = Path(__file__).with_name("confusables.txt")
SCRIPTS = Path(__file__).with_name("scripts.txt")
FOLDED_LENGTH = 240
"""Folding may lengthen a name; what follows in longer ones tells nobody apart."""
BETWEEN_WORDS = re.compile(r"[\W_]+")

RECOMMENDED = frozenset(
    [
        "latin",
        "arabic",
        "armenian",
        "bengali",
        "bopomofo",
        "devanagari",
        "ethiopic",
        "georgian",
        "gujarati",
        "gurmukhi",
        "han",
        "hangul",
        "hebrew",
        "hiragana",
        "kannada",
        "katakana",
        "khmer",
        "lao",
        "malayalam",
        "myanmar",
        "oriya",
        "sinhala",
        "tamil",
        "telugu",
        "thaana",
        "thai",
        "tibetan",
    ]
)
"""Scripts in everyday use (Unicode Standard Annex 31), but for Cyrillic and Greek, that may stand in
one word with Latin letters: TR39's level "moderately restrictive"."""
EAST_ASIAN = tuple(
    frozenset({"latin", "han", *more})
    for more in (("hiragana", "katakana"), ("bopomofo",), ("hangul",))
)
"""Scripts in which one word is written together."""


@dataclass(frozen=True)
class Folded:
    """A name as it is compared: the same as another's where either part is the same."""

    said: str
    drawn: str

    def is_like(self, other: "Folded") -> bool:
        """Tell whether two names may be taken for one another."""
        return self.said == other.said or self.drawn == other.drawn


def folded(name: str) -> Folded:
    """Return a name without what does not tell it apart: letter case, accents, look-alikes, and all
    that stands between letters.
    """
    letters = "".join(one for one in name if not is_invisible(one))
    plain = "".join(one for one in decomposed(letters) if not is_accent(one))
    said = as_drawn(fold(plain))
    drawn = as_drawn(fold(as_drawn(plain)))
    return Folded(squeezed(said) or squeezed_signs(name), squeezed(drawn) or squeezed_signs(name))


def as_drawn(text: str) -> str:
    """Return a text with each character read as the one that it is drawn like, in small letters."""
    return text.translate(confusables()).casefold()


def squeezed(text: str) -> str:
    """Return the letters and figures of a text alone."""
    return "".join(one for one in text if is_of_word(one))[:FOLDED_LENGTH]


def squeezed_signs(name: str) -> str:
    """Return what is left to compare of a name that has neither letter nor figure."""
    return "".join(unicodedata.normalize("NFKC", name).split())[:FOLDED_LENGTH]


def mixes_scripts(name: str) -> bool:
    """Tell whether a word of a name mixes scripts as no language does, to look like one of them.

    Whole words may be of different scripts: many people write their name twice.
    """
    text = unicodedata.normalize("NFKC", name)
    return any(not is_one_writing(scripts_in(word)) for word in BETWEEN_WORDS.split(text))


def is_one_writing(scripts: frozenset[str]) -> bool:
    """Tell whether scripts may stand together in one word."""
    if len(scripts) < 2 or any(scripts <= one for one in EAST_ASIAN):
        return True
    others = scripts - {"latin"}
    return "latin" in scripts and len(others) == 1 and others <= RECOMMENDED


def scripts_in(word: str) -> frozenset[str]:
    """Return the scripts in which a word is written; what all scripts share belongs to none."""
    return frozenset(filter(None, map(script_of, word)))


def script_of(letter: str) -> str:
    """Return the script of a character, empty for what all share."""
    begins, ranges = scripts()
    place = bisect_right(begins, ord(letter)) - 1
    last, script = ranges[place] if place >= 0 else (-1, "")
    return script if ord(letter) <= last else ""


@cache
def confusables() -> dict[int, str]:
    """Return what characters are drawn like."""
    return {int(code, 16): read_as for code, read_as, *_name in rows_of(CONFUSABLES)}


@cache
def scripts() -> tuple[list[int], list[tuple[int, str]]]:
    """Return where each range of a script begins, and where it ends with the script's name."""
    rows = [(int(first, 16), int(last, 16), name) for first, last, name in rows_of(SCRIPTS)]
    return [first for first, _last, _name in rows], [(last, name) for _first, last, name in rows]


def rows_of(table: Path) -> list[list[str]]:
    lines = table.read_text(encoding="utf-8").splitlines()
    return [line.split(" ", 2) for line in lines if line and not line.startswith("#")]
