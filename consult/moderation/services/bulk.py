"""Several decisions with one reason: each is taken, or refused, by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consult.consultations.models import Consultation, Role
from consult.consultations.policy import acting_membership
from consult.core.errors import NotFound, Refused
from consult.moderation import policy, refusals
from consult.moderation.models import Action, Case, Cause, Decision
from consult.moderation.services.decisions import Reasons, decide
from consult.moderation.services.keys import turn_key
from consult.people.models import User

TWINS = {Action.KEEP: Action.PUBLISH, Action.HIDE: Action.REFUSE}
"""What is decided on a comment, and what the same means for words that wait."""
IN_BULK = (*TWINS, Action.RESTORE, Action.WARN, Action.CONFIRM)
"""What can be decided on several cases at once."""


@dataclass(frozen=True)
class Chosen:
    """One case of several; `seen` is the `standing` that the moderator had before them."""

    case_id: UUID
    seen: str = ""


@dataclass(frozen=True)
class Done:
    """What became of one case: a decision, or why there is none."""

    case_id: UUID
    decision: Decision | None = None
    refusal: Refused | None = None


def decide_many(
    *,
    by: User,
    consultation: Consultation,
    chosen: Sequence[Chosen],
    action: str,
    reasons: Reasons,
) -> list[Done]:
    """Take one action on several cases of a consultation, each in a transaction of its own.

    Keeping publishes words that wait, and hiding refuses them. What is refused of one case stops
    none of the others. Raises `NotFound` for who does not moderate here, `UnknownAction`,
    `NothingChosen` and `TooMany`.
    """
    if acting_membership(by, consultation, Role.MODERATOR) is None:
        raise NotFound
    if action not in IN_BULK:
        raise refusals.UnknownAction
    if not chosen:
        raise refusals.NothingChosen
    if len(chosen) > policy.MOST_AT_ONCE:
        raise refusals.TooMany(limit=policy.MOST_AT_ONCE)
    keys = [one.case_id for one in chosen]
    cases = Case.objects.filter(consultation=consultation).in_bulk(keys)
    return [decide_one(by, one, cases.get(one.case_id), Action(action), reasons) for one in chosen]


def decide_one(
    by: User, chosen: Chosen, case: Case | None, action: Action, reasons: Reasons
) -> Done:
    """Take an action on one case, and return what became of it."""
    try:
        if case is None:
            raise NotFound
        if case.closed_at is not None:
            raise refusals.CaseClosed
        return Done(chosen.case_id, decision=act(by, case, action, reasons, chosen.seen))
    except Refused as refusal:
        return Done(chosen.case_id, refusal=refusal)


def act(by: User, case: Case, action: Action, reasons: Reasons, seen: str) -> Decision:
    """Call the service that an action on a case needs."""
    if action == Action.CONFIRM:
        if case.cause != Cause.UNCONFIRMED:
            raise refusals.UnknownAction
        return turn_key(
            by=by, decision_id=case.decision_id, confirms=True, explanation=reasons.explanation
        )
    return decide(
        by=by,
        subject_id=case.held_id or case.comment_id,
        action=TWINS.get(action, action) if case.held_id else action,
        reasons=reasons,
        seen=seen,
    )
