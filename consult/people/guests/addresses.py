"""The addresses of people without an account: kept for a time, and never shown."""

from consult.people.models import Guest


def forget_address(guest: Guest) -> None:
    """Erase somebody's address: no link leads to what they wrote any more, and it stays."""
    Guest.objects.filter(pk=guest.pk).update(email="")
    guest.email = ""


def forget_addresses_of(email: str) -> None:
    """Erase an address wherever somebody took part with it."""
    Guest.objects.filter(email=email.lower()).update(email="")
