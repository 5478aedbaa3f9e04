"""The forms of passkeys and security keys, in our words."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, SignupWebAuthnForm
from django.utils.translation import gettext_lazy as _

NAME = _("Name of the key")
NAME_HELP = _("Only you see it. It helps when you have several.")
NAME_LENGTH = 60


class Named:
    """A form in which a key gets a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text, name.max_length = NAME, NAME_HELP, NAME_LENGTH


class AddKeyForm(Named, AddWebAuthnForm):
    """A further key. As a passkey it signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("It is to sign me in by itself, as a passkey")
        self.fields["passwordless"].help_text = _(
            "Then it asks for your fingerprint, your face or a code. Otherwise it is asked for after "
            "your password."
        )


class FirstKeyForm(Named, SignupWebAuthnForm):
    """The passkey with which somebody signs up."""


class RenameKeyForm(Named, EditWebAuthnForm):
    """Another name for a key."""
