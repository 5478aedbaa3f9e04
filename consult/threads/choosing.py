"""The form by which readers choose an order and filters."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core import languages
from consult.people.models import Affiliation, Organisation
from consult.threads.models import Kind
from consult.threads.orders import Account, Choice, Order, State


def offered(label: str, choices: list[tuple[str, str]], *, every: str = "") -> forms.ChoiceField:
    """Return a list to choose from, with `every` for those who do not mind which."""
    first = [("", every)] if every else []
    return forms.ChoiceField(label=label, choices=[*first, *choices], required=False)


class ChooseForm(forms.Form):
    """An order and filters. It only shows what was chosen: `Choice.of` reads an address."""

    order = offered(_("Order"), Order.choices)
    kind = offered(_("Kind"), Kind.choices, every=_("all kinds"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=lambda: [(code, languages.own_name_of(code)) for code in languages.written()],
        widget=forms.CheckboxSelectMultiple,
    )
    affiliation = offered(_("Affiliation"), Affiliation.choices, every=_("all affiliations"))
    organisation = offered(_("Organisation"), [], every=_("all organisations, and none"))
    account = offered(
        pgettext_lazy("of who contributed", "Account"),
        Account.choices,
        every=_("with an account or without"),
    )
    state = offered(_("State"), State.choices, every=_("all states"))

    @classmethod
    def of(
        cls, choice: Choice, organisations: Iterable[Organisation] = (), *, has_guests: bool
    ) -> "ChooseForm":
        """Return the form as it stands after a choice. `organisations` are those on offer;
        `has_guests` says whether people without an account contribute here.
        """
        names = {**choice.names, "order": str(choice.order), "languages": choice.languages}
        form = cls(initial=names, auto_id="choose_%s")
        offered_here = [(str(one.pk), one.name) for one in organisations]
        if choice.organisation and choice.organisation not in dict(offered_here):
            offered_here.append((choice.organisation, _("the organisation that was chosen")))
        if offered_here:
            form.fields["organisation"].choices += offered_here
        else:
            del form.fields["organisation"]
        if not has_guests and not choice.account:
            del form.fields["account"]
        return form
