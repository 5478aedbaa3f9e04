"""Rule: the same sentence or line over and over."""

import re
from collections import Counter

from consult.core.words import words

SENTENCE_ENDS = re.compile(r"[.!?…。！？؟]+|\n")  # noqa: RUF001 - full stops of other scripts
LEAST_WORDS = 4
"""A shorter line, as "agreed" or a name, may stand several times in an honest list."""
OVER_AND_OVER = 4
RUN = 3
LEAST_RUNS = 10
NEW_PART = 0.4
"""Said twice, about half of what is said is new; said three times, a third."""


def repeats_itself(text: str) -> bool:
    """Tell whether a text says one sentence over and over, or hardly anything but the same."""
    said = Counter(
        tuple(sentence)
        for part in SENTENCE_ENDS.split(text)
        if len(sentence := words(part)) >= LEAST_WORDS
    )
    if said and max(said.values()) >= OVER_AND_OVER:
        return True
    all_words = words(text)
    runs = [tuple(all_words[at : at + RUN]) for at in range(len(all_words) - RUN + 1)]
    return len(runs) >= LEAST_RUNS and len(set(runs)) <= NEW_PART * len(runs)
