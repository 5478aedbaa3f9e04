"""Reads the demonstration's texts: YAML files beside this module, every text a pair {fr, en}."""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

FOLDER = Path(__file__).parent / "content"
LANGUAGES = ("fr", "en")
SOURCE = "fr"


def read(name: str) -> Any:
    """Return one file of the demonstration's content."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def in_language(value: Any, language: str) -> Any:
    """Return a tree of content with every pair of texts replaced by the one in a language."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {name: in_language(one, language) for name, one in value.items()}
    if isinstance(value, list):
        return [in_language(one, language) for one in value]
    return value


def block_id(*names: object) -> UUID:
    """Return the id of a block, the same each time the demonstration is built."""
    return uuid5(NAMESPACE_URL, "parvis-demo:" + ":".join(map(str, names)))
