"""The form in which somebody names themselves for one consultation. It only parses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.people.forms import PublicNameField
from consult.people.models import PUBLIC_NAME_LENGTH


class NameForm(forms.Form):
    """A name for one consultation."""

    name = PublicNameField(
        label=_("Your name in this consultation"),
        max_length=PUBLIC_NAME_LENGTH,
        help_text=_("One that nobody knows you by, and that you use nowhere else."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
