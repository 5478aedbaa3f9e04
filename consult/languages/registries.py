"""What can be translated, and who is told of it: filled in by the apps, in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from consult.core.registry import Registry


@dataclass(frozen=True)
class Words:
    """Something that somebody wrote, as everybody may read it at this moment."""

    text: str
    """As it was typed: what a machine is sent."""
    html: str
    """As pages show it, cleaned by consult.core.text."""
    language: str
    limit: int
    """Characters that a text of this kind may have."""
    address: str = ""
    """Where it stands on the site."""
    is_for: Callable[[Any], bool] | None = None
    """Tells whether somebody may read it, where not everybody may: their own affairs."""
    offer: str = ""
    """The name of the address where people offer a translation of their own, if there is one."""

    @property
    def digest(self) -> str:
        """Return what tells these words from all others."""
        return digest_of(self.html)


def digest_of(html: str) -> str:
    """Return what tells a text from all others: of what is shown, which no list loads anew."""
    return sha256(html.strip().encode()).hexdigest()


translatables: Registry[Callable[[UUID], Words | None]] = Registry("what does it say?")
"""Kind, as it stands in an address → `words(object_id)`: what there is to read of a thing now, by
everybody unless `is_for` says by whom; None where nothing is. It is asked when somebody asks for a
translation, before a machine is sent anything, and before each showing.
"""

listeners: Registry[Callable[[UUID], None]] = Registry("a translation was made")
"""Kind → `made(object_id)`, called in the transaction in which a machine's words are stored."""
