"""Deciding on somebody's words: the verbs, and what all of them do.

Rows are locked in one order: section, comment or held text, cases, the draft's stream, the register,
the desk's stream.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.consultations import services as consultations
from consult.consultations.models import CharterArticle, Consultation, Membership, Role
from consult.consultations.policy import membership_of
from consult.core.errors import NotFound, Refused
from consult.core.text import clean_optional
from consult.moderation import policy, refusals
from consult.moderation.models import EXPLANATION_LENGTH, Action, Cause, Decision, Scope
from consult.moderation.services.cases import close_cases, open_case, words_of
from consult.moderation.services.notices import tell_author, tell_reporters
from consult.moderation.services.register import enter
from consult.people import services as people
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.policy import moment
from consult.threads.screening import Ground

REVIEWED = (Cause.REPORTED, Cause.CHANGED, Cause.HELD)
"""What a decision on the words themselves settles."""


@dataclass(frozen=True)
class Reasons:
    """Why a moderator decides so, as they typed it; `until` and `scope` of a suspension."""

    article_id: int | None = None
    explanation: str = ""
    until: datetime | None = None
    scope: str = Scope.CONSULTATION


NO_REASONS = Reasons()


@transaction.atomic
def decide(
    *, by: User, subject_id: UUID, action: str, reasons: Reasons = NO_REASONS, seen: str = ""
) -> Decision:
    """Decide on a comment or on held words: one of the actions that `policy.why_not_decide` allows.

    `seen` is the `standing` that the moderator had before them: where it is another by now, nothing
    is written. Hiding and refusing name an article, warning and suspending too, and say why.
    Raises `NotFound` and the refusals of `consult.moderation.refusals`.
    """
    subject = lock_subject(subject_id)
    membership = membership_of(by, subject.draft.consultation, Role.MODERATOR)
    if refusal := policy.why_not_judge(membership, subject):
        raise refusal
    if seen and (refusal := why_outdated(subject, seen)):
        raise refusal
    if refusal := policy.why_not_decide(membership, subject, action):
        raise why_in_vain(subject, refusal)
    now = timezone.now()
    decision = new_decision(subject, Action(action), membership, reasons, now)
    if action == Action.SUSPEND:
        if refusal := policy.why_not_suspend(by, until=reasons.until, scope=reasons.scope, at=now):
            raise refusal
        decision.until, decision.scope = reasons.until, Scope(reasons.scope)
    take_effect(decision)
    write(decision)
    if action in (Action.KEEP, Action.HIDE, Action.RESTORE, Action.PUBLISH, Action.REFUSE):
        close_cases(subject, REVIEWED, decision)
        tell_reporters(subject, decision)
    if action == Action.RESTORE:
        close_cases(subject, (Cause.UNCONFIRMED, Cause.APPEALED), decision)
    if decision.confirm_by:
        open_case(
            subject,
            Cause.UNCONFIRMED,
            decision=decision,
            college=policy.other(decision.college),
            due_at=decision.confirm_by,
        )
    return decision


def hide_comment(
    *, by: User, comment_id: UUID, article_id: int | None, explanation: str = "", seen: str = ""
) -> Decision:
    """Hide a comment in the name of an article of its consultation's charter: `decide` says how."""
    reasons = Reasons(article_id=article_id, explanation=explanation)
    return decide(by=by, subject_id=comment_id, action=Action.HIDE, reasons=reasons, seen=seen)


def restore_comment(
    *, by: User, comment_id: UUID, explanation: str = "", seen: str = ""
) -> Decision:
    """Give a hidden comment back to the public: `decide` says how."""
    reasons = Reasons(explanation=explanation)
    return decide(by=by, subject_id=comment_id, action=Action.RESTORE, reasons=reasons, seen=seen)


def new_decision(
    subject: Comment | HeldText,
    action: Action,
    membership: Membership,
    reasons: Reasons,
    at: datetime,
) -> Decision:
    """Return a decision, checked and not yet written."""
    consultation = subject.draft.consultation
    decision = Decision(
        consultation=consultation,
        action=action,
        author=subject.author,
        moderator=membership.participant,
        college=membership.college,
        explanation=clean_optional(reasons.explanation, limit=EXPLANATION_LENGTH),
        was_noticed_by_machine=is_noticed_by_machine(subject),
        decided_at=at,
        **words_of(subject),
    )
    if decision.is_restriction:
        decision.article = article_of(consultation, reasons.article_id)
        if action in (Action.WARN, Action.SUSPEND) and not decision.explanation:
            raise refusals.NoExplanation
    elif action == Action.RESTORE:
        decision.article = subject.hidden_for
    if policy.needs_second_key(consultation, action, decision.article):
        decision.confirm_by = at + timedelta(hours=consultation.confirmation_hours)
    return decision


def is_noticed_by_machine(subject: Comment | HeldText) -> bool:
    """Tell whether a classifier brought these words before the moderators."""
    grounds = subject.grounds if isinstance(subject, HeldText) else []
    return any(one.get("code") == Ground.CLASSIFIER for one in grounds)


def take_effect(decision: Decision) -> None:
    """Do what a decision says."""
    match decision.action:
        case Action.HIDE:
            threads.hide_words(decision.comment, decision.article)
        case Action.RESTORE:
            threads.show_words(decision.comment)
        case Action.PUBLISH:
            threads.publish_held(decision.held)
        case Action.REFUSE:
            threads.refuse_held(decision.held)
        case Action.SUSPEND if decision.scope == Scope.SITE:
            people.suspend(participant=decision.author, until=decision.until)
        case Action.SUSPEND:
            consultations.suspend(
                consultation=decision.consultation,
                participant=decision.author,
                until=decision.until,
            )


def undo(decision: Decision) -> None:
    """End what a restriction did, where nothing else has ended it."""
    match decision.action:
        case Action.HIDE if decision.comment.is_hidden:
            threads.show_words(decision.comment)
        case Action.REFUSE if decision.held.published_as_id is None:
            threads.publish_held(decision.held)
        case Action.SUSPEND if decision.scope == Scope.SITE:
            people.suspend(participant=decision.author, until=None)
        case Action.SUSPEND:
            consultations.end_suspension(
                consultation=decision.consultation, participant=decision.author
            )


def write(decision: Decision) -> Decision:
    """Write a decision and its register entry, and tell its author."""
    decision.save(force_insert=True)
    enter(decision)
    tell_author(decision)
    return decision


# What is decided on


def lock_subject(subject_id: UUID) -> Comment | HeldText:
    """Return a locked comment or held text with what it answers, or raise `NotFound`."""
    try:
        return threads.lock_comment(subject_id)
    except NotFound:
        return threads.lock_held(subject_id)


def article_of(consultation: Consultation, article_id: int | None) -> CharterArticle:
    """Return an article in force of this consultation, or raise `NoArticle`."""
    article = consultation.charter_articles.filter(retired_at=None, pk=article_id).first()
    if article is None:
        raise refusals.NoArticle
    return article


# Two moderators at once


def latest_decision(subject: Comment | HeldText) -> Decision | None:
    """Return the newest decision about some words."""
    return Decision.objects.filter(**words_of(subject)).order_by("-pk").first()


def standing(subject: Comment | HeldText, latest: Decision | None) -> str:
    """Return a short text that is another when the words or what was decided on them are others.

    `latest` is the newest decision about them. A form carries it, so that nobody decides on what
    they have not seen.
    """
    words = f"{subject.source}\0{subject.wording}"
    return f"{latest.pk.hex if latest else 'none'}.{sha256(words.encode()).hexdigest()[:16]}"


def why_outdated(subject: Comment | HeldText, seen: str) -> Refused | None:
    """Return what has happened to some words since a moderator looked at them."""
    latest = latest_decision(subject)
    now = standing(subject, latest)
    if now == seen:
        return None
    if latest is not None and now.partition(".")[0] != seen.partition(".")[0]:
        return decided(latest)
    return refusals.WordsChanged()


def why_in_vain(subject: Comment | HeldText, refusal: Refused) -> Refused:
    """Return the decision that made this one needless, where that is why it is refused."""
    latest = latest_decision(subject)
    if isinstance(refusal, refusals.NothingToDecide) and latest is not None:
        return decided(latest)
    return refusal


def decided(latest: Decision) -> refusals.AlreadyDecided:
    """Return the refusal that says what somebody decided first."""
    who = latest.get_college_display() if latest.college else latest.get_action_display()
    return refusals.AlreadyDecided(
        what=latest.get_action_display(), when=moment(latest.decided_at), who=who
    )
