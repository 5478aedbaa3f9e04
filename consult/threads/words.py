"""The words by which comments are found: without accents, case and signs, in every language. Pure.

Both databases cut a text into words by rules of their own. They are given words that are cut
already, so that the same question finds the same on either.
"""

import re
import unicodedata
from uuid import UUID

from modelsearch.query import And, Or, Phrase, PlainText, SearchQuery

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
LONGEST_QUESTION = 200
"""Characters of a question that are read. More than anybody types, fewer than what takes long."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are indexed and asked for."""
    bare = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return WORD.findall("".join(bare).casefold())


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
