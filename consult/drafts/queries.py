"""What a draft's page needs, in a fixed number of queries."""

from dataclasses import dataclass
from itertools import takewhile
from uuid import UUID

from django.db.models import Case, Subquery, When
from django.db.models.expressions import OrderBy
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from wagtail.models import Locale

from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.drafts.rendering import render_sections


@dataclass(frozen=True)
class ReadSection:
    """One section as readers see it: its text in one version, and how much is said about it."""

    key: UUID
    kind: str
    title: str
    level: int
    html: SafeString
    text: str
    comments_count: int
    guest_comments_count: int
    is_retired: bool = False

    @property
    def label(self) -> str:
        """Return what the section is called: its title, or its first words."""
        return label_from(self.title, self.text)


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents, with all that is said between it and the next."""

    key: UUID
    title: str
    level: int
    comments_count: int


@dataclass(frozen=True)
class Reading:
    """A draft as readers see it in one language. `draft` and `version` are None in a preview
    of a page that was never published. `comments_count` counts retired passages too.
    """

    draft: Draft | None
    version: Version | None
    rows: dict[UUID, Section]
    """Every section by key, also those that are no longer part of the text."""
    sections: list[ReadSection]
    comments_count: int
    guest_comments_count: int
    """Those of them whose authors have no account."""

    @property
    def whole(self) -> Section | None:
        """Return the section that stands for the draft as a whole."""
        return self.rows.get(self.draft.pk) if self.draft else None

    @property
    def keys(self) -> set[UUID]:
        """Return the keys of what can be discussed on this page."""
        return {section.key for section in self.sections} | (
            {self.draft.pk} if self.draft else set()
        )

    @property
    def has_story(self) -> bool:
        """Tell whether passages may have changed: whether there is an earlier version."""
        return self.version is not None and self.version.number > 1

    @property
    def contents(self) -> list[Entry]:
        """Return the table of contents: chapters, parts and commitments, each with the number
        of comments from there to the next entry of its level or above.
        """
        return [
            Entry(one.key, one.title, one.level, self._comments_from(position))
            for position, one in enumerate(self.sections)
            if one.level in (2, 3)
        ]

    def _comments_from(self, position: int) -> int:
        begin, *rest = self.sections[position:]
        below = takewhile(lambda one: not one.level or one.level > begin.level, rest)
        return begin.comments_count + sum(one.comments_count for one in below)


def reading_of(page: DraftPage, *, preview: bool = False) -> Reading:
    """Return what a draft page shows: its latest version, or its unsaved blocks in a preview."""
    draft = Draft.objects.filter(pk=page.translation_key).select_related("consultation").first()
    rows = {row.key: row for row in draft.sections.all()} if draft else {}
    written = page.alias_of or page  # an untranslated page shows the text it was made from
    version = latest_version(draft, written.locale_id) if draft else None
    if preview or version is None:
        texts = render_sections(page.sections)
    else:
        texts = version.sections.select_related("section")
    return Reading(
        draft,
        version,
        rows,
        sections=[read_section(text, rows) for text in texts],
        comments_count=sum(row.comments_count for row in rows.values()),
        guest_comments_count=sum(row.guest_comments_count for row in rows.values()),
    )


def latest_version(draft: Draft, locale_id: int) -> Version | None:
    """Return the version that is public in a locale's language."""
    language = Locale.objects.filter(pk=locale_id).values("language_code")
    versions = draft.versions.filter(language=Subquery(language)).with_source()
    return versions.order_by("-number").first()


def version_shown(draft_key: UUID, language: str) -> Version | None:
    """Return the version that a draft's page in a language shows: an untranslated page shows the
    text it was made from.
    """
    page = (
        DraftPage.objects.filter(translation_key=draft_key, locale__language_code=language)
        .select_related("alias_of")
        .first()
    )
    if page is None:
        return None
    written = page.alias_of or page
    return latest_version(Draft(pk=draft_key), written.locale_id)


def latest_wording(section: Section, language: str) -> VersionSection | None:
    """Return a section's text in the latest version of a language that has it, with that version.

    Where no version in the language ever held the section, the newest one in any language counts.
    """
    texts = VersionSection.objects.filter(section=section).select_related("version")
    return texts.order_by(*newest_in(language)).first()


def newest_in(language: str) -> tuple[OrderBy, str]:
    """Return the order of a section's texts: those of a language first, the newest first."""
    in_language = When(version__language=language, then="version__number")
    return Case(in_language, default=0).desc(), "-version__published_at"


def label_of(section: Section, language: str) -> str:
    """Return what a section is called in a language: its title, or its first words."""
    wording = latest_wording(section, language)
    return label_from(wording.title, wording.text) if wording else ""


def label_from(title: str, text: str) -> str:
    """Return a section's title, or the first words of its text."""
    return title or Truncator(" ".join(text.split())).words(9)


def read_section(text: object, rows: dict[UUID, Section]) -> ReadSection:
    """Join a section's text, stored or just rendered, with its row."""
    key = text.key if hasattr(text, "key") else text.section.key
    row = rows.get(key)
    return ReadSection(
        key=key,
        kind=text.kind,
        title=text.title,
        level=text.level,
        html=mark_safe(text.html),  # noqa: S308 - rendered from editors' blocks by our templates
        text=text.text,
        comments_count=row.comments_count if row else 0,
        guest_comments_count=row.guest_comments_count if row else 0,
        is_retired=bool(row and row.retired_at),
    )
