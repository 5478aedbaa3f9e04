"""The addresses of people without an account: kept for a time, and never shown."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from consult.people.guests.models import Guest
from consult.people.models import User


def confirmed_by(participant: User) -> QuerySet:
    """Return the addresses that somebody has confirmed as theirs, in small letters."""
    own = EmailAddress.objects.filter(user=participant.pk, verified=True)
    return own.values(address=Lower("email"))


def is_address_of(participant: User) -> Q:
    """Return the condition that the column `email`, in small letters, holds an address of somebody's:
    that of their account, or one that they have confirmed beside it.
    """
    return Q(email=participant.email.lower()) | Q(email__in=confirmed_by(participant))


def forget_address(guest: Guest) -> None:
    """Erase somebody's address: no link leads to what they wrote any more, and it stays."""
    Guest.objects.filter(pk=guest.pk).update(email="")
    guest.email = ""


def forget_addresses_of(participant: User) -> None:
    """Erase somebody's addresses wherever they took part with one of them."""
    Guest.objects.filter(is_address_of(participant)).update(email="")
