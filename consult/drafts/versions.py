"""Earlier versions of a draft: their list, their texts, and what changed between two of them.

Everything here takes the language whose versions the reader may see; who that is, policy.py says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import MD5
from django.urls import reverse

from consult.drafts.diff import (
    SectionChange,
    SectionStatus,
    SectionText,
    Segment,
    compare,
    difference,
)
from consult.drafts.models import DraftPage, Section, Version, VersionQuerySet, VersionSection
from consult.drafts.queries import Reading, label_from, newest_in, read_section

VERSIONS_PER_PAGE = 20
CHOICES = 200


@dataclass(frozen=True)
class Step:
    """A version in the list, with how many sections changed since the one before, if any."""

    version: Version
    previous: int | None
    sections: int
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Steps:
    """A page of the list of versions, the newest first."""

    steps: list[Step]
    is_first_page: bool
    older_than: int | None
    """The number below which the next page begins, None on the last page."""


@dataclass(frozen=True)
class Retired:
    """A section that no language's latest version holds any more."""

    key: UUID
    label: str
    retired_at: datetime
    comments_count: int
    guest_comments_count: int
    last_number: int | None
    """The number of the last version that held it, None where only another language had it."""


class Layout(StrEnum):
    """How a difference is shown: marked in one text, or both texts beside one another."""

    IN_LINE = "line"
    SIDES = "sides"


@dataclass(frozen=True)
class Move:
    """From where to where a section moved: what it stood behind, empty at the beginning."""

    was_behind: str
    is_behind: str


@dataclass(frozen=True)
class Passage:
    """One section in a difference. `title` and `segments` tell how its words changed."""

    key: UUID
    status: SectionStatus
    label: str
    title: list[Segment]
    segments: list[Segment]
    comments_count: int
    guest_comments_count: int
    move: Move | None = None


@dataclass(frozen=True)
class Group:
    """Neighbouring passages of a difference: all unchanged, or all changed in some way."""

    is_same: bool
    passages: list[Passage]


@dataclass(frozen=True)
class Difference:
    """What changed between two versions of a language, the older one first."""

    before: Version
    after: Version
    title: list[Segment]
    groups: list[Group]
    counts: dict[str, int]
    """How many passages were `added`, `changed`, `moved` and `removed`."""


def language_of(page: DraftPage) -> str:
    """Return the language of what a draft page shows: an untranslated one mirrors another."""
    written = page.alias_of or page
    return written.locale.language_code


def versions_of(page: DraftPage) -> VersionQuerySet:
    """Return the versions of what a draft page shows, the newest first."""
    versions = Version.objects.filter(draft=page.translation_key, language=language_of(page))
    return versions.order_by("-number")


def version_or_none(versions: VersionQuerySet, number: int) -> Version | None:
    """Return the version of a number."""
    return versions.filter(number=number).with_source().first()


def twin_numbers(version: Version) -> dict[str, int]:
    """Return the number that a version has in each language: of what translates the same text."""
    text = version.translates_id or version.pk
    same = Version.objects.filter(Q(pk=text) | Q(translates=text), draft=version.draft_id)
    return dict(same.order_by("number").values_list("language", "number"))


def steps_of(versions: QuerySet[Version], *, before: int | None = None) -> Steps:
    """Return a page of the list of versions, those below the number `before` where it is given."""
    below = versions.filter(number__lt=before) if before is not None else versions
    found = list(below[: VERSIONS_PER_PAGE + 1])
    texts = texts_of(found)
    steps = []
    for place, version in enumerate(found[:VERSIONS_PER_PAGE]):
        earlier = found[place + 1] if place + 1 < len(found) else None
        steps.append(step_of(version, earlier, texts))
    return Steps(
        steps=steps,
        is_first_page=before is None,
        older_than=steps[-1].version.number if len(found) > VERSIONS_PER_PAGE else None,
    )


def texts_of(versions: list[Version]) -> dict[UUID, dict[int, str]]:
    """Return a digest of each section's words, by version and section; texts stay in the database."""
    texts: dict[UUID, dict[int, str]] = defaultdict(dict)
    rows = VersionSection.objects.filter(version__in=versions).order_by()
    for version, section, digest in rows.values_list("version_id", "section_id", MD5("text")):
        texts[version][section] = digest
    return texts


def step_of(version: Version, earlier: Version | None, texts: dict[UUID, dict[int, str]]) -> Step:
    """Return a version with how much it changed from an earlier one."""
    now = texts[version.pk]
    if earlier is None:
        return Step(version, None, len(now))
    then = texts[earlier.pk]
    return Step(
        version,
        earlier.number,
        sections=len(now),
        added=len(now.keys() - then.keys()),
        changed=sum(now[section] != then[section] for section in now.keys() & then.keys()),
        removed=len(then.keys() - now.keys()),
    )


def retired_of(draft_key: UUID, language: str, languages: Iterable[str]) -> list[Retired]:
    """Return the sections that were taken out, the last one first, called as in a language.

    `languages` are those that the reader may read; what was never written in one is left out.
    """
    wordings = VersionSection.objects.filter(
        section=OuterRef("pk"), version__language__in=languages
    ).order_by(*newest_in(language))
    sections = (
        Section.objects.filter(draft=draft_key, retired_at__isnull=False)
        .annotate(wording=Subquery(wordings.values("pk")[:1]))
        .exclude(wording=None)
        .order_by("-retired_at", "position")
    )
    rows = list(sections)
    texts = VersionSection.objects.select_related("version").in_bulk([row.wording for row in rows])
    return [retired_from(row, texts[row.wording], language) for row in rows]


def retired_from(row: Section, wording: VersionSection, language: str) -> Retired:
    """Join a retired section with its last words."""
    version = wording.version
    return Retired(
        key=row.key,
        label=label_from(wording.title, wording.text),
        retired_at=row.retired_at,
        comments_count=row.comments_count,
        guest_comments_count=row.guest_comments_count,
        last_number=version.number if version.language == language else None,
    )


def reading_of_version(version: Version) -> Reading:
    """Return what a draft said in one version, with how much is said about it now."""
    texts = list(version.sections.select_related("section"))
    rows = {text.section.key: text.section for text in texts}
    return Reading(
        draft=None,
        version=version,
        rows=rows,
        sections=[read_section(text, rows) for text in texts],
        comments_count=sum(row.comments_count for row in rows.values()),
        guest_comments_count=sum(row.guest_comments_count for row in rows.values()),
    )


def difference_of(before: Version, after: Version) -> Difference:
    """Return what changed from one version to another of the same language."""
    texts: dict[UUID, list[VersionSection]] = {before.pk: [], after.pk: []}
    rows = VersionSection.objects.filter(version__in=[before, after]).select_related("section")
    for text in rows.defer("html").order_by("position"):
        texts[text.version_id].append(text)
    old, new = texts[before.pk], texts[after.pk]
    changes = compare([section_text(one) for one in old], [section_text(one) for one in new])
    # The words of the later version stand over those of the earlier one.
    sections = {one.section.key: one.section for one in old + new}
    labels = {one.section.key: label_from(one.title, one.text) for one in old + new}
    titles = [{one.section.key: one.title for one in side} for side in (old, new)]
    was_behind, is_behind = behind(old), behind(new)
    passages = [
        Passage(
            key=change.key,
            status=change.status,
            label=labels[change.key],
            title=difference(*(side.get(change.key, "") for side in titles)),
            segments=change.segments,
            comments_count=sections[change.key].comments_count,
            guest_comments_count=sections[change.key].guest_comments_count,
            move=Move(was_behind[change.key], is_behind[change.key]) if change.is_moved else None,
        )
        for change in changes
    ]
    return Difference(
        before=before,
        after=after,
        title=difference(before.title, after.title),
        groups=groups_of(passages),
        counts=count(changes),
    )


def behind(sections: list[VersionSection]) -> dict[UUID, str]:
    """Return by key what each section stands behind, the first one behind nothing."""
    labels = ["", *(label_from(one.title, one.text) for one in sections)]
    return {one.section.key: label for one, label in zip(sections, labels, strict=False)}


def words_in(version: Version, section_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the title and the words of some sections in a version, as they are compared, by id."""
    texts = version.sections.filter(section__in=section_ids).select_related("section")
    compared = {one.section_id: section_text(one) for one in texts.defer("html")}
    return {section: (one.title, one.text) for section, one in compared.items()}


def section_text(one: VersionSection) -> SectionText:
    """Return a section's words as they are compared: its title apart, and a line a block."""
    words = one.text.strip().removeprefix(one.title)
    lines = (" ".join(line.split()) for line in words.splitlines())
    return SectionText(one.section.key, one.title, "\n".join(line for line in lines if line))


def groups_of(passages: list[Passage]) -> list[Group]:
    """Return passages in their order, neighbours together where nothing changed."""
    return [
        Group(is_same, list(neighbours))
        for is_same, neighbours in groupby(
            passages, key=lambda one: one.status is SectionStatus.SAME
        )
    ]


def count(changes: list[SectionChange]) -> dict[str, int]:
    """Return how many sections were added, changed, moved and removed."""
    statuses = [change.status for change in changes]
    return {
        "added": statuses.count(SectionStatus.ADDED),
        "changed": statuses.count(SectionStatus.CHANGED),
        "moved": statuses.count(SectionStatus.MOVED),
        "removed": statuses.count(SectionStatus.REMOVED),
    }


def choices_of(versions: QuerySet[Version], *chosen: Version) -> list[Version]:
    """Return the versions that a form offers: the latest ones, and those that are chosen."""
    offered = {one.pk: one for one in [*versions[:CHOICES], *chosen]}
    return sorted(offered.values(), key=lambda one: one.number, reverse=True)


def difference_url(
    draft_key: UUID,
    from_number: int,
    to_number: int,
    section_key: UUID | None = None,
    *,
    layout: Layout = Layout.IN_LINE,
) -> str:
    """Return the address of the difference between two versions, or of a section in it."""
    address = reverse("drafts:difference", args=[draft_key, from_number, to_number])
    query = f"?view={layout}" if layout is not Layout.IN_LINE else ""
    return f"{address}{query}#s-{section_key}" if section_key else f"{address}{query}"
