"""The languages in which people write here, and how they are named and set.

They are more than those of the site: who writes in German on a site in French and English is
understood by some, and what they wrote is told to be German.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language, get_language_info

WITH_CAPITALS = ("de", "en", "nl")
"""Languages that write the names of languages with a capital letter also within a sentence."""


def written() -> list[str]:
    """Return the codes of the languages that a contribution may be in, the site's own first."""
    return settings.COMMENT_LANGUAGES


def known(codes: Iterable[str]) -> tuple[str, ...]:
    """Return those of some codes that a contribution may be in, each once, in the site's order."""
    named = list(codes)
    return tuple(code for code in written() if code in named)


def direction_of(code: str | None) -> str:
    """Return how words in a language run: `rtl`, `ltr`, or `auto` where it is not known."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "auto"


def name_of(code: str) -> str:
    """Return what a language is called in the reader's, within a sentence: "German", "allemand"."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:  # the site has dropped one that Django does not know
        return code
    return name if (get_language() or "en").split("-")[0] in WITH_CAPITALS else name.lower()


def own_name_of(code: str) -> str:
    """Return what a language calls itself, as the beginning of a line: "Deutsch", "Français"."""
    try:
        name = get_language_info(code)["name_local"]
    except KeyError:  # as above
        return code
    return name[:1].upper() + name[1:]
