"""The text that people comment on as it reads now: to reword it, and to choose words in it."""

from dataclasses import dataclass
from uuid import UUID

from consult.drafts.models import Section
from consult.drafts.queries import Reading, label_from, latest_wording


@dataclass(frozen=True)
class Passage:
    """What a section is called and says now. The whole draft is none that can be reworded."""

    label: str = ""
    text: str = ""
    version: UUID | None = None
    """The id of the version in which it says so."""
    language: str = ""
    """The language in which it says so: where it is not translated, another than the reader's."""


def passage_of(section: Section, language: str) -> Passage:
    """Return what a section says in a language, or in the one it was written in."""
    wording = None if section.is_whole_draft else latest_wording(section, language)
    if wording is None:
        return Passage()
    return Passage(
        label_from(wording.title, wording.text),
        wording.text,
        wording.version_id,
        wording.version.language,
    )


def passage_in(reading: Reading, section: Section, language: str) -> Passage:
    """Return the same from what a page shows, where the section is part of it."""
    shown = next((one for one in reading.sections if one.key == section.key), None)
    if shown is None or reading.version is None:
        return passage_of(section, language)
    return Passage(shown.label, shown.text, reading.version.pk, reading.version.language)
