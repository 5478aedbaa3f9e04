"""Who may sign a text for their college, and who may publish one without signatures."""

from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from consult.answers.models import Signature
from consult.consultations.models import Consultation, Role
from consult.consultations.policy import membership_of, sleeps, why_no_membership
from consult.core.errors import Refused
from consult.drafts.models import DraftPage
from consult.drafts.publishing import has_own_text
from consult.people.models import User
from consult.people.policy import SecondFactorFirst

WORDS_OF_A_REASON = 3


class NotDrafter(Refused):
    code = "signature.not_drafter"
    sentence = _("Only drafters of this consultation sign its texts, each for their college.")
    status = HTTPStatus.FORBIDDEN


class SignedAlready(Refused):
    code = "signature.already"
    sentence = _("%(name)s has signed this text for your college already.")
    status = HTTPStatus.CONFLICT


class SignedForOther(Refused):
    code = "signature.for_other_college"
    sentence = _("You have signed this text for the other college. Nobody signs for both.")
    status = HTTPStatus.FORBIDDEN


class TextChanged(Refused):
    code = "signature.text_changed"
    sentence = _(
        "The text has changed since you looked. Nothing was signed or published. Look at it again."
    )
    status = HTTPStatus.CONFLICT


class NothingToSign(Refused):
    code = "signature.nothing"
    sentence = _("There is nothing to sign: the last saved text is published already.")
    status = HTTPStatus.CONFLICT


class SignedBefore(Refused):
    code = "signature.published_before"
    sentence = _(
        "This very text was signed and published before. Save it again in the editor: then it can "
        "be signed anew."
    )
    status = HTTPStatus.CONFLICT


class FollowsOther(Refused):
    code = "signature.translation"
    sentence = _(
        "This page is a translation: the text that it translates is signed, and publishers publish "
        "the translation."
    )
    status = HTTPStatus.CONFLICT


class WaitsForNobody(Refused):
    code = "signature.not_submitted"
    sentence = _("This text has not been submitted for signatures.")
    status = HTTPStatus.CONFLICT


class SubmittedAlready(Refused):
    code = "signature.submitted"
    sentence = _("This text waits for signatures already.")
    status = HTTPStatus.CONFLICT


class NoNote(Refused):
    code = "signature.no_note"
    sentence = _("Write the note first.")


class NoReason(Refused):
    code = "emergency.no_reason"
    sentence = _("Say in a sentence why this cannot wait for both signatures: everybody reads it.")


class NotPublisher(Refused):
    code = "emergency.not_publisher"
    sentence = _("Only publishers of this consultation publish a text in an emergency.")
    status = HTTPStatus.FORBIDDEN


class BothSigned(Refused):
    code = "emergency.both_signed"
    sentence = _("Both colleges have signed this text: this is no emergency.")
    status = HTTPStatus.CONFLICT


class GoesLiveLater(Refused):
    code = "emergency.goes_live_later"
    sentence = _(
        "This text has a time of publication that lies ahead. Take it out in the editor first: an "
        "emergency does not wait."
    )
    status = HTTPStatus.CONFLICT


class UnknownAct(Refused):
    code = "signature.unknown_act"
    sentence = _("There is no such choice. Choose one of those that are offered.")


def college_of(participant: User, consultation_id: UUID) -> str | None:
    """Return the college for which somebody drafts in a consultation, None where they do not."""
    membership = membership_of(participant, Consultation(pk=consultation_id), Role.DRAFTER)
    return membership.college if membership else None


def why_not_drafter(participant: User, consultation_id: UUID) -> Refused:
    """Return why somebody drafts nothing in a consultation: they do not, or may not yet."""
    consultation = Consultation(pk=consultation_id)
    return why_no_membership(participant, consultation, Role.DRAFTER, NotDrafter())


def why_not_submit(drafter: User, page: DraftPage, revision: Revision | None) -> Refused | None:
    """Return why somebody may not ask for signatures under the last saved text of a page."""
    if college_of(drafter, consultation_of(page)) is None:
        return why_not_drafter(drafter, consultation_of(page))
    if not has_own_text(page):
        return FollowsOther()
    if revision is None or is_out(page, revision):
        return NothingToSign()
    if Signature.objects.standing(page, revision).exclude(version=None).exists():
        return SignedBefore()
    return None


def why_not_sign(drafter: User, page: DraftPage, revision: Revision | None) -> Refused | None:
    """Return why somebody may not sign the last saved text of a page."""
    if refusal := why_not_submit(drafter, page, revision):
        return refusal
    college = college_of(drafter, consultation_of(page))
    standing = list(Signature.objects.standing(page, revision))
    for one in standing:
        if one.signer_id == drafter.pk and one.college != college:
            return SignedForOther()
    for one in standing:
        if one.college == college:
            return SignedAlready(name=one.signer.public_name)
    return None


def why_not_publish_in_emergency(
    publisher: User, page: DraftPage, revision: Revision | None
) -> Refused | None:
    """Return why somebody may not publish the last saved text of a page without both signatures."""
    if not page.permissions_for_user(publisher).has_right_to_publish():
        return SecondFactorFirst() if sleeps(publisher) else NotPublisher()
    if not has_own_text(page):
        return FollowsOther()
    if revision is None or is_out(page, revision):
        return NothingToSign()
    return None


def why_no_reason(reason: str) -> Refused | None:
    """Return why a reason does not do: it is a sentence, not a word."""
    return NoReason() if len(reason.split()) < WORDS_OF_A_REASON else None


def is_out(page: DraftPage, revision: Revision) -> bool:
    """Tell whether a saved text is the one that is public, or will be at its time."""
    if revision.approved_go_live_at is not None:
        return True
    return page.live and page.live_revision_id == revision.pk and not page.has_unpublished_changes


def consultation_of(page: DraftPage) -> UUID:
    """Return the key of the consultation below which a draft page stands."""
    return page.get_parent().specific.translation_key
