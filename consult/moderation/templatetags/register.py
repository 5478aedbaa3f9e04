"""Template tags of the register."""

from uuid import UUID

from django import template

from consult.moderation.queries.register import head_of
from consult.moderation.register import Head

register = template.Library()


@register.simple_tag
def register_head(consultation_id: UUID) -> Head:
    """Return the number and the hash of the newest entry of a consultation's register."""
    return head_of(consultation_id)
