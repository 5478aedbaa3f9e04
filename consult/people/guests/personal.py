"""Personal data of people without an account: their addresses."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.people.guests.addresses import forget_addresses_of, is_address_of
from consult.people.guests.claiming import Claiming
from consult.people.models import Guest
from consult.people.privacy.registry import CHOSEN, Kind, Table


def kinds() -> Iterable[Kind]:
    """Return what is held of guests."""
    days = settings.RETENTION["guest_days"]
    return [
        Kind(
            name="guests",
            title=_("Taking part without an account"),
            why=_(
                "The address with which somebody took part: they come back by it to what they wrote, "
                "and learn what moderators decide. Nobody else sees it."
            ),
            ground=CHOSEN,
            until=ngettext(
                "Until they have it forgotten, and for %(count)s day after the consultation has "
                "ended at most.",
                "Until they have it forgotten, and for %(count)s days after the consultation has "
                "ended at most.",
                days,
            )
            % {"count": days},
            tables=(
                Table(
                    "taking_part_without_account",
                    lambda one: Guest.objects.filter(Q(account=one) | is_address_of(one)),
                    {
                        "consultation": "scope",
                        "number": "number",
                        "email": "email",
                        "since": "since",
                    },
                ),
            ),
            holds=frozenset({"people.Guest.account"}),
            claim=goes_with_the_stand_in,
            erase=lambda leaving: forget_addresses_of(leaving.participant),
            address="threads:guest_ask",
            of_guests=True,
            of_accounts=False,
        )
    ]


def goes_with_the_stand_in(claiming: Claiming) -> None:
    """Do nothing: who has an account is no guest any more."""
