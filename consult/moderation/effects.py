"""What a decision still does: told from it and from those that came after. Pure."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from consult.moderation.models import Action


class Effect(models.TextChoices):
    """How a restriction stands: a code for exports, words for pages."""

    IN_FORCE = "in_force", pgettext_lazy("effect", "in force")
    PROVISIONAL = "provisional", pgettext_lazy("effect", "provisional")
    CONFIRMED = "confirmed", pgettext_lazy("effect", "confirmed")
    LIFTED = "lifted", pgettext_lazy("effect", "ended: not confirmed")
    EXPIRED = "expired", pgettext_lazy("effect", "ended: not confirmed in time")
    OVERTURNED = "overturned", pgettext_lazy("effect", "ended: overturned on appeal")
    RESTORED = "restored", pgettext_lazy("effect", "ended: restored")


ENDINGS = {
    Action.OVERTURN: Effect.OVERTURNED,
    Action.LIFT: Effect.LIFTED,
    Action.EXPIRE: Effect.EXPIRED,
}
"""What ends a restriction, and how it stands then; the first that is found says so."""


def effect_of(decision: Any, *, follow_ups: Iterable[Any], is_restored: bool) -> Effect | None:
    """Return how a restriction stands; None for a decision that restricts nothing.

    `follow_ups` are the decisions about it; `is_restored` says whether the words were given back by
    a decision of their own.
    """
    if not decision.is_restriction:
        return None
    actions = {one.action for one in follow_ups}
    for action, effect in ENDINGS.items():
        if action in actions:
            return effect
    if is_restored:
        return Effect.RESTORED
    if actions & {Action.CONFIRM, Action.UPHOLD}:  # who upholds it has turned the second key
        return Effect.CONFIRMED
    return Effect.PROVISIONAL if decision.confirm_by else Effect.IN_FORCE
