"""The machine that translates: any of wagtail-localize's kind, named by one setting.

WAGTAILLOCALIZE_MACHINE_TRANSLATOR names its class and its options. Editors' pages use it through
wagtail-localize, what people say goes through `translate` here. A class that knows
`translate_lines` is given text, as `LibreTranslate` is; any other one gets wagtail-localize's own
strings.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.strings import StringValue

from consult.languages.refusals import MachineFailed

logger = logging.getLogger("parvis.languages")

PAIRS_KEY = "languages:pairs"
LOOK_AGAIN = timedelta(hours=1)
"""After so long a machine is asked again what it can do."""
BELIEVE = timedelta(days=1)
"""So long its last word counts while it does not answer."""
REST = 60
"""Seconds until a machine that did not say what it can do is asked again."""

Pairs = frozenset[tuple[str, str]]


class Machine(Protocol):
    """What a machine of our own kind knows besides `can_translate` and `translate`."""

    display_name: str

    def pairs(self) -> Pairs:
        """Ask the machine from which languages it translates into which. Raises `MachineFailed`."""
        ...

    def translate_lines(self, lines: list[str], source: str, target: str) -> list[str]:
        """Return lines of plain text in another language, as many. Raises `MachineFailed`."""
        ...


def machine() -> Any:
    """Return the machine that the settings name, None where they name none."""
    return get_machine_translator()


def is_on() -> bool:
    """Tell whether there is a machine at all."""
    return bool(getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None))


def can_translate(source: str, target: str) -> bool:
    """Tell whether the machine translates from one language into another, as far as is known.

    Nobody waits for that: where it is not known, the answer is yes, and asking for a translation
    will tell.
    """
    if not is_on() or source == target:
        return False
    known = known_pairs()
    return known is None or (source, target) in known


def known_pairs() -> Pairs | None:
    """Return what the machine last said that it can do, None where it said nothing lately."""
    found = cache.get(PAIRS_KEY)
    return found[0] if found else None


def needs_asking() -> bool:
    """Tell whether to ask the machine what it can do. It says so to one of many, once a minute."""
    found = cache.get(PAIRS_KEY)
    if found and timezone.now() - found[1] < LOOK_AGAIN:
        return False
    return is_on() and cache.add(f"{PAIRS_KEY}:rest", True, timeout=REST)


def learn_pairs() -> Pairs | None:
    """Ask the machine what it can do, and remember it. Takes as long as the machine does."""
    asked = machine()
    if asked is None or not hasattr(asked, "pairs"):
        return None
    try:
        pairs = asked.pairs()
    except MachineFailed as failure:
        logger.warning("%s does not say what it translates: %s.", asked.display_name, failure.why)
        return known_pairs()
    cache.set(PAIRS_KEY, (pairs, timezone.now()), timeout=BELIEVE.total_seconds())
    return pairs


def translate(text: str, source: str, target: str) -> tuple[str, str]:
    """Return a text in another language, and the name of the machine that made it.

    Lines stay lines. Raises `MachineFailed`, whatever the machine does wrong.
    """
    asked = machine()
    if asked is None:
        raise MachineFailed("off")
    lines = text.split("\n")
    said = [place for place, line in enumerate(lines) if line.strip()]
    try:
        made = lines_by(asked, [lines[place] for place in said], source, target)
    except MachineFailed:
        raise
    except Exception as error:
        # A machine's class may be anybody's: whatever it raises, the site goes on.
        raise MachineFailed(type(error).__name__) from error
    if len(made) != len(said) or not all(isinstance(one, str) for one in made):
        raise MachineFailed("wrong_shape")
    for place, line in zip(said, made, strict=True):
        lines[place] = " ".join(line.split())
    return "\n".join(lines), str(asked.display_name)[:60]


def lines_by(asked: Any, lines: list[str], source: str, target: str) -> list[str]:
    """Return lines as a machine translates them, of our own kind or of wagtail-localize's."""
    if hasattr(asked, "translate_lines"):
        return list(asked.translate_lines(lines, source, target))
    strings = [StringValue.from_plaintext(line) for line in lines]
    made = asked.translate(Locale(language_code=source), Locale(language_code=target), strings)
    return list(plain_of(strings, made))


def plain_of(strings: list[StringValue], made: dict) -> Iterable[str]:
    """Return what was made of strings as plain text."""
    return (made[string].render_text() for string in strings)
