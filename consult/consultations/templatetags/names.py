"""What pages say of the name under which their reader writes."""

from uuid import UUID

from django import template
from django.template import Context

from consult.consultations.names.queries import Pen, pen_at, pen_of_member

register = template.Library()


@register.simple_tag(takes_context=True)
def pen(context: Context, draft_key: UUID, consultation_id: UUID | None = None) -> Pen | None:
    """Return under which name the reader writes about a draft, None for strangers.

    One query a page, however often it is asked; none for a member of the draft's consultation, where
    the page says which one that is.
    """
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return None
    known = request.__dict__.setdefault("_pens", {})
    key = str(draft_key)
    if key not in known:
        member = pen_of_member(request.user, consultation_id) if consultation_id else None
        known[key] = member or pen_at(request.user, draft_key)
    return known[key]
