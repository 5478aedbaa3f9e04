"""In which language a text is written, told from its words alone, on this machine.

The model (py3langid) is read at the first question, once a process: most of a second, and about
100 MB. docs/decisions/0013-languages-told-apart-by-py3langid.md says why this one, bench/detect.py
how often it is right.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from consult.core import languages

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE = 0.7
"""How probable a language must be to be believed. Below, one in five is wrong."""
SURE_OF_OTHERS = 0.9
"""How probable a language must be that nobody asked about, for none of those asked about to be it."""
LONGEST = 2_000
"""Characters that are looked at: what they do not tell, more would not."""

NO_WORDS = re.compile(
    r"https?://\S+|www\.\S+"  # addresses, which are in English more often than not
    r"|\S+@\S+\.\S+"
    r"|(?<!\w)@\S+"  # whoever is mentioned
    r"|[*_`#>\[\]()]"
    r"|[“”«»\"][^“”«»\"]{0,400}[“”«»\"]",  # words of others, in their language
)
WORD = re.compile(r"[^\W\d_]{2,}")
CODES = {"zh-hans": "zh", "zh-hant": "zh", "nb": "no"}
"""What the model calls languages that Django calls otherwise."""


def words_alone(text: str) -> str:
    """Return the words of a text that tell its language: no addresses, names, signs, quotes.

    What consists of a quote is what it quotes.
    """
    start = text[:LONGEST]
    bare = " ".join(NO_WORDS.sub(" ", start).split())
    if WORD.search(bare):
        return bare
    return " ".join(re.sub(r"https?://\S+|www\.\S+|(?<!\w)@\S+", " ", start).split())


def language_of(text: str) -> str | None:
    """Return the language of a text, one of those that people write in here, or None where its
    words are too few to tell.
    """
    words = words_alone(text)
    if not WORD.search(words):
        return None
    # In small letters: to the model, capitals are other letters than those that it knows.
    ranked = model().rank(words.lower() if words.isupper() else words)
    codes = asked_about()
    first, probability = ranked[0]
    if first not in codes and probability >= SURE_OF_OTHERS:
        return None
    among = [(code, float(share)) for code, share in ranked if code in codes]
    total = sum(share for _code, share in among)
    code, share = among[0]
    return codes[code] if total and share / total >= SURE else None


def asked_about() -> dict[str, str]:
    """Return the languages that people write in here, by what the model calls them."""
    named = {}
    for code in languages.written():
        named.setdefault(CODES.get(code, code.split("-")[0]), code)
    return named


@cache
def model() -> "LanguageIdentifier":
    """Return the model, read once a process."""
    # Not at the top: it would be read by every command.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
