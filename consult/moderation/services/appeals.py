"""Appeals: an author contests a decision, the other college reviews it."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.consultations.models import Role
from consult.consultations.policy import membership_of
from consult.core.errors import NotFound
from consult.core.text import Empty, clean_optional, normalise
from consult.moderation import policy, refusals
from consult.moderation.models import (
    APPEAL_LENGTH,
    EXPLANATION_LENGTH,
    Action,
    Appeal,
    Cause,
    Decision,
)
from consult.moderation.models.decisions import UNDOING
from consult.moderation.services.cases import close_cases, open_case
from consult.moderation.services.decisions import decided, undo, write
from consult.moderation.services.keys import follow_up, lock_decision
from consult.people.models import User


@transaction.atomic
def appeal_decision(*, by: User, decision_id: UUID, words: str) -> Appeal:
    """Contest a decision about one's own words, once, within the time that the charter gives.

    Raises `NotFound`, the refusals of `policy.why_not_appeal`, `NoWords`, and what `normalise`
    raises of the words.
    """
    decision = lock_decision(decision_id)
    if refusal := policy.why_not_appeal(
        by,
        decision,
        is_undone=is_undone(decision),
        is_appealed=Appeal.objects.filter(decision=decision).exists(),
        at=timezone.now(),
    ):
        raise refusal
    try:
        said = normalise(words, limit=APPEAL_LENGTH)
    except Empty as empty:
        raise refusals.NoWords from empty
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, words=said)
    except IntegrityError as twice:
        raise refusals.AppealedBefore from twice
    open_case(
        decision.subject,
        Cause.APPEALED,
        decision=decision,
        college=policy.other(decision.college),
    )
    return appeal


def is_undone(decision: Decision) -> bool:
    """Tell whether what a decision did has ended."""
    if decision.followed_by.filter(action__in=UNDOING).exists():
        return True
    if decision.action == Action.HIDE:
        return not decision.comment.is_hidden
    if decision.action == Action.REFUSE:
        return decision.held.published_as_id is not None
    return False


@transaction.atomic
def settle_appeal(*, by: User, appeal_id: UUID, upholds: bool, explanation: str) -> Decision:
    """Decide on an appeal, with reasons for the author: uphold the decision, or overturn it.

    Raises `NotFound`, `NotAllowed`, `OwnComment`, `OwnDecision`, `OtherCollege`, `NoExplanation`,
    and `AlreadyDecided` where it is settled already.
    """
    decision_id = Appeal.objects.filter(pk=appeal_id).values_list("decision", flat=True).first()
    if decision_id is None:
        raise NotFound
    decision = lock_decision(decision_id)
    appeal = Appeal.objects.select_related("outcome").get(pk=appeal_id)
    appeal.decision = decision
    membership = membership_of(by, decision.consultation, Role.MODERATOR)
    if refusal := policy.why_not_settle(membership, appeal):
        raise refusal
    if appeal.outcome is not None:
        raise decided(appeal.outcome)
    said = clean_optional(explanation, limit=EXPLANATION_LENGTH)
    if not said:
        raise refusals.NoExplanation
    outcome = follow_up(
        decision,
        Action.UPHOLD if upholds else Action.OVERTURN,
        explanation=said,
        moderator=by,
        college=membership.college,
    )
    if not upholds and not is_undone(decision):
        undo(decision)
    write(outcome)
    appeal.outcome = outcome
    appeal.save(update_fields=["outcome"])
    close_cases(decision.subject, (Cause.APPEALED,), outcome)
    if not upholds:
        close_cases(decision.subject, (Cause.UNCONFIRMED,), outcome)
    return outcome
