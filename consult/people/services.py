"""What is done with accounts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from consult.people.models import User
from consult.people.names import services as names
from consult.people.preferences import Preferences


@transaction.atomic
def suspend(*, participant: User, until: datetime | None) -> None:
    """Let an account read but not write until a time; None ends a suspension."""
    participant.suspended_until = until
    participant.save(update_fields=["suspended_until"])


@transaction.atomic
def change_profile(*, participant: User, details: dict[str, str]) -> None:
    """Change what everybody sees of somebody; `details` are a valid ProfileForm's.

    What they said before stays under the affiliation that they had then. Raises the refusals of
    `consult.people.names`.
    """
    stored = User.objects.get(pk=participant.pk)
    names.check_name(details["public_name"], participant=stored)
    for name in ("public_name", "affiliation", "language"):
        setattr(participant, name, details[name])
    with names.taking_name(details["public_name"], participant=participant):
        participant.save(
            update_fields=["public_name", "folded_name", "drawn_name", "affiliation", "language"]
        )


@transaction.atomic
def choose_reading(*, participant: User, preferences: Preferences) -> None:
    """Remember in somebody's account which languages they read, and whether translations are shown."""
    participant.reading_languages = list(preferences.languages)
    participant.reads_translations = preferences.translations
    participant.save(update_fields=["reading_languages", "reads_translations"])


@transaction.atomic
def abandon_sign_up(*, participant: User) -> bool:
    """Take away an account that was never used: no address was confirmed, and nobody signed in. Tell
    whether it was so.
    """
    unused = User.objects.select_for_update().filter(pk=participant.pk, last_login=None).first()
    if unused is None or EmailAddress.objects.filter(user=unused, verified=True).exists():
        return False
    unused.delete()
    return True


@transaction.atomic
def distrust_password(*, participant: User) -> None:
    """Forget a password that was chosen before the address was known to be its owner's.

    Somebody else may have signed up with the address, to come in with their password later.
    """
    if participant.last_login is None and participant.has_usable_password():
        participant.set_unusable_password()
        participant.save(update_fields=["password"])
