"""Taking a name for one consultation, changing it, and giving it up."""

from django.db import transaction
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.consultations.names import policy
from consult.consultations.names.models import ConsultationName
from consult.consultations.names.registry import bearers
from consult.core import pace
from consult.people.models import User
from consult.people.names.services import name_turn


@transaction.atomic
def choose_name(
    *, by: User, consultation: Consultation, name: str, address: str = ""
) -> ConsultationName:
    """Let somebody write under a pseudonym in a consultation: what they wrote there bears it at once.

    `name` is cleaned as `PublicNameField` cleans. `address` is the fingerprint of where the request
    came from. Raises the refusals of `consult.consultations.names`, those of `consult.people.names`,
    and `TooFast`.
    """
    allow(by, consultation)
    chosen = ConsultationName.objects.filter(participant=by, consultation=consultation).first()
    if chosen is not None and chosen.name == name:
        return chosen
    chosen = chosen or ConsultationName(participant=by, consultation=consultation)
    with name_turn(name):
        if refusal := policy.why_not_pseudonym(name, by):
            raise refusal
        spend(by, address)
        chosen.name, chosen.since = name, timezone.now()
        chosen.save()
    bear(by, consultation, name)
    return chosen


@transaction.atomic
def give_name_up(*, by: User, consultation: Consultation, address: str = "") -> None:
    """Let somebody write under their public name again: what they wrote bears it at once. Where they
    do so already, nothing happens.

    Raises what `why_not_rename` returns, and `TooFast`.
    """
    allow(by, consultation)
    chosen = ConsultationName.objects.filter(participant=by, consultation=consultation)
    if not chosen.exists():
        return
    spend(by, address)
    chosen.delete()
    bear(by, consultation, "")


def allow(by: User, consultation: Consultation) -> None:
    """Raise why somebody may not change under which name they write; lock them, so that they do one
    thing at a time.
    """
    if refusal := policy.why_not_rename(by, consultation, timezone.now()):
        raise refusal
    # Whoever posts holds the lock of a section while they refer to their account: that must pass.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def spend(by: User, address: str) -> None:
    """Count one change of a name. Raises `TooFast`."""
    is_new = pace.is_new_account(by.joined_at)
    pace.spend("name", participant=by.pk, is_new=is_new, address=address)


def bear(by: User, consultation: Consultation, name: str) -> None:
    for one in bearers:
        bearers[one](by, consultation, name)
