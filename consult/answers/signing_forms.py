"""Forms of those who sign a text, ask for changes, or publish without signatures."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOTE_LENGTH = 2_000
"""The greatest length of a note of dissent, of a wish for changes and of a reason, in characters."""


class Act(TextChoices):
    """What a drafter does with a text that waits for signatures."""

    SIGN = "sign", pgettext_lazy("what a drafter does with a text", "Sign")
    DISSENT = (
        "dissent",
        pgettext_lazy("what a drafter does with a text", "Sign with a note of dissent"),
    )
    CHANGES = "changes", pgettext_lazy("what a drafter does with a text", "Ask for changes")


class SignForm(forms.Form):
    """Which saved text somebody saw."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)


class DissentForm(SignForm):
    """A signature with what its college does not agree to."""

    note = forms.CharField(
        label=_("Note of dissent"),
        help_text=_(
            "It is public, beside the signature: what your college does not agree to, and why."
        ),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        max_length=NOTE_LENGTH,
    )


class ChangesForm(SignForm):
    """What has to change before somebody signs."""

    note = forms.CharField(
        label=_("What has to change"),
        help_text=_("Those who write the text with you read it."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        max_length=NOTE_LENGTH,
    )


class EmergencyForm(SignForm):
    """Why a text is published without the signatures that it lacks."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "It is public, beside the version: why this cannot wait, in a sentence or more."
        ),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        max_length=NOTE_LENGTH,
    )


FORMS = {Act.SIGN: SignForm, Act.DISSENT: DissentForm, Act.CHANGES: ChangesForm}
