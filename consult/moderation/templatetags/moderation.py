"""Template tags of moderation."""

from dataclasses import dataclass
from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse

from consult.consultations.models import Consultation, Role
from consult.consultations.policy import membership_of
from consult.moderation.queries import open_count

register = template.Library()


@dataclass(frozen=True)
class WayIn:
    """The way to a consultation's queue, and how much waits there."""

    address: str
    count: int


@register.simple_tag(takes_context=True)
def way_to_queue(context: Context, consultation_id: UUID) -> WayIn | None:
    """Return the way to a consultation's queue for who moderates it, None for everybody else.

    Costs the public nothing, so that a page at rest stays the same for all.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or consultation_id is None:
        return None
    if membership_of(user, Consultation(pk=consultation_id), Role.MODERATOR) is None:
        return None
    return WayIn(
        address=reverse("moderation:queue", args=[consultation_id]),
        count=open_count(consultation_id),
    )
