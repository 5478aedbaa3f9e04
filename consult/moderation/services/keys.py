"""The second key: what one college hid is provisional until the other confirms it in time."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consult.consultations.models import Role
from consult.consultations.policy import acting_membership
from consult.core.errors import NotFound
from consult.core.text import clean_optional
from consult.moderation import policy, refusals
from consult.moderation.models import EXPLANATION_LENGTH, Action, Case, Cause, Decision
from consult.moderation.models.decisions import UNDOING
from consult.moderation.services.cases import close_cases, words_of
from consult.moderation.services.decisions import (
    decided,
    end_appeals,
    is_newest,
    is_undone,
    lock_comment,
    lock_held,
    undo,
    write,
)
from consult.people.models import User
from consult.threads.models import Comment, HeldText

logger = logging.getLogger("parvis.moderation")

AT_ONCE = 100
"""Decisions that one look at what has expired settles at most."""


@transaction.atomic
def turn_key(
    *,
    by: User,
    decision_id: UUID,
    confirms: bool,
    explanation: str = "",
    at: datetime | None = None,
) -> Decision:
    """Confirm a provisional decision of the other college, or lift it: then the words return.

    `at` is when that was, where it is told afterwards. Raises `NotFound`, `NotAllowed`,
    `OwnComment`, `OtherCollege`, and `AlreadyDecided` where it is settled already.
    """
    first = lock_decision(pk=decision_id)
    membership = acting_membership(by, first.consultation, Role.MODERATOR)
    if refusal := policy.why_not_confirm(membership, first):
        raise refusal
    raise_if_settled(first)
    second = follow_up(
        first,
        Action.CONFIRM if confirms else Action.LIFT,
        explanation=clean_optional(explanation, limit=EXPLANATION_LENGTH),
        moderator=by,
        college=membership.college,
        decided_at=at or timezone.now(),
    )
    return settle(first, second)


def expire_unconfirmed(*, now: datetime | None = None, limit: int = AT_ONCE) -> int:
    """Let words return whose hiding nobody confirmed in time; return how many did.

    Called by the command `settle_due` and by each process of the site while anybody is there.
    """
    now = now or timezone.now()
    due = Case.objects.open().filter(cause=Cause.UNCONFIRMED, due_at__lt=now).order_by("due_at")
    return sum(expire_or_log(key, now) for key in due.values_list("decision", flat=True)[:limit])


def expire_or_log(decision_id: UUID, now: datetime) -> bool:
    """Let the words of one decision return; False where that was not possible, or no longer due.

    One that fails is logged and tried again later: the others do not wait for it.
    """
    try:
        return expire(decision_id, now)
    except refusals.AlreadyDecided:
        return False
    except Exception:
        logger.exception("The decision %s was not confirmed in time, and stays", decision_id)
        return False


@transaction.atomic
def expire(decision_id: UUID, now: datetime) -> bool:
    """Let the words of one decision return. Raises `AlreadyDecided` where it is settled."""
    first = lock_decision(pk=decision_id)
    raise_if_settled(first)
    settle(first, follow_up(first, Action.EXPIRE, is_automated=True, decided_at=now))
    return True


def lock_decision(**named: UUID) -> Decision:
    """Return the decision of a key, or of an `appeal`, whose words are locked. Raises `NotFound`."""
    related = ("consultation", "article", "author__erasure", "author__guest")
    decision = Decision.objects.select_related(*related).filter(**named).first()
    if decision is None:
        raise NotFound
    subject = lock_words_of(decision)
    setattr(decision, *next(iter(words_of(subject).items())))
    return decision


def lock_words_of(decision: Decision) -> Comment | HeldText:
    """Return the locked words that a decision is about."""
    if decision.held_id:
        return lock_held(decision.held_id)
    return lock_comment(decision.comment_id)


def raise_if_settled(decision: Decision) -> None:
    """Raise `AlreadyDecided` where a decision waits for no second key, or no longer."""
    if not is_newest(decision):
        raise_if_followed(decision)
    if decision.confirm_by is None:
        raise refusals.NothingToDecide


def raise_if_followed(decision: Decision) -> None:
    """Raise `AlreadyDecided` where another decision ended what this one did, or confirmed it."""
    latest = Decision.objects.filter(about=decision).order_by("-pk").first()
    if latest is not None:
        raise decided(latest)
    subject = decision.subject
    restored = (
        Decision.objects.filter(
            **words_of(subject), action__in=[Action.RESTORE, Action.PUBLISH], pk__gt=decision.pk
        )
        .order_by("-pk")
        .first()
    )
    if restored is not None:
        raise decided(restored)


def follow_up(first: Decision, action: Action, **more: object) -> Decision:
    """Return a decision about another one, not yet written."""
    return Decision(
        consultation=first.consultation,
        action=action,
        author=first.author,
        about=first,
        article=first.article,
        was_noticed_by_machine=first.was_noticed_by_machine,
        **words_of(first.subject),
        **more,
    )


def settle(first: Decision, second: Decision) -> Decision:
    """Write what became of a decision, and what follows from it."""
    if second.action in UNDOING and not is_undone(first):
        undo(first)
    write(second)
    waiting = Q(decision=first, cause=Cause.UNCONFIRMED)
    if second.action in UNDOING:
        end_appeals(Decision.objects.filter(pk=first.pk), second)
        waiting |= Q(decision=first, cause=Cause.APPEALED)
    close_cases(waiting, second)
    return second
