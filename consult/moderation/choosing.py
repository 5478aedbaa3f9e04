"""The forms by which readers narrow the register and choose the time of a report."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import CharterArticle
from consult.moderation.models import Action


class RegisterForm(forms.Form):
    """Which decisions are shown. It only shows what was chosen: `queries.register.Choice` reads it."""

    action = forms.ChoiceField(
        label=_("Decision"), choices=[("", _("all decisions")), *Action.choices], required=False
    )
    article = forms.ChoiceField(label=_("Article of the charter"), required=False)

    def __init__(self, *args: object, articles: Iterable[CharterArticle], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.key), f"{one.number}. {one}") for one in articles]
        self.fields["article"].choices = [("", _("all articles")), *named]


def day(label: object) -> forms.DateField:
    """Return a field for a day, within the years that anybody may mean."""
    years = _("Choose a day between the years 2000 and 2999.")
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=[
            MinValueValidator(date(2000, 1, 1), years),
            MaxValueValidator(date(2999, 12, 31), years),
        ],
        error_messages={"invalid": _("This is no day. Write it as in 2027-01-31.")},
    )


class PeriodForm(forms.Form):
    """From when to when a report tells; what is left out is not bounded."""

    start = day(_("From"))
    end = day(_("To"))

    def clean(self) -> dict:
        chosen = super().clean()
        start, end = chosen.get("start"), chosen.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day comes after the first: choose a later one."))
        if start and start > timezone.localdate():
            self.add_error("start", _("This day is still to come: choose an earlier one."))
        return chosen
