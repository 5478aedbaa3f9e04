"""Reads the demonstration's texts: YAML files beside this module, every text in French and in English.

A text may have further languages beside these two, such as `es` and `ar`. A page is translated into a
language if its title is there in it; then so must be all that stands on it. Other pages are
shown in their source language.
"""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from django.conf import settings

FOLDER = Path(__file__).parent / "content"
ALWAYS = ("fr", "en")
SOURCE = "fr"


class NotTranslated(Exception):
    """A page has its title in a language, and something else of it has not."""


def languages() -> list[str]:
    """Return the languages of the demonstration: its own two, and what else the site speaks."""
    further = (code for code, _name in settings.LANGUAGES if code not in ALWAYS)
    return [*ALWAYS, *further]


def is_text(value: Any) -> bool:
    """Tell whether a piece of content is a text in several languages."""
    return isinstance(value, dict) and set(ALWAYS) <= set(value)


def speaks(texts: dict[str, Any], language: str) -> bool:
    """Tell whether a piece of content is there in a language: its title says so."""
    return language in ALWAYS or language in texts["title"]


def read(name: str) -> Any:
    """Return one file of the demonstration's content."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def in_language(value: Any, language: str) -> Any:
    """Return a tree of content with every text replaced by its words in a language.

    Raises `NotTranslated`.
    """
    if isinstance(value, dict):
        if is_text(value):
            if language not in value:
                raise NotTranslated(f"not in {language!r}: {str(value[SOURCE])[:80]!r}")
            return value[language]
        return {name: in_language(one, language) for name, one in value.items()}
    if isinstance(value, list):
        return [in_language(one, language) for one in value]
    return value


def block_id(*names: object) -> UUID:
    """Return the id of a block, the same each time the demonstration is built."""
    return uuid5(NAMESPACE_URL, "parvis-demo:" + ":".join(map(str, names)))
