"""Rule: too many links."""

import re
import unicodedata

from consult.core.words import is_invisible

LINK = re.compile(
    r"""
    \[[^\[\]]*\]\(\s*<?[^()<>\s]+           # [words](address)
    | (?:https?://|www\.)[^\s,;<>()\[\]|"]*  # an address; one within another is part of it
    | (?<![\w@./-])(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}/\w  # example.org/path
    """,
    re.IGNORECASE | re.VERBOSE,
)


def count_links(text: str) -> int:
    """Return how many links a text holds, written as Markdown or as bare addresses."""
    seen = "".join(letter for letter in text if not is_invisible(letter))
    return len(LINK.findall(unicodedata.normalize("NFKC", seen)))
