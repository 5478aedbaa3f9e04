"""How far the translation of a thing is, as pages show it to somebody."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from consult.core.errors import Refused
from consult.languages import queries, services
from consult.languages.models import MachineTranslation, State
from consult.languages.registries import Words

LOOKS = 20
"""How often a page looks by itself whether a translation is there: for about a minute and a half."""
QUICK_LOOKS = 5


@dataclass(frozen=True)
class Sight:
    """How far a thing's translation into the language of the page is."""

    kind: str
    object_id: UUID
    words: Words
    language: str
    row: MachineTranslation | None
    refusal: Refused | None = None
    looks: int = 0

    @property
    def translation(self) -> queries.Translation | None:
        """Return what the machine made, if it has."""
        return queries.told(self.row) if self.row and self.row.state == State.MADE else None

    @property
    def original(self) -> SafeString:
        """Return the original for pages: cleaned when it was stored, by consult.core.text."""
        return mark_safe(self.words.html)  # noqa: S308 - cleaned twice before it was stored

    @property
    def is_on_its_way(self) -> bool:
        """Tell whether somebody has asked, and the machine has not answered."""
        return self.row is not None and self.row.state == State.ASKED

    @property
    def has_failed(self) -> bool:
        """Tell whether the machine has failed, for now."""
        return self.row is not None and self.row.state == State.FAILED

    @property
    def next_look(self) -> int:
        """Return the number of the next look, 0 where there were enough."""
        return self.looks + 1 if self.looks < LOOKS else 0

    @property
    def pause(self) -> int:
        """Return in how many seconds the next look is."""
        return 2 if self.looks < QUICK_LOOKS else 5


def sight(
    request: HttpRequest, kind: str, object_id: UUID, refusal: Refused | None = None
) -> Sight:
    """Return how far a translation is. Raises `NotFound` where not everybody may read the thing."""
    words, language = services.words_of(kind, object_id, request.user), get_language()
    looks = request.GET.get("look", "")
    return Sight(
        kind,
        object_id,
        words,
        language,
        services.of(words, language),
        refusal or services.why_not_ask(words, language),
        int(looks) if looks.isdecimal() and len(looks) < 4 else 0,
    )
