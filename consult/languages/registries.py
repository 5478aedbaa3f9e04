"""What can be translated, and who is told of it: filled in by the apps, in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
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
"""Kind, as it stands in an address → `words(object_id)`: what everybody may read of a thing now,
None where there is nothing, or not for everybody. It is asked before a machine is sent something,
and again before each showing.
"""

listeners: Registry[Callable[[UUID], None]] = Registry("a translation was made")
"""Kind → `made(object_id)`, called in the transaction in which a machine's words are stored."""
