"""What pages say to who holds a role."""

from django import template
from django.conf import settings
from django.template import Context

from consult.consultations.policy import holds_role, sleeps
from consult.people.models import User
from consult.people.policy import SecondFactorFirst

register = template.Library()


@register.simple_tag(takes_context=True)
def sleeping_role(context: Context) -> SecondFactorFirst | None:
    """Return why the reader's role sleeps, None where it does not or where they hold none.

    Asks for no memberships: a page on which a role means something has asked already.
    """
    user = getattr(context.get("request"), "user", None)
    if user is None or not settings.SECOND_FACTOR_FOR_ROLES or not user.is_authenticated:
        return None
    is_known = "memberships" in getattr(user, "_prefetched_objects_cache", {})
    may_hold = user.is_superuser or user.is_staff or is_known
    return SecondFactorFirst() if may_hold and sleeps(user) else None


@register.filter
def needs_second_factor(user: User) -> bool:
    """Tell whether somebody holds a role that acts with a second factor only."""
    return settings.SECOND_FACTOR_FOR_ROLES and holds_role(user)
