"""The forms of allauth that ask for an address. What was typed to sign up comes back to who typed a
wrong one.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    SignupForm,
)
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from consult.people.models import User
from consult.people.names.services import hold_name

KEPT = ("email", "public_name", "affiliation", "organisation")
"""What is kept for who signs up again; never a password."""
SESSION_KEY = "sign_up"


class CallsItAddress:
    """Calls the field for an e-mail address as the rest of the site does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("login", "email"):
            if name in self.fields:
                self.fields[name].label = _("E-mail address")


class PasswordForm(CallsItAddress, LoginForm):
    """The form to sign in with a password."""


class CodeForm(CallsItAddress, RequestLoginCodeForm):
    """The form that asks for a code by mail, for an address that somebody can have."""

    def clean_email(self) -> str:
        get_adapter().clean_email(self.cleaned_data["email"] or "")
        return super().clean_email()


class ForgottenForm(CallsItAddress, ResetPasswordForm):
    """The form of who forgot a password."""


class AnotherAddressForm(CallsItAddress, AddEmailForm):
    """The form that adds an address to an account."""


class AccountForm(CallsItAddress, SignupForm):
    """The sign-up form: an address, what everybody will see, and a password for who wants one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        typed = context.request.session.get(SESSION_KEY, {})
        kwargs["initial"] = {**typed, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Nobody else sees it. We send a code to it.")
        if "password1" in self.fields:
            self.fields["password1"] = without_need(self.fields["password1"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, or seem to: an address that has one leaves the same trace in a session."""
        request.session[SESSION_KEY] = {
            **{name: self.cleaned_data[name] for name in KEPT},
            "next": get_next_redirect_url(request),
        }
        if self.account_already_exists:
            hold_name(self.cleaned_data["public_name"])
        try:
            return super().try_save(request)
        except IntegrityError:  # the address got its account at this very moment: a form sent twice
            self.account_already_exists = True
            return super().try_save(request)


def without_need(password: forms.CharField) -> forms.CharField:
    """Say of a password field that it may stay empty, and what a password has to be."""
    password.help_text = _(
        "You need none: we can send you a code each time you sign in. If you choose one, let it have "
        "8 characters or more, and be none that is easy to guess."
    )
    return password
