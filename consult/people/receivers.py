"""Signals of allauth enter here, each to call one service."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import receiver

from consult.live import services as live
from consult.people.models import User


@receiver([password_changed, password_reset, password_set])
def end_other_sessions(sender: type, user: User, **kwargs: Any) -> None:
    """A new password ends every other session of its account (Django's session hash)."""
    del sender, kwargs
    live.access_changed(user.pk)
