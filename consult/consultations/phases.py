"""Phases: what a consultation is at, derived from its dates and never stored. Pure."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """A dated part of a consultation."""

    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("open")
    ANSWERING = "answering", _("being answered")
    CLOSED = "closed", _("closed")


def phase_at(
    at: datetime, *, opens_at: datetime, closes_at: datetime, answers_until: datetime | None
) -> Phase:
    """Return the phase at a time; each phase includes its first instant and not its last.

    Without `answers_until` the time for answers has no end.
    """
    if at < opens_at:
        return Phase.ANNOUNCED
    if at < closes_at:
        return Phase.OPEN
    if answers_until is None or at < answers_until:
        return Phase.ANSWERING
    return Phase.CLOSED
