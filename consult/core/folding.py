"""Letters that people take for the same when they search or look a name up, in every script. Pure."""

import re
import unicodedata
from functools import cache

ALIKE = str.maketrans(
    {
        # Letters with a stroke, and ligatures, are no letter and a mark to Unicode.
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        # Arabic: forms of alef without its mark, ya without its dots, ta marbuta as it is typed,
        # what Persian and Urdu keyboards write, and hamza on whatever seat.
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ی": "ي",
        "ک": "ك",
        "ہ": "ه",
        "ە": "ه",
        "ؤ": "ء",
        "ئ": "ء",
        "ـ": None,  # tatweel only draws a word out
        **dict.fromkeys("’ʼ‘`´", "'"),
    }
)


def fold(text: str) -> str:
    """Return a text in small letters, without accents, vowel marks and forms of the same letter;
    with the digits of all scripts as 0 to 9.
    """
    known = unicodedata.normalize("NFC", text).casefold().translate(ALIKE)
    bare = (one for one in unicodedata.normalize("NFKD", known) if not unicodedata.combining(one))
    plain = "".join(bare).casefold().translate(ALIKE)
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in plain)


def same_name(name: str) -> str:
    """Return a name as it is compared: however its letters are composed, in capitals or not, with
    whichever apostrophe.
    """
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return re.sub("[’ʼ‘`´]", "'", composed)


@cache
def letters_like(letter: str) -> str:
    """Return all letters that fold to one, itself among them: those of the alphabets that have
    accents and capitals.
    """
    if letter not in alike():
        return letter
    return "".join(alike()[letter])


@cache
def alike() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in (*range(0x30, 0x800), *range(0x1E00, 0x2000), *range(0xFF10, 0xFF5B)):
        letter = chr(code)
        folded = fold(letter)
        if letter.isalnum() and folded:
            found.setdefault(folded[0], []).append(letter)
    return found


def sort_key(text: str, language: str = "") -> tuple[str, str, str]:
    """Return what sorts a name among others as people look for it: by its letters, then by their
    accents, then small before capital.

    In Spanish ñ is a letter of its own, behind n; ll and ch have been none since 1994.
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    letters = composed.replace("ñ", "n\uffff") if language == "es" else composed
    return fold(letters), composed, text.swapcase()
