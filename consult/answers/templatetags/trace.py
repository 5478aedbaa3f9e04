"""Template tags of the trace from a change to its causes."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template

from consult.answers.queries.trace import Cause, Change, causes_between, changes_of
from consult.drafts.versions import Difference
from consult.threads.models import Comment

register = template.Library()


@register.simple_tag
def causes_of(difference: Difference) -> dict[UUID, list[Cause]]:
    """Return by section key what caused the changes of a difference, all of it at once."""
    return causes_between(difference.before, difference.after)


@register.simple_tag
def changes_caused_by(contributions: Iterable[Comment]) -> dict[UUID, list[Change]]:
    """Return by contribution the passages that it changed, of all of them at once."""
    return changes_of({one.pk for one in contributions})


@register.filter
def at(found: Mapping[UUID, list], key: UUID) -> list:
    """Return what was found for one section or contribution."""
    return found.get(key, [])
