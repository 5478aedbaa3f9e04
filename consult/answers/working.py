"""The working text of a draft: what its next version will say, as drafters change it.

Of the pages of a draft only those are changed here that are written themselves: a translation
follows its source.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from wagtail_localize.models import Translation

from consult.drafts.merging import Merge
from consult.drafts.models import DraftPage, Section, VersionSection
from consult.drafts.rewording import normalised, proposal, reword, text_of
from consult.people.models import User

LONGEST_WORDING = 100_000
"""The greatest length of a passage that drafters word here, in characters."""


@dataclass(frozen=True)
class Working:
    """A section in the working text of a page. `block` is None where the text has it no more."""

    page: DraftPage
    """As its latest revision has it."""
    block: dict | None
    language: str

    @cached_property
    def text(self) -> str:
        """Return the words of the section, empty where there is none."""
        if self.block is None:
            return ""
        with translation.override(self.language):
            return text_of(self.block)

    @cached_property
    def seen(self) -> str:
        """Return what names this state of the section: another one bears another name."""
        told = json.dumps([self.page.pk, self.block], cls=DjangoJSONEncoder, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:32]

    def is_locked_for(self, person: User) -> bool:
        """Tell whether the page is locked in the editor for somebody."""
        lock = self.page.get_lock()
        return lock is not None and bool(lock.for_user(person))

    def says(self, wording: str) -> bool:
        """Tell whether the section says a wording already."""
        return normalised(self.text) == normalised(wording)

    def proposed(self, written_on: VersionSection | None, wording: str) -> "Proposed | None":
        """Return what a suggestion comes to here; None where it is about another language's words."""
        if self.block is None or written_on is None or not wording:
            return None
        if written_on.version.language != self.language:
            return None
        with translation.override(self.language):
            merged, block = proposal(written_on.text, self.block, wording)
        return Proposed(merged, can_place=block is not None)

    def reworded(self, wording: str) -> DraftPage:
        """Return the page with other words in the section. Raises `CannotPlace`."""
        with translation.override(self.language):
            block = reword(self.block, wording)
        blocks = [
            block if one["id"] == block["id"] else one
            for one in self.page.sections.get_prep_value()
        ]
        self.page.sections = self.page.sections.stream_block.to_python(blocks)
        return self.page


@dataclass(frozen=True)
class Proposed:
    """A suggestion together with what has changed in its section since it was written."""

    merge: Merge
    can_place: bool
    """Whether it can be taken up as it is."""

    @property
    def text(self) -> str:
        """Return the merged wording; where both are in conflict, the present words."""
        return self.merge.text()

    def is_said_by(self, wording: str) -> bool:
        """Tell whether a wording is this one."""
        return not self.merge.conflicts and normalised(self.text) == normalised(wording)


def written_page(draft_key: UUID, language: str = "") -> DraftPage | None:
    """Return the page of a draft that is written in a language, or else the first that is written
    itself; None where the draft has no such page. Two queries.
    """
    pages = DraftPage.objects.filter(translation_key=draft_key, alias_of=None)
    found = list(pages.select_related("locale").order_by("pk"))
    translated = Translation.objects.filter(source__object_id=draft_key, enabled=True)
    followers = set(translated.values_list("target_locale", flat=True))
    written = [page for page in found if page.locale_id not in followers]
    in_language = (page for page in written if page.locale.language_code == language)
    return next(in_language, written[0] if written else None)


def working_text(page: DraftPage, section: Section) -> Working:
    """Return a section as it stands in the working text of a page, which comes with its locale."""
    revised = page.get_latest_revision_as_object()
    key = str(section.key)
    blocks = revised.sections.get_prep_value()
    block = next((one for one in blocks if one["id"] == key), None)
    return Working(revised, block, page.locale.language_code)
