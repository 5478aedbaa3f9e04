"""Template tags of following: what the reader follows on a page, and how many notices are unread."""

from uuid import UUID

from django import template
from django.http import HttpRequest
from django.template import Context

from consult.following.models import Follow
from consult.following.queries import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def follows(context: Context, draft_id: UUID) -> set | None:
    """Return what the reader follows of a draft, None for nobody: one query a page, none for those
    who are not signed in.
    """
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return None
    return follows_of(request, draft_id)


def follows_of(request: HttpRequest, draft_id: UUID) -> set:
    known = request.__dict__.setdefault("follows_of_reader", {})
    if draft_id not in known:
        rows = Follow.objects.filter(participant=request.user, draft=draft_id)
        known[draft_id] = set(rows.values_list("section", "thread"))
    return known[draft_id]


@register.filter
def has_draft(followed: set | None) -> bool:
    """Tell whether a whole draft is followed."""
    return bool(followed) and (None, None) in followed


@register.filter
def has_section(followed: set | None, section_id: int) -> bool:
    """Tell whether a section is followed."""
    return bool(followed) and (section_id, None) in followed


@register.filter
def has_thread(followed: set | None, thread_id: UUID) -> bool:
    """Tell whether a thread is followed."""
    return bool(followed) and (None, thread_id) in followed


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> int:
    """Return how many notices the reader has not read. No query for those who are not signed in."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return 0
    return unread_count(request.user)
