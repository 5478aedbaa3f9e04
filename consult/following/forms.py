"""How somebody wants to be told, as a form."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.following.kinds import MAILED, Kind, Pace, Telling
from consult.following.services.choosing import Choice


class WaysForm(forms.Form):
    """For each kind of news: on the site, and how soon by mail; when; and what is followed by itself."""

    hour = forms.TypedChoiceField(
        label=_("Hour"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly mail"), coerce=int, choices=list(WEEKDAYS.items())
    )
    follows_own = forms.BooleanField(
        label=_("Follow what I take part in"),
        help_text=_("When you contribute or reply, you follow that thread from then on."),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.fields[f"{kind}_site"] = forms.BooleanField(
                label=pgettext_lazy("where somebody is told", "On the site"), required=False
            )
            if kind in MAILED:
                self.fields[f"{kind}_mail"] = forms.ChoiceField(
                    label=pgettext_lazy("how somebody is told", "By mail"), choices=Pace.choices
                )

    @classmethod
    def of(cls, choice: Choice) -> "WaysForm":
        """Return the form as it stands after a choice."""
        initial: dict[str, object] = {
            "hour": choice.hour,
            "weekday": choice.weekday,
            "follows_own": choice.follows_own,
        }
        for kind, telling in choice.ways.items():
            initial |= {f"{kind}_site": telling.on_site, f"{kind}_mail": telling.mail}
        return cls(initial=initial)

    @property
    def rows(self) -> list[dict]:
        """Return the fields of each kind, as the page shows them together."""
        return [
            {
                "kind": kind,
                "site": self[f"{kind}_site"],
                "mail": self[f"{kind}_mail"] if kind in MAILED else None,
            }
            for kind in Kind
        ]

    @property
    def choice(self) -> Choice:
        """Return what a valid form asks for."""
        chosen = self.cleaned_data
        ways = {
            kind: Telling(chosen[f"{kind}_site"], Pace(chosen.get(f"{kind}_mail") or Pace.NEVER))
            for kind in Kind
        }
        return Choice(ways, chosen["hour"], chosen["weekday"], chosen["follows_own"])
