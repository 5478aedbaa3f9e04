"""Signing up, as allauth's form asks: what was typed comes back to who typed a wrong address."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from consult.people.models import User

KEPT = ("email", "public_name", "affiliation", "organisation")
"""What is kept for who signs up again; never a password."""
SESSION_KEY = "sign_up"


class AccountForm(SignupForm):
    """The sign-up form: an address, what everybody will see, and a password for who wants one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        typed = context.request.session.get(SESSION_KEY, {})
        kwargs["initial"] = {**typed, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Nobody else sees it. We send a code to it.")
        if "password1" in self.fields:
            self.fields["password1"] = without_need(self.fields["password1"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, or seem to: an address that has one leaves the same trace in a session."""
        request.session[SESSION_KEY] = {
            **{name: self.cleaned_data[name] for name in KEPT},
            "next": get_next_redirect_url(request),
        }
        return super().try_save(request)


def without_need(password: forms.CharField) -> forms.CharField:
    """Say of a password field that it may stay empty, and what a password has to be."""
    password.help_text = _(
        "You need none: we can send you a code each time you sign in. If you choose one, let it have "
        "8 characters or more, and be none that is easy to guess."
    )
    return password
