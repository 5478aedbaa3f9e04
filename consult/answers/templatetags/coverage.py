"""Template tags of the share of contributions that are answered."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.translation import override

from consult.answers.queries import coverage
from consult.drafts.models import DraftPage, Section, Version
from consult.moderation.transparency import shown

register = template.Library()


@register.simple_tag
def answers_standing(consultation_id: UUID, drafts: Iterable[DraftPage]) -> coverage.Standing:
    """Return how a consultation stands, counting what the reader may see of it. One query."""
    keys = [page.translation_key for page in drafts]
    return coverage.standing_of(consultation_id, keys)


@register.simple_tag
def answered_share(sections: Iterable[Section]) -> coverage.Share:
    """Return how much of what was said of loaded sections is answered. No query."""
    return coverage.share_of(sections)


@register.filter
def figure(value: int | timedelta | None) -> str:
    """Return a figure as people read it."""
    return shown(value)


@register.filter
def named(names: Mapping[UUID, str], key: UUID) -> str:
    """Return what a key is called, empty where it has no name."""
    return names.get(key, "")


@register.simple_tag
def version_address(version: Version) -> str:
    """Return the address of a version, in the language in which it was published."""
    with override(version.language):
        return reverse("drafts:version", args=[version.draft_id, version.number])
