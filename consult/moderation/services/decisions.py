"""Deciding on somebody's words: the verbs, and what all of them do.

Rows are locked in one order: section, comment or held text, the draft's stream, the register, cases,
the desk's stream.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from consult.consultations import services as consultations
from consult.consultations.models import CharterArticle, Consultation, Membership, Role
from consult.consultations.policy import acting_membership, suspended_until
from consult.core.errors import NotFound, Refused
from consult.core.text import clean_optional
from consult.moderation import policy, refusals
from consult.moderation.models import (
    EXPLANATION_LENGTH,
    Action,
    Appeal,
    Case,
    Cause,
    Decision,
    Scope,
)
from consult.moderation.models.decisions import UNDOING
from consult.moderation.services.cases import close_cases, words_of
from consult.moderation.services.notices import tell_author, tell_reporters
from consult.moderation.services.register import enter
from consult.people import services as people
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, HeldStatus, HeldText
from consult.threads.policy import moment
from consult.threads.screening import Ground

ON_WORDS = (Action.KEEP, Action.HIDE, Action.RESTORE, Action.PUBLISH, Action.REFUSE)
"""What is decided on the words themselves, whatever becomes of their author."""
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
    *,
    by: User,
    subject_id: UUID,
    action: str,
    reasons: Reasons = NO_REASONS,
    seen: str = "",
    at: datetime | None = None,
) -> Decision:
    """Decide on a comment or on held words: one of the actions that `policy.why_not_decide` allows.

    `seen` is the `standing` that the moderator had before them: where it is another by now, nothing
    is written. Hiding and refusing name an article, warning and suspending too, and say why.
    `at` is when that was, where it is told afterwards. Raises `NotFound` and the refusals of
    `consult.moderation.refusals`.
    """
    subject = lock_subject(subject_id)
    membership = acting_membership(by, subject.draft.consultation, Role.MODERATOR)
    if refusal := policy.why_not_judge(membership, subject):
        raise refusal
    if seen and (refusal := why_outdated(subject, seen)):
        raise refusal
    if refusal := policy.why_not_decide(membership, subject, action):
        raise why_in_vain(subject, refusal)
    now = at or timezone.now()
    decision = new_decision(subject, Action(action), membership, reasons, now)
    if action == Action.SUSPEND:
        if refusal := policy.why_not_suspend(
            by, decision.author, until=reasons.until, scope=reasons.scope, at=now
        ):
            raise refusal
        decision.until, decision.scope = reasons.until, Scope(reasons.scope)
    take_effect(decision)
    write(decision)
    if action in ON_WORDS:
        settle_words(subject, decision)
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


def settle_words(subject: Comment | HeldText, decision: Decision) -> None:
    """Close what waited for a decision on some words, and tell those who reported them.

    Restoring also ends what was under way about their hiding: its second key and its appeal.
    """
    tell_reporters(subject, decision)
    waiting = Q(cause__in=REVIEWED, **words_of(subject))
    if decision.action == Action.RESTORE:
        hidings = Decision.objects.filter(comment=subject, action=Action.HIDE)
        end_appeals(hidings, decision)
        waiting |= Q(
            cause__in=(Cause.UNCONFIRMED, Cause.APPEALED), decision__in=hidings, comment=subject
        )
    opened = [wait_for_second_key(subject, decision)] if decision.confirm_by else []
    close_cases(waiting, decision, *opened)


def wait_for_second_key(subject: Comment | HeldText, decision: Decision) -> Case:
    """Put a provisional decision before the other college; the desk is told by the caller."""
    return Case.objects.create(
        consultation_id=decision.consultation_id,
        cause=Cause.UNCONFIRMED,
        decision=decision,
        college=policy.other(decision.college),
        due_at=decision.confirm_by,
        **words_of(subject),
    )


def end_appeals(decisions: QuerySet[Decision], outcome: Decision) -> None:
    """Give the appeal against one of these its outcome, where it still waits for one."""
    Appeal.objects.filter(decision__in=decisions, outcome=None).update(outcome=outcome)


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
        language=get_language() or "",
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


def is_newest(decision: Decision) -> bool:
    """Tell whether nothing was decided since on words that `lock_subject` locked."""
    return decision.subject.latest == decision.pk


def is_undone(decision: Decision) -> bool:
    """Tell whether what a decision did has ended: hidden again since counts as another hiding."""
    ending = Q(about=decision, action__in=UNDOING)
    if decision.action == Action.HIDE:
        if not decision.comment.is_hidden:
            return True
        anew = (Action.HIDE, Action.RESTORE)
        ending |= Q(comment=decision.comment_id, pk__gt=decision.pk, action__in=anew)
    if decision.action == Action.REFUSE and decision.held.status != HeldStatus.REFUSED:
        return True
    return Decision.objects.filter(ending).exists()


def undo(decision: Decision) -> None:
    """End what a restriction does; nothing else has ended it."""
    match decision.action:
        case Action.HIDE:
            threads.show_words(decision.comment)
        case Action.REFUSE if may_return(decision.held):
            threads.publish_held(decision.held)
        case Action.SUSPEND:
            end_suspension(decision)


def may_return(held: HeldText) -> bool:
    """Tell whether refused words can still be published: while they are kept; an edit, while its
    comment is public and says what it said. Newer words of its author never give way to older ones.
    """
    if not (held.source or held.wording):
        return False
    edited = held.edits
    if held.translates is not None and not held.translates.is_visible:
        return False
    if edited is None or held.status != HeldStatus.REFUSED:
        return held.status == HeldStatus.REFUSED
    newer = HeldText.objects.filter(edits=edited, pk__gt=held.pk)
    newer = newer.exclude(status=HeldStatus.WITHDRAWN)
    return (
        edited.is_visible
        and (edited.edited_at is None or edited.edited_at < held.held_at)
        and not newer.exists()
    )


def end_suspension(decision: Decision) -> None:
    """End a suspension that still holds as this decision set it; another decision that suspends
    takes its place where there is one.
    """
    author, consultation = decision.author, decision.consultation
    others = Decision.objects.filter(
        ~Exists(Decision.objects.filter(about=OuterRef("pk"), action__in=UNDOING)),
        action=Action.SUSPEND,
        author=author,
        scope=decision.scope,
        until__gt=timezone.now(),
    ).exclude(pk=decision.pk)
    if decision.scope == Scope.SITE:
        if author.suspended_until == decision.until:
            people.suspend(participant=author, until=newest_end(others))
        return
    if suspended_until(User.objects.get(pk=author.pk), consultation) != decision.until:
        return
    if until := newest_end(others.filter(consultation=consultation)):
        consultations.suspend(consultation=consultation, participant=author, until=until)
    else:
        consultations.end_suspension(consultation=consultation, participant=author)


def newest_end(suspensions: QuerySet[Decision]) -> datetime | None:
    """Return until when the newest of these suspends, None where there is none."""
    return suspensions.order_by("-pk").values_list("until", flat=True).first()


def write(decision: Decision) -> Decision:
    """Write a decision and its register entry, and tell its author."""
    decision.save(force_insert=True)
    enter(decision)
    tell_author(decision)
    return decision


# What is decided on


def lock_subject(subject_id: UUID) -> Comment | HeldText:
    """Return a locked comment or held text, with its author, what it answers, and as `latest` the
    key of the newest decision about it. Raises `NotFound`.
    """
    try:
        return lock_comment(subject_id)
    except NotFound:
        return lock_held(subject_id)


def lock_comment(comment_id: UUID) -> Comment:
    """Return a locked comment, as `lock_subject` does."""
    return threads.lock_comment(comment_id, with_latest(Comment.objects, "comment", ANSWERED))


def lock_held(held_id: UUID) -> HeldText:
    """Return locked held words, as `lock_subject` does."""
    related = (*ANSWERED, "edits__in_reply_to")
    return threads.lock_held(held_id, with_latest(HeldText.objects, "held", related))


ANSWERED = ("author__erasure", "author__guest", "in_reply_to")


def with_latest(words: QuerySet, name: str, related: Iterable[str]) -> QuerySet:
    """Return words with the newest decision's key. It is true once their section is locked."""
    decisions = Decision.objects.filter(**{name: OuterRef("pk")}).order_by("-pk")
    return words.select_related(*related).annotate(latest=Subquery(decisions.values("pk")[:1]))


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
    """Return what has happened to locked words since a moderator looked at them."""
    now = standing(subject, Decision(pk=subject.latest) if subject.latest else None)
    if now == seen:
        return None
    if subject.latest and now.partition(".")[0] != seen.partition(".")[0]:
        return decided(Decision.objects.get(pk=subject.latest))
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
    refusal = refusals.AlreadyDecided(
        what=latest.get_action_display(), when=moment(latest.decided_at), who=who
    )
    refusal.decision = latest
    return refusal
