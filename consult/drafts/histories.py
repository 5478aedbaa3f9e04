"""What became of one section from version to version."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from django.db.models import Min

from consult.drafts.diff import Segment, difference, in_same_order
from consult.drafts.models import Section, Version, VersionQuerySet, VersionSection
from consult.drafts.queries import label_from
from consult.drafts.versions import VERSIONS_PER_PAGE, Move, section_text


class Turn(StrEnum):
    """What happened to a section in one version."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"
    RETURNED = "returned"


@dataclass(frozen=True)
class SectionStep:
    """A version in which something happened to a section. `title` and `segments` tell how its words
    changed; `move` tells from where to where it went, if it did.
    """

    turn: Turn
    version: Version
    previous: Version | None
    title: list[Segment]
    segments: list[Segment]
    move: Move | None = None


@dataclass(frozen=True)
class SectionHistory:
    """A page of what became of a section, the newest first: some versions in a row were looked at."""

    label: str
    steps: list[SectionStep]
    newest: Version
    oldest: Version
    until: datetime | None
    """When the version behind this page was published, None on the first page."""
    older_than: int | None
    """The number below which the next page begins, None on the last page."""


@dataclass(frozen=True)
class Stood:
    """Versions in a row, the oldest first, and where a section stood in each."""

    section: Section
    versions: Sequence[Version | None]
    """The first one is None where the second is the first of all."""
    texts: dict[UUID, VersionSection]
    """The section's text by version, of those that hold it."""
    orders: dict[UUID, list[int]]
    """The ids of all sections by version, in their order."""


def history_of(
    section: Section, versions: VersionQuerySet, *, before: int | None = None
) -> SectionHistory | None:
    """Return a page of what became of a section in versions of one language, the newest first.

    `before` is a number: the page begins below it. None where no such version ever held it.
    """
    held = VersionSection.objects.filter(section=section, version__in=versions.order_by())
    first = held.aggregate(first=Min("version__number"))["first"]
    below = versions.filter(number__lt=before) if before is not None else versions
    found = list(below.with_source()[: VERSIONS_PER_PAGE + 1])
    if first is None or not found:
        return None
    looked_at = found[:VERSIONS_PER_PAGE]
    in_turn = [*found[::-1]] if len(found) > VERSIONS_PER_PAGE else [None, *found[::-1]]
    stood = stood_in(section, in_turn)
    steps = steps_from(stood, first)
    last = held.select_related("version").order_by("-version__number").first()
    behind = versions.filter(number__gte=before).last() if before is not None else None
    return SectionHistory(
        label=label_from(last.title, last.text),
        steps=steps[::-1],
        newest=looked_at[0],
        oldest=looked_at[-1],
        until=behind.published_at if behind else None,
        older_than=looked_at[-1].number if len(found) > VERSIONS_PER_PAGE else None,
    )


def stood_in(section: Section, versions: Sequence[Version | None]) -> Stood:
    """Read where a section stood in some versions."""
    known = [one for one in versions if one]
    texts = VersionSection.objects.filter(version__in=known, section=section).defer("html")
    orders: dict[UUID, list[int]] = defaultdict(list)
    places = VersionSection.objects.filter(version__in=known).order_by("position")
    for version, other in places.values_list("version_id", "section_id"):
        orders[version].append(other)
    by_version = {one.version_id: one for one in texts.select_related("section")}
    return Stood(section, versions, by_version, orders)


def steps_from(stood: Stood, first: int) -> list[SectionStep]:
    """Return what happened in each version but the first, which the next is compared with."""
    moved = [
        pair for pair in pairwise(stood.versions) if pair[0] and has_moved(stood, pair[0], pair[1])
    ]
    labels = labels_behind(stood, moved)
    steps = []
    for before, version in pairwise(stood.versions):
        then = stood.texts.get(before.pk) if before else None
        now = stood.texts.get(version.pk)
        move = None
        if (before, version) in moved:
            move = Move(labels[before.pk], labels[version.pk])
        turn = turn_of(then, now, is_first=version.number == first, is_moved=move is not None)
        if turn is not None:
            segments = [difference(*pair) for pair in words_of(then, now)]
            steps.append(SectionStep(turn, version, before, *segments, move))
    return steps


def words_of(
    then: VersionSection | None, now: VersionSection | None
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the titles and the texts of a section before and after."""
    texts = [section_text(one) if one else None for one in (then, now)]
    titles = tuple(one.title if one else "" for one in texts)
    return titles, tuple(one.text if one else "" for one in texts)


def turn_of(
    then: VersionSection | None, now: VersionSection | None, *, is_first: bool, is_moved: bool
) -> Turn | None:
    """Return what happened to a section between two versions, None where nothing did."""
    if then is None or now is None:
        if then is None and now is None:
            return None
        return Turn.REMOVED if now is None else Turn.ADDED if is_first else Turn.RETURNED
    if section_text(then) != section_text(now):
        return Turn.CHANGED
    return Turn.MOVED if is_moved else None


def has_moved(stood: Stood, before: Version, version: Version) -> bool:
    """Tell whether the section stands among others than before, as a difference tells it."""
    if before.pk not in stood.texts or version.pk not in stood.texts:
        return False
    kept = in_same_order(stood.orders[before.pk], stood.orders[version.pk])
    return stood.section.pk not in kept


def labels_behind(stood: Stood, moved: Sequence[tuple[Version, Version]]) -> dict[UUID, str]:
    """Return by version what the section stood behind, empty at the beginning, where it moved."""
    neighbours = {}
    for version in {one.pk for pair in moved for one in pair}:
        order = stood.orders[version]
        place = order.index(stood.section.pk)
        neighbours[version] = order[place - 1] if place else None
    texts = VersionSection.objects.filter(
        version__in=neighbours, section__in=[one for one in neighbours.values() if one]
    ).defer("html")
    labels = {(one.version_id, one.section_id): label_from(one.title, one.text) for one in texts}
    return {version: labels.get((version, other), "") for version, other in neighbours.items()}
