"""What happens to a draft, as its live page hears it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from consult.drafts.models import Version
from consult.live.models import Event


class PublishedVersion(BaseModel):
    """Which version: its number in its language."""

    model_config = ConfigDict(extra="forbid")

    number: int
    language: str


class VersionPublished(BaseModel):
    """The text has a new version in the reader's language."""

    model_config = ConfigDict(extra="forbid")

    n: int
    type: Literal["version.published"] = "version.published"
    version: PublishedVersion


def hydrate_versions(events: list[Event], language: str) -> dict[int, dict]:
    """Return what readers in a language hear of new versions: those of their language."""
    numbers = {event.object_id: event.number for event in events}
    versions = Version.objects.filter(pk__in=numbers, language=language)
    return {
        numbers[version.pk]: {
            "version": PublishedVersion(number=version.number, language=language).model_dump()
        }
        for version in versions
    }
