"""Who may say something, where and when; who may vote, edit and delete."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from consult.consultations.phases import Phase
from consult.consultations.policy import suspended_until
from consult.core import languages, pace
from consult.core.errors import Refused, SignInFirst
from consult.drafts.models import Section
from consult.people.models import User
from consult.threads import refusals
from consult.threads.models import Agreement, Comment, CommentTranslation, Kind, Stance

FREE_EDITING = timedelta(minutes=15)
"""How long an author may change a comment without a trace: what was posted is soon answered."""


def known_kind(kind: str) -> str:
    """Return a kind that exists, or raise `UnknownKind`."""
    if kind not in Kind.values:
        raise refusals.UnknownKind
    return kind


def known_stance(stance: str) -> str:
    """Return a stance that exists, or none, or raise `UnknownStance`."""
    if stance and stance not in Stance.values:
        raise refusals.UnknownStance
    return stance


def known_language(language: str) -> str:
    """Return the code of a language that people write in here, or raise `UnknownLanguage`."""
    if language not in languages.written():
        raise refusals.UnknownLanguage
    return language


def spend(action: str, participant: User, address: str) -> None:
    """Count one act against the pace of a participant and an address. Raises `TooFast`."""
    pace.spend(
        action,
        participant=participant.pk,
        is_new=pace.is_new_account(participant.joined_at),
        address=address,
    )


def why_not_comment(
    participant: User, section: Section, at: datetime, *, said_at: datetime | None = None
) -> Refused | None:
    """Return why somebody may not comment on a section at a time; None where they may.

    Reads loaded objects only: the section with its draft and consultation. The phase is asked
    first, for nobody should sign in only to learn that the consultation is over. It is that of
    `said_at`, where it was said before.
    """
    return (
        why_not_now(section, said_at or at)
        or (why_not_unknown(section) if not participant.is_authenticated else None)
        or why_not_by(participant, section, at)
    )


def why_not_unknown(section: Section) -> SignInFirst:
    """Return what somebody does before they comment who is not signed in: that, or they confirm an
    address where the consultation lets them.
    """
    if section.draft.consultation.allows_guests:
        return refusals.SignInOrConfirm()
    return SignInFirst()


def why_not_now(section: Section, at: datetime) -> Refused | None:
    """Return why nobody may comment on a section at a time."""
    consultation = section.draft.consultation
    phase = consultation.phase(at)
    if phase == Phase.ANNOUNCED:
        return refusals.NotOpenYet(when=moment(consultation.opens_at))
    if phase != Phase.OPEN:
        return refusals.NoLongerOpen(when=moment(consultation.closes_at))
    if section.retired_at is not None:
        return refusals.SectionGone()
    return None


def why_not_by(participant: User, section: Section, at: datetime) -> Refused | None:
    """Return why this account may not write on a section at a time: it is suspended, on the site or
    in the consultation. Where the section was locked for it, it brings until when.
    """
    if hasattr(section, "suspended_until"):
        here = section.suspended_until
    else:
        here = suspended_until(participant, section.draft.consultation)
    ends = [end for end in (participant.suspended_until, here) if end is not None and at < end]
    if ends or not participant.is_active:
        return refusals.Suspended(when=moment(max(ends, default=at)))
    return None


def why_not_vote(participant: User, comment: Comment, value: str, at: datetime) -> Refused | None:
    """Return why somebody may not vote so on a comment at a time; None where they may.

    Reads loaded objects only: the comment with its section, draft and consultation.
    """
    if refusal := why_not_comment(participant, comment.section, at):
        return refusal
    if participant.is_guest:
        return refusals.GuestsDoNotVote()
    if value and value not in Agreement.values:
        return refusals.UnknownVote()
    if not comment.is_visible:
        return refusals.NotVisible()
    if comment.author_id == participant.pk:
        return refusals.OwnComment()
    return None


def why_not_edit(participant: User, comment: Comment, at: datetime) -> Refused | None:
    """Return why somebody may not change a comment's words at a time; None where they may."""
    if not participant.is_authenticated:
        return SignInFirst()
    if comment.author_id != participant.pk:
        return refusals.NotYours()
    if not comment.is_visible:
        return refusals.NotVisible()
    return why_not_comment(participant, comment.section, at)


def why_not_delete(participant: User, comment: Comment) -> Refused | None:
    """Return why somebody may not take a comment back; None where they may, at any time.

    What moderators hid stays for its appeal.
    """
    if not participant.is_authenticated:
        return SignInFirst()
    if comment.author_id != participant.pk:
        return refusals.NotYours()
    if comment.is_hidden:
        return refusals.StaysWhileHidden()
    if comment.is_deleted:
        return refusals.AlreadyDeleted()
    return None


def why_not_translate(
    participant: User, comment: Comment, language: str, at: datetime
) -> Refused | None:
    """Return why somebody may not offer a comment in another language; None where they may.

    Whatever the phase is: it adds no voice, and what was said has to be understood while it is
    answered, and later. `comment` comes with its section, draft and consultation.
    """
    if not participant.is_authenticated:
        return SignInFirst()
    if participant.is_guest:
        return refusals.GuestsDoNotTranslate()
    if refusal := why_not_by(participant, comment.section, at):
        return refusal
    if not comment.is_visible:
        return refusals.NotVisible()
    if language == comment.language:
        return refusals.SameLanguage()
    return None


def why_not_confirm(
    participant: User, translation: CommentTranslation, at: datetime
) -> Refused | None:
    """Return why somebody may not confirm a translation; None where they may.

    The author of the comment may, and whoever did not write the translation: that they speak both
    languages is for them to say. `translation` comes with its comment, section and consultation.
    """
    comment = translation.comment
    if refusal := why_not_translate(participant, comment, translation.language, at):
        return refusal
    if translation.by_id == participant.pk and comment.author_id != participant.pk:
        return refusals.OwnTranslation()
    if not translation.is_offered:
        return refusals.NotOffered()
    return None


def moment(at: datetime) -> str:
    """Return a time as people write it, in their language and the site's zone."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
