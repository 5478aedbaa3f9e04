"""Classifiers: what says whether words resemble those that moderators hid before.

The site chooses one by `SCREENING_CLASSIFIER`; docs/moderating.md says how to write another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from consult.moderation.refusals import ClassifierMissing


@dataclass(frozen=True)
class Example:
    """Words that moderators decided on."""

    text: str
    was_hidden: bool


class Classifier(Protocol):
    """Learns from decisions, and notices words like those that were hidden.

    Importing its module raises `ImportError` where a package that it needs is not installed.
    """

    def learn(self, examples: Sequence[Example]) -> bytes:
        """Return what it makes of some examples, of both kinds: data, and never code."""
        ...

    def notices(self, text: str, learned: bytes) -> bool:
        """Tell whether a text resembles what was hidden. Raises `ValueError` for data that it did
        not make.
        """
        ...


def chosen() -> Classifier:
    """Return the classifier that the site has chosen, or raise `ClassifierMissing`."""
    return load(settings.SCREENING_CLASSIFIER)


@cache
def load(name: str) -> Classifier:
    """Return the classifier of that dotted path, or raise `ClassifierMissing`."""
    try:
        return import_string(name)()
    except ImportError as error:
        raise ClassifierMissing(name=name) from error
