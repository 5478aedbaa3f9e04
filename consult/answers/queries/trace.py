"""The trace from a change to the contributions that caused it, and back, in a few queries.

Contributions come as the public sees them: of hidden and deleted ones neither words nor name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from consult.answers.models import Adoption
from consult.drafts.models import Section, Version
from consult.drafts.versions import difference_url
from consult.threads.models import PUBLIC, Comment


@dataclass(frozen=True)
class Cause:
    """A contribution that changed a section, and who took it up."""

    adoption: Adoption
    contribution: Comment


@dataclass(frozen=True)
class Change:
    """A passage that a contribution changed, and the version that bears the change first."""

    adoption: Adoption

    @property
    def version(self) -> Version:
        return self.adoption.version

    @property
    def section_key(self) -> UUID:
        return self.adoption.section.key

    @property
    def address(self) -> str:
        """Return where the change can be seen: versions are numbered by language, so in its own."""
        version = self.version
        with translation.override(version.language):
            if version.number > 1:
                numbers = (version.number - 1, version.number)
                return difference_url(version.draft_id, *numbers, self.section_key)
            address = reverse("drafts:version", args=[version.draft_id, version.number])
        return f"{address}#s-{self.section_key}"


class Span(NamedTuple):
    """Versions of a language in a row, those after one number up to another."""

    language: str
    after: int
    up_to: int

    def holds(self, version: Version) -> bool:
        """Tell whether a version is one of them."""
        return version.language == self.language and self.after < version.number <= self.up_to

    @property
    def condition(self) -> Q:
        """Return the condition that the version of an adoption is one of them."""
        return Q(
            version__language=self.language,
            version__number__gt=self.after,
            version__number__lte=self.up_to,
        )


def spans_between(before: Version | None, after: Version) -> list[Span]:
    """Return the versions whose changes came into a text between two versions of a language.

    For translations they are those of the first language, too, that came in with them.
    """
    spans = [Span(after.language, before.number if before else 0, after.number)]
    source = after.translates
    if source and (before is None or before.translates):
        spans.append(
            Span(source.language, before.translates.number if before else 0, source.number)
        )
    return spans


def causes_between(before: Version, after: Version) -> dict[UUID, list[Cause]]:
    """Return by section key what was taken up between two versions of a language."""
    is_between = Q()
    for span in spans_between(before, after):
        is_between |= span.condition
    found: dict[UUID, list[Cause]] = defaultdict(list)
    for cause in causes_from(Adoption.objects.filter(is_between, draft=after.draft_id)):
        found[cause.adoption.section.key].append(cause)
    return dict(found)


def causes_of_section(section: Section) -> list[Cause]:
    """Return all that was taken up into the published versions of a section, in order of time."""
    return causes_from(Adoption.objects.filter(section=section, version__isnull=False))


def causes_from(adoptions: Iterable[Adoption]) -> list[Cause]:
    """Join adoptions with their contributions as the public sees them, in order of time."""
    ordered = adoptions.select_related("by", "section", "version").order_by("made_at", "pk")
    taken_up = list(ordered.defer("before", "after"))
    contributions = seen_by_public({one.contribution_id for one in taken_up})
    return [Cause(one, contributions[one.contribution_id]) for one in taken_up]


def seen_by_public(comment_ids: Collection[UUID]) -> dict[UUID, Comment]:
    """Return comments by id without a word that the public does not see, and without asking for none."""
    if not comment_ids:
        return {}
    seen = Comment.objects.visible_to(PUBLIC).select_related("author")
    return {one.pk: one for one in seen.filter(pk__in=comment_ids)}


def changes_of(comment_ids: Collection[UUID]) -> dict[UUID, list[Change]]:
    """Return by contribution the passages that it changed in published versions, in order of time."""
    if not comment_ids:
        return {}
    adoptions = (
        Adoption.objects.filter(contribution__in=comment_ids, version__isnull=False)
        .select_related("version", "section")
        .defer("before", "after")
        .order_by("made_at", "pk")
    )
    found: dict[UUID, list[Change]] = defaultdict(list)
    for one in adoptions:
        found[one.contribution_id].append(Change(one))
    return dict(found)
