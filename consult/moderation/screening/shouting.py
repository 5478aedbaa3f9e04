"""Rule: mostly capitals."""

import re
import unicodedata

LEAST_LETTERS = 20
"""Fewer capitals are a call, not a shout."""
MOSTLY = 0.6
LONGEST_ACRONYM = 6
LEAST_RUN = 2
"""Words in capitals that follow each other: acronyms mostly stand alone, or between commas."""
WORD = re.compile(r"[^\W\d_]+")
WITHIN_RUN = re.compile(r"[\s'’\-]*")


def is_shouted(text: str) -> bool:
    """Tell whether a text is mostly written in capitals, acronyms apart.

    Scripts without capitals cannot shout: only letters that have two cases count.
    """
    text = unicodedata.normalize("NFKC", text)
    cased = sum(map(has_case, text))
    shouted = sum(map(len, shouted_words(text)))
    return shouted >= LEAST_LETTERS and shouted >= MOSTLY * cased


def shouted_words(text: str) -> list[str]:
    """Return the words in capitals that are too long for acronyms, or stand in a run."""
    found: list[str] = []
    run: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        word = match.group()
        if not WITHIN_RUN.fullmatch(text, end, match.start()) or not is_in_capitals(word):
            found += shouts_of(run)
            run = []
        if is_in_capitals(word):
            run.append(word)
        end = match.end()
    return found + shouts_of(run)


def shouts_of(run: list[str]) -> list[str]:
    """Return what of neighbouring words in capitals is shouted."""
    if len(run) >= LEAST_RUN:
        return run
    return [word for word in run if len(word) > LONGEST_ACRONYM]


def has_case(letter: str) -> bool:
    """Tell whether a letter is of a script with capitals."""
    return letter.lower() != letter.upper()


def is_in_capitals(word: str) -> bool:
    """Tell whether a word has capitals and nothing but capitals."""
    return word == word.upper() != word.lower()
