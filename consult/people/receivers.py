"""Signals of allauth enter here, each to call one service."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_confirmed,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.live import services as live
from consult.people import services, signing_up
from consult.people.models import User
from consult.people.privacy import erasure


@receiver([password_changed, password_reset, password_set])
def end_other_sessions(sender: type, user: User, **kwargs: Any) -> None:
    """A new password ends every other session of its account (Django's session hash)."""
    del sender, kwargs
    live.access_changed(user.pk)


@receiver(email_confirmed)
def distrust_early_password(
    sender: type, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    """Who comes in by a code, in place of the browser that signed up, gets the account alone."""
    del sender, kwargs
    owner = email_address.user
    if any(one["method"] == "code" for one in get_authentication_records(request, owner)):
        services.distrust_password(participant=owner)


@receiver(user_logged_in)
def stay_after_all(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who signs in keeps their account, if it was to be erased."""
    del sender, kwargs
    if erasure.keep_account(participant=user):
        messages.success(request, _("Welcome back. Your account is kept: it will not be erased."))


@receiver(user_logged_in)
def forget_what_was_typed(sender: type, request: HttpRequest, **kwargs: Any) -> None:
    """What was typed to sign up is kept no longer than until somebody is in."""
    del sender, kwargs
    request.session.pop(signing_up.SESSION_KEY, None)
