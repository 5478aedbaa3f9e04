"""Leaving."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.people.models import Choice


class ErasureForm(forms.Form):
    """What becomes of somebody's contributions, and that they mean it."""

    choice = forms.ChoiceField(
        label=_("What becomes of your contributions?"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of both.")},
    )
    certain = forms.BooleanField(
        label=_("I want my account to be erased"),
        error_messages={"required": _("Tick this box to go on.")},
    )
