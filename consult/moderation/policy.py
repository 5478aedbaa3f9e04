"""Who may decide on what, confirm it, contest it and report it. Reads loaded objects only."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from consult.consultations.colleges import College
from consult.consultations.models import CharterArticle, Consultation, Membership
from consult.core.errors import NotAllowed, NotFound, Refused, SignInFirst
from consult.moderation import refusals
from consult.moderation.models import TAKEN_FOR, Action, Appeal, Case, Decision, Scope
from consult.moderation.models.decisions import PROVISIONAL
from consult.people.models import User
from consult.threads.models import Comment, CommentTranslation, HeldText
from consult.threads.policy import moment

ON_COMMENTS = (Action.KEEP, Action.HIDE, Action.RESTORE, Action.WARN, Action.SUSPEND)
ON_HELD = (Action.PUBLISH, Action.REFUSE, Action.WARN, Action.SUSPEND)
"""What can be decided on each."""
MOST_AT_ONCE = 50
"""How many items one bulk decision may be about."""


def other(college: str) -> College:
    """Return the other college."""
    return College.CIVIL_SOCIETY if college == College.GOVERNMENT else College.GOVERNMENT


def why_not_judge(membership: Membership | None, subject: Comment | HeldText) -> Refused | None:
    """Return why a moderator may not decide on some words at all; None where they may.

    `membership` is the actor's as moderator of the words' consultation, if any. `subject` comes
    with the comment that it answers.
    """
    if membership is None:
        return NotAllowed()
    said = subject.edits if isinstance(subject, HeldText) and subject.edits_id else subject
    answered = said.in_reply_to
    if membership.participant_id in (subject.author_id, answered and answered.author_id):
        return refusals.OwnComment()
    return None


def why_not_decide(
    membership: Membership | None, subject: Comment | HeldText, action: str
) -> Refused | None:
    """Return why a moderator may not take this action on some words; None where they may."""
    if refusal := why_not_judge(membership, subject):
        return refusal
    if action not in (ON_HELD if isinstance(subject, HeldText) else ON_COMMENTS):
        return refusals.UnknownAction()
    if isinstance(subject, HeldText):
        is_needless = not subject.is_waiting
    elif subject.is_deleted:
        return refusals.Deleted()
    else:
        is_needless = subject.is_hidden and action in (Action.KEEP, Action.HIDE)
        is_needless = is_needless or (action == Action.RESTORE and not subject.is_hidden)
    return refusals.NothingToDecide() if is_needless else None


def why_not_suspend(
    by: User, author: User, *, until: datetime | None, scope: str, at: datetime
) -> Refused | None:
    """Return why somebody may not suspend an author until then; None where they may.

    Who has no account is somebody in one consultation only.
    """
    if until is None or until <= at:
        return refusals.NoEnd()
    if scope not in Scope.values:
        return refusals.UnknownAction()
    if scope == Scope.SITE and author.is_guest:
        return refusals.NoAccountOnSite()
    if scope == Scope.SITE and not by.has_perm("people.change_user"):
        return refusals.NotOnSite()
    return None


def needs_second_key(
    consultation: Consultation, action: str, article: CharterArticle | None
) -> bool:
    """Tell whether a decision is provisional until the other college confirms it."""
    if action not in PROVISIONAL or not consultation.has_two_keys:
        return False
    return article is not None and not article.is_urgent


def why_not_confirm(membership: Membership | None, decision: Decision) -> Refused | None:
    """Return why a moderator may not turn, or refuse to turn, the second key on a decision."""
    if refusal := why_not_judge(membership, decision.subject):
        return refusal
    # Who has changed sides since is still the same person.
    is_own = decision.moderator_id == membership.participant_id
    return refusals.OtherCollege() if is_own or membership.college == decision.college else None


def why_not_settle(
    membership: Membership | None, appeal: Appeal, *, colleagues: Iterable[Membership] = ()
) -> Refused | None:
    """Return why a moderator may not decide on an appeal.

    Turning the second key is a decision too: who confirmed what is contested leaves the appeal to
    one of their `colleagues`, named where there was such a key. Where none of these may decide, they
    do so themselves: the college that did not hide has nobody else, and an appeal that nobody can
    decide on would keep the words hidden for good.
    """
    decision = appeal.decision
    if refusal := why_not_judge(membership, decision.subject):
        return refusal
    if decision.moderator_id == membership.participant_id:
        return refusals.OwnDecision()
    if membership.college == decision.college:
        return refusals.OtherCollege()
    others = (why_not_settle(one, appeal) for one in colleagues)
    return refusals.OwnKey() if any(refusal is None for refusal in others) else None


def appeal_ends(decision: Decision) -> datetime:
    """Return until when a decision can be contested."""
    return decision.decided_at + timedelta(days=decision.consultation.appeal_days)


def why_not_appeal(
    participant: User, decision: Decision, *, is_undone: bool, is_appealed: bool, at: datetime
) -> Refused | None:
    """Return why somebody may not contest a decision at a time; None where they may."""
    if not participant.is_authenticated:
        return SignInFirst()
    if decision.author_id != participant.pk:
        return refusals.NotYourDecision()
    if is_appealed:
        return refusals.AppealedBefore()
    if not decision.is_restriction or is_undone:
        return refusals.NotContestable()
    if at > appeal_ends(decision):
        return refusals.TooLate(when=moment(appeal_ends(decision)))
    return None


def may_read_statement(reader: User, membership: Membership | None, decision: Decision) -> bool:
    """Tell whether somebody may read the reasons of a decision: whom it is about, where it was told
    to them, and the moderators of its consultation. `membership` is the reader's as one of them.
    """
    if membership is not None:
        return True
    return decision.author_id == reader.pk and decision.action != Action.KEEP


def why_not_report(reader: User, comment: Comment) -> Refused | None:
    """Return why a reader may not report a comment; None where they may."""
    if not comment.is_visible:
        return refusals.NothingToReport()
    if reader.is_authenticated and comment.author_id == reader.pk:
        return refusals.OwnReport()
    return None


def why_not_report_translation(reader: User, translation: CommentTranslation) -> Refused | None:
    """Return why a reader may not report a translation; None where they may: the author of the
    comment too. `translation` comes with its comment.
    """
    if not translation.comment.is_visible or not translation.is_shown:
        return refusals.NothingToReport()
    if reader.is_authenticated and translation.by_id == reader.pk:
        return refusals.OwnTranslation()
    return None


def why_not_take_away(
    membership: Membership | None, translation: CommentTranslation
) -> Refused | None:
    """Return why a moderator may not take a translation from the public; None where they may."""
    if membership is None:
        return NotAllowed()
    if translation.by_id == membership.participant_id:
        return refusals.OwnTranslation()
    if not translation.is_shown:
        return refusals.NothingToDecide()
    return None


def why_not_take(membership: Membership | None, case: Case, at: datetime) -> Refused | None:
    """Return why a moderator may not take a case, or let it go; None where they may.

    Nobody is on what they may not decide on: it would only keep others from it.
    """
    if membership is None:
        return NotFound()
    if refusal := why_not_judge(membership, case.subject):
        return refusal
    if case.closed_at is not None:
        return refusals.CaseClosed()
    holder = case.holder(at)
    if holder is not None and holder.pk != membership.participant_id:
        return refusals.TakenByOther(
            name=holder.public_name, when=moment(case.taken_at + TAKEN_FOR)
        )
    return None
