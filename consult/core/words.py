"""The words of a text, whatever their capitals, accents, look-alike letters and invisible ones."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from consult.core.text import INVISIBLE

LOOK_ALIKES = Path(__file__).with_name("look_alikes.txt")
FALSE_L = re.compile(r"(?<=[a-zà-ÿ])I")
"""A capital i after a small letter: it is drawn as an l."""
STRETCHERS = "\u0640"
"""Letters that only lengthen the line between others: the Arabic tatweel."""
UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff])"
)
"""Letters of scripts that set no space between words: each counts as a word."""


def words(text: str) -> list[str]:
    """Return a text's words as `fold` leaves them, without what stands between them."""
    folded = fold(text)
    kept = folded if folded.isascii() else UNSPACED.sub(r" \1 ", folded)
    return "".join(letter if is_of_word(letter) else " " for letter in kept).split()


def readings(text: str) -> list[list[str]]:
    """Return the words of a text in each way in which its letters may be meant.

    A Greek capital nu is drawn as an N, its small letter as a v; a capital I after small letters is
    drawn as an l: so a text may have two readings.
    """
    as_drawn = FALSE_L.sub("l", text.translate(look_alikes()[1]))
    return [words(text)] if as_drawn == text else [words(text), words(as_drawn)]


def fold(text: str) -> str:
    """Return a text in small letters without accents, each look-alike read as what it looks like.

    Idempotent. Figures stay figures: what is written as 1337 is not read.
    """
    if text.isascii():
        return text.casefold()
    text = decomposed("".join(letter for letter in text if not is_invisible(letter)))
    text = decomposed(text.casefold())
    letters = "".join(letter for letter in text if not is_accent(letter))
    return letters.translate(look_alikes()[0])


def decomposed(text: str) -> str:
    """Return a text without compatibility forms (wide, bold, ligatures), its accents apart from their letters."""
    return unicodedata.normalize("NFKD", text)


def is_invisible(letter: str) -> bool:
    """Tell whether a character has no ink of its own, or only lengthens others."""
    return (
        letter in STRETCHERS
        or unicodedata.category(letter) == "Cf"
        or INVISIBLE.match(letter) is not None
    )


def is_accent(letter: str) -> bool:
    """Tell whether a mark is an accent, or a vowel that Arabic and Hebrew mostly leave out.

    Unicode gives marks that are vowels of their own, as in Hindi or Thai, other classes.
    """
    kind = unicodedata.combining(letter)
    return kind == 1 or 10 <= kind <= 36 or kind >= 200


def is_of_word(letter: str) -> bool:
    """Tell whether a character is a letter, a figure, or a mark on one."""
    return unicodedata.category(letter)[0] in "LNM"


@cache
def look_alikes() -> tuple[dict[int, str], dict[int, str]]:
    """Return what small letters are read as, and what capitals are that look otherwise."""
    small, capital = {}, {}
    table = small
    for line in LOOK_ALIKES.read_text(encoding="utf-8").splitlines():
        if line.startswith("# Capitals"):
            table = capital
        elif line and not line.startswith("#"):
            code, read_as, _name = line.split(" ", 2)
            table[int(code, 16)] = read_as
    return small, capital
