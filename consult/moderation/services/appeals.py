"""Appeals: an author contests a decision, the other college reviews it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from consult.consultations.models import Membership, Role
from consult.consultations.policy import acting_membership
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
from consult.moderation.services.cases import close_cases, open_case
from consult.moderation.services.decisions import decided, is_newest, is_undone, undo, write
from consult.moderation.services.keys import follow_up, lock_decision
from consult.people.models import User


@transaction.atomic
def appeal_decision(
    *, by: User, decision_id: UUID, words: str, at: datetime | None = None
) -> Appeal:
    """Contest a decision about one's own words, once, within the time that the charter gives.

    `at` is when that was, where it is told afterwards. Raises `NotFound`, the refusals of
    `policy.why_not_appeal`, `NoWords`, and what `normalise` raises of the words.
    """
    decision = lock_decision(pk=decision_id)
    now = at or timezone.now()
    if refusal := policy.why_not_appeal(
        by,
        decision,
        is_undone=is_undone(decision),
        is_appealed=Appeal.objects.filter(decision=decision).exists(),
        at=now,
    ):
        raise refusal
    try:
        said = normalise(words, limit=APPEAL_LENGTH)
    except Empty as empty:
        raise refusals.NoWords from empty
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, words=said, appealed_at=now)
    except IntegrityError as twice:
        raise refusals.AppealedBefore from twice
    open_case(
        decision.subject,
        Cause.APPEALED,
        decision=decision,
        college=policy.other(decision.college),
    )
    return appeal


@transaction.atomic
def settle_appeal(
    *,
    by: User,
    appeal_id: UUID,
    upholds: bool,
    explanation: str,
    at: datetime | None = None,
) -> Decision:
    """Decide on an appeal, with reasons for the author: uphold the decision, or overturn it.

    `at` is when that was, where it is told afterwards. Raises `NotFound`, `NotAllowed`,
    `OwnComment`, `OwnDecision`, `OwnKey`, `OtherCollege`, `NoExplanation`, and `AlreadyDecided`
    where it is settled already.
    """
    decision = lock_decision(appeal=appeal_id)
    appeal = Appeal.objects.select_related("outcome").get(pk=appeal_id)
    appeal.decision = decision
    membership = acting_membership(by, decision.consultation, Role.MODERATOR)
    colleagues = []
    if membership and not is_newest(decision):  # a second key would be newer
        colleagues = colleagues_for(membership, [decision])[decision.pk]
    if refusal := policy.why_not_settle(membership, appeal, colleagues=colleagues):
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
        decided_at=at or timezone.now(),
    )
    if not upholds and not is_undone(decision):
        undo(decision)
    write(outcome)
    appeal.outcome = outcome
    appeal.save(update_fields=["outcome"])
    # The other college has looked at it: that is a second key too, whichever way it turned.
    about = Q(decision=decision, cause__in=(Cause.APPEALED, Cause.UNCONFIRMED))
    close_cases(about, outcome)
    return outcome


def colleagues_for(
    membership: Membership, decisions: Iterable[Decision]
) -> dict[UUID, list[Membership]]:
    """Return by the key of each decision that a moderator confirmed all other moderators there; for
    other decisions nobody. One query, two where they confirmed any.
    """
    confirmed = set(
        Decision.objects.filter(
            about__in=decisions, action=Action.CONFIRM, moderator=membership.participant_id
        ).values_list("about", flat=True)
    )
    colleagues: list[Membership] = []
    if confirmed:
        seats = Membership.objects.filter(
            consultation=membership.consultation_id,
            role=Role.MODERATOR,
            participant__is_active=True,
        )
        colleagues = list(seats.exclude(participant=membership.participant_id))
    return defaultdict(list, dict.fromkeys(confirmed, colleagues))
