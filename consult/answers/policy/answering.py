"""Who may answer contributions, change an answer and sign it. Reads loaded objects only."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.answers.models import Answer
from consult.consultations.models import Consultation, Membership, Role
from consult.consultations.policy import membership_of, suspended_until, why_no_membership
from consult.core.errors import NotAllowed, Refused, SignInFirst
from consult.people.models import User
from consult.threads.models import Comment, Outcome
from consult.threads.policy import moment
from consult.threads.refusals import Suspended

MOST_CONTRIBUTIONS = 500
"""How many contributions one answer may answer."""


class NothingAnswered(Refused):
    code = "answer.nothing_answered"
    sentence = _("Choose at least one contribution that this answers.")


class TooManyContributions(Refused):
    code = "answer.too_many"
    sentence = ngettext_lazy(
        "One answer can answer %(limit)s contribution at most. Write a second one.",
        "One answer can answer %(limit)s contributions at most. Write a second one.",
        "limit",
    )


class NoContribution(Refused):
    code = "answer.no_contribution"
    sentence = _(
        "One of the contributions is none of this text, or is a reply. Answers are given to "
        "contributions that begin a thread of this text."
    )


class NotVisibleToAnswer(Refused):
    code = "answer.not_visible"
    sentence = _(
        "One of the contributions is hidden or deleted by now. Take it out, and save again."
    )
    status = HTTPStatus.CONFLICT


class StaysAnswered(Refused):
    code = "answer.stays_answered"
    sentence = _(
        "What a published answer has answered stays answered by it. To say something else to a "
        "contribution, write it another answer."
    )
    status = HTTPStatus.CONFLICT


class UnknownOutcome(Refused):
    code = "answer.unknown_outcome"
    sentence = _("Say what became of the contributions: choose one of the outcomes on offer.")


class NoReasons(Refused):
    code = "answer.no_reasons"
    sentence = _("Write the reasons: everybody who took part will read them.")


class UnknownLanguageOfAnswer(Refused):
    code = "answer.unknown_language"
    sentence = _("This site has no such language. Choose one of those on offer.")


class OneLanguage(Refused):
    code = "answer.one_language"
    sentence = _(
        "A published answer stays in its language. Other languages are translations of it."
    )
    status = HTTPStatus.CONFLICT


class NoPlace(Refused):
    code = "answer.no_place"
    sentence = _("This text has no such passage or version. Choose one of those on offer.")


class AnswerChanged(Refused):
    code = "answer.changed"
    sentence = _(
        "A colleague has changed this answer while you were writing. Nothing of yours is lost, and "
        "nothing was overwritten: compare both, and save again."
    )
    status = HTTPStatus.CONFLICT


class AlreadyPublished(Refused):
    code = "answer.already_published"
    sentence = _("This answer is published already. Reload the page to see how it stands.")
    status = HTTPStatus.CONFLICT


class NotYetPublished(Refused):
    code = "answer.not_yet_published"
    sentence = _("This answer is not published yet. Publishing it signs it for your college.")
    status = HTTPStatus.CONFLICT


class SignedAlready(Refused):
    code = "answer.signed_already"
    sentence = _("Your college has signed this answer already.")
    status = HTTPStatus.CONFLICT


class SignedForOther(Refused):
    code = "answer.signed_for_other_college"
    sentence = _("You have signed this answer for the other college. Nobody signs for both.")
    status = HTTPStatus.FORBIDDEN


def drafter_of(participant: User, consultation: Consultation) -> Membership | None:
    """Return somebody's seat among those who answer: drafters of a consultation, of both colleges."""
    return membership_of(participant, consultation, Role.DRAFTER)


def why_not_answer(
    participant: User, consultation: Consultation, at: datetime | None = None
) -> Refused | None:
    """Return why somebody may not write, publish or sign answers; None where they may.

    Without a time, suspensions are not asked about: to read is theirs all the same.
    """
    if not participant.is_authenticated:
        return SignInFirst()
    if drafter_of(participant, consultation) is None:
        return why_no_membership(participant, consultation, Role.DRAFTER, NotAllowed())
    ends = (participant.suspended_until, suspended_until(participant, consultation))
    until = max((end for end in ends if at and end and at < end), default=None)
    return Suspended(when=moment(until)) if until else None


def why_not_answer_these(
    draft_key: UUID, asked: set[UUID], found: Iterable[Comment], *, answered: set[UUID]
) -> Refused | None:
    """Return why an answer may not be one to the contributions asked for; None where it may.

    `found` are those that begin a thread; `answered` are those that it answers already, which may
    have been hidden since.
    """
    found = list(found)
    if not asked:
        return NothingAnswered()
    if len(asked) > MOST_CONTRIBUTIONS:
        return TooManyContributions(limit=MOST_CONTRIBUTIONS)
    # CVE-2026-40869: contributions of another text, or of another consultation.
    if len(found) < len(asked) or any(one.draft_id != draft_key for one in found):
        return NoContribution()
    if any(not one.is_visible for one in found if one.pk not in answered):
        return NotVisibleToAnswer()
    return None


def why_not_outcome(outcome: str) -> Refused | None:
    """Return why an answer may not have an outcome; None where it may."""
    return None if outcome in Outcome.values else UnknownOutcome()


def why_not_change(answer: Answer) -> Refused | None:
    """Return why an answer may not be changed without a trace, or thrown away; None where it may."""
    return AlreadyPublished() if answer.is_published else None


def why_not_sign(answer: Answer, membership: Membership) -> Refused | None:
    """Return why a drafter may not sign an answer for their college; None where they may.

    `answer` comes with its signatures.
    """
    if not answer.is_published:
        return NotYetPublished()
    signed = {one.college: one.signer_id for one in answer.signatures.all()}
    if membership.college in signed:
        return SignedAlready()
    return SignedForOther() if membership.participant_id in signed.values() else None
