"""What happens to a draft, as its live page hears it."""

from typing import Literal

from consult.drafts.models import Version
from consult.live.events import Frame, LiveEvent
from consult.live.models import Event


class PublishedVersion(Frame):
    """Which version: its number in its language."""

    number: int
    language: str


class VersionPublished(LiveEvent):
    """The text has a new version in the reader's language."""

    type: Literal["version.published"] = "version.published"
    version: PublishedVersion


def hydrate_versions(events: list[Event], language: str) -> dict[int, dict]:
    """Return what readers in a language hear of new versions: those of their language."""
    versions = Version.objects.filter(language=language).in_bulk(
        [event.object_id for event in events]
    )
    payloads = {}
    for event in events:
        if version := versions.get(event.object_id):
            published = PublishedVersion(number=version.number, language=language)
            told = VersionPublished(n=event.number, version=published)
            payloads[event.number] = told.model_dump(mode="json", exclude={"n", "type"})
    return payloads
