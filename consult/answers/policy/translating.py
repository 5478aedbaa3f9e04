"""Who may translate an answer. Reads loaded objects only."""

from consult.answers.models import Answer
from consult.consultations.models import Role
from consult.consultations.policy import membership_of
from consult.people.models import User
from consult.people.policy import administers


def may_translate(participant: User, answer: Answer) -> bool:
    """Tell whether somebody may translate an answer: a publisher of its consultation, once the
    public reads it.
    """
    if not answer.is_published or not participant.is_active:
        return False
    if administers(participant):
        return True
    return membership_of(participant, answer.draft.consultation, Role.PUBLISHER) is not None
