"""The words by which comments are found: without accents, case and signs, in every script. Pure.

Both databases cut a text into words by rules of their own. They are given words that are cut
already, so that the same question finds the same on either. Scripts that set no spaces between
words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are cut into pairs of letters: what holds all
pairs of a question, as a rule, holds the question.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from uuid import UUID

from modelsearch.query import And, Or, Phrase, PlainText, SearchQuery

from consult.core.folding import fold

MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, min(0x10000, sys.maxunicode))
    if unicodedata.category(chr(code)) in ("Mn", "Mc") and not unicodedata.combining(chr(code))
)
"""Vowels of Indian scripts and of Thai, which are no letters to Unicode; accents are folded away."""
WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
MOST_WORDS = 12
LONGEST_QUESTION = 200
"""Characters of a question that are read. More than anybody types, fewer than what takes long."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are indexed and asked for."""
    return [piece for word in WORD.findall(fold(text)) for piece in pieces(word)]


def pieces(word: str) -> Iterator[str]:
    """Yield a word, or its pairs of letters where its script sets no spaces."""
    if word.isascii():
        yield word
        return
    end = 0
    for run in UNSPACED.finditer(word):
        if before := word[end : run.start()]:
            yield before
        letters, end = run[0], run.end()
        yield from (letters[at : at + 2] for at in range(max(len(letters) - 1, 1)))
    if behind := word[end:]:
        yield behind


def single_letters(text: str) -> list[str]:
    """Return the letters of scripts without spaces, for who asks for one alone."""
    return sorted({letter for run in UNSPACED.findall(fold(text)) for letter in run})


def word_of_draft(draft_key: UUID) -> str:
    """Return the word that all comments of a draft bear in the index, so that it finds no others."""
    return f"draft{draft_key.hex}"


def word_of_language(language: str) -> str:
    """Return the word that all comments in a language bear in the index."""
    return f"language{language.replace('-', '')}"


def question(text: str, draft_key: UUID, languages: tuple[str, ...] = ()) -> SearchQuery | None:
    """Return what to search for: all the words of a text, and as one what stands between quotes; in
    one of some languages, if any are named.

    None where it holds no word. Nothing else is an operator: Wagtail's own reading of a question
    takes `a:b` for a filter and the apostrophes of "l'annexe" for quotes.
    """
    parts, left = [], MOST_WORDS
    for place, piece in enumerate(re.split('["“”«»]', text[:LONGEST_QUESTION])):
        words = words_of(piece)[:left]
        left -= len(words)
        if words:
            is_phrase = place % 2 and len(words) > 1
            parts.append((Phrase if is_phrase else PlainText)(" ".join(words)))
    if not parts:
        return None
    spoken = [PlainText(word_of_language(one)) for one in languages]
    if spoken:
        parts.append(Or(spoken) if len(spoken) > 1 else spoken[0])
    return And([*parts, PlainText(word_of_draft(draft_key))])
