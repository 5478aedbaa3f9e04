"""Who may take a name for one consultation, and which."""

from datetime import datetime

from consult.consultations.models import Consultation
from consult.consultations.names import refusals
from consult.consultations.policy import held_memberships, suspended_until
from consult.core.errors import NotAllowed, Refused, SignInFirst
from consult.core.names import folded, mixes_scripts
from consult.people.models import User
from consult.people.names.refusals import MixedScripts, NameTaken
from consult.people.names.services import is_taken, why_reserved


def why_not_rename(participant: User, consultation: Consultation, at: datetime) -> Refused | None:
    """Return why somebody may not take, change or give up a name in a consultation."""
    if not participant.is_authenticated:
        return SignInFirst()
    if not participant.is_active or participant.is_guest:
        return NotAllowed()
    if holds_role_in(participant, consultation):
        return refusals.SpeaksInRole()
    ends = participant.suspended_until, suspended_until(participant, consultation)
    if any(end is not None and at < end for end in ends):
        return refusals.NotWhileSuspended()
    return None


def why_not_pseudonym(name: str, participant: User) -> Refused | None:
    """Return why a name that was cleaned cannot be somebody's in a consultation.

    The one that they have there, or in another consultation, they may have again.
    """
    if mixes_scripts(name):
        return MixedScripts()
    if folded(name).is_like(folded(participant.public_name)):
        return refusals.IsPublicName()
    if is_taken(name, participant=participant):
        return NameTaken()
    return why_reserved(name)


def holds_role_in(participant: User, consultation: Consultation) -> bool:
    """Tell whether somebody publishes, drafts or moderates in a consultation."""
    held = held_memberships(participant)
    return any(one.consultation_id == consultation.pk for one in held)
