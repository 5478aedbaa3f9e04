"""The words a document uses elsewhere: evidence on how to mend what a page break tore."""

import re
from functools import cached_property

WORD = re.compile(r"\w+")
COMPOUND = re.compile(r"(?<!\w)\w++-\w++")


class Vocabulary:
    """Words, compounds and neighbours of a text, gathered when first asked for."""

    def __init__(self, text: str):
        self.text = text

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in set(WORD.findall(self.text)))

    @cached_property
    def compounds(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in set(COMPOUND.findall(self.text)))

    @cached_property
    def neighbours(self) -> frozenset[str]:
        """All pairs of words with a single space between them."""
        pairs, before, end = set(), "", -1
        for found in WORD.finditer(self.text):
            word = found[0].casefold()
            if found.start() == end + 1 and self.text[end].isspace():
                pairs.add(f"{before} {word}")
            before, end = word, found.end()
        return frozenset(pairs)
