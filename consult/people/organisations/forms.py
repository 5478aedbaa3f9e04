"""An organisation's record, as its form asks for it, on the site and in the admin."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from consult.people.forms import PublicNameField
from consult.people.models import ORGANISATION_LENGTH
from consult.people.organisations.models import OrganisationKind

is_https = URLValidator(schemes=["https"])
NO_PART = re.compile(r"""[\s"'<>`\\^{|}]""")
"""Characters that stand in no address as it is written (RFC 3986)."""
LONGEST_REGISTER, LONGEST_NUMBER = 120, 60


class WebsiteField(forms.CharField):
    """The address of a web site that a page may link to: https, and nothing that misleads."""

    def clean(self, value: str) -> str:
        address = super().clean(value)
        if not address:
            return ""
        if "//" not in address:
            address = f"https://{address}"
        try:
            is_https(address)
            parts = urlsplit(address)
            misleads = (
                "@" in parts.netloc
                or parts.port
                or "." not in (parts.hostname or "")
                or NO_PART.search(address)
            )
        except (forms.ValidationError, ValueError):
            misleads = True
        if misleads:
            raise forms.ValidationError(
                _("Enter the address of a web site that begins with https://"), code="website"
            )
        return address


class OrganisationForm(forms.Form):
    """What is public of an organisation."""

    name = PublicNameField(
        label=_("Name of the organisation"),
        max_length=ORGANISATION_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=lambda: [("", "—"), *OrganisationKind.choices],
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lambda: [("", "—"), *countries],
        required=False,
        help_text=_("Where it has its seat."),
    )
    website = WebsiteField(
        label=_("Web site"),
        max_length=200,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    register_name = PublicNameField(
        label=_("Lobby register"),
        max_length=LONGEST_REGISTER,
        required=False,
        help_text=_("If it is listed in a public register of interest representatives: which one."),
    )
    register_number = PublicNameField(
        label=_("Number in that register"), max_length=LONGEST_NUMBER, required=False
    )

    def clean(self) -> dict:
        details = super().clean()
        if bool(details.get("register_name")) != bool(details.get("register_number")):
            self.add_error(
                "register_number",
                _("Say both the lobby register and the number in it, or neither."),
            )
        return details
