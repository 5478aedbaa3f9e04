"""Cases and decisions one by one or in a plain list, with all that telling them needs.

The number of queries does not depend on how many there are.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from consult.consultations.models import Consultation, Membership, Role
from consult.consultations.policy import acting_membership, membership_of
from consult.core.errors import NotFound
from consult.moderation import policy
from consult.moderation.models import TAKEN_FOR, Action, Appeal, Case, Cause, Decision, Report
from consult.moderation.queries.history import colleagues_at, possible_actions
from consult.moderation.services import standing
from consult.people.models import User
from consult.threads.models import Comment, HeldText

MOST_BESIDE = 100
"""How many reports, and how many decisions, are told with one case at most."""


@dataclass(frozen=True)
class AtDesk:
    """A case, with what a moderator needs to act on it."""

    case: Case
    standing: str
    """What is sent back with a decision, so that nobody decides on what they have not seen."""
    actions: list[Action]
    """What this moderator may decide on it."""
    holder: User | None
    held_until: datetime | None


def moderated(consultation_id: UUID, reader: User) -> Membership:
    """Return a moderator's membership in a consultation. Raises `NotFound` for everybody else."""
    consultation = Consultation.objects.filter(pk=consultation_id).first()
    if consultation is None:
        raise NotFound
    return seat_in(consultation, reader)


def seat_in(consultation: Consultation, reader: User) -> Membership:
    """Return the same for a consultation that is loaded."""
    membership = acting_membership(reader, consultation, Role.MODERATOR)
    if membership is None:
        raise NotFound
    return membership


def open_cases(
    membership: Membership, *, cause: Cause | None, after: UUID | None, limit: int
) -> tuple[list[AtDesk], UUID | None]:
    """Return a page of a consultation's open cases, the oldest first, and after which the next
    begins.
    """
    cases = with_decisions(Case.objects.open().filter(consultation=membership.consultation_id))
    if cause:
        cases = cases.filter(cause=cause)
    if after:
        cases = cases.filter(pk__gt=after)
    found = list(cases.order_by("pk")[: limit + 1])
    shown = found[:limit]
    return at_desk(shown, membership), shown[-1].pk if len(found) > limit else None


def case_for(reader: User, case_id: UUID) -> AtDesk:
    """Return a case, open or closed, for a moderator of its consultation. Raises `NotFound`."""
    cases = with_decisions(Case.objects.select_related("consultation"))
    case = cases.filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return at_desk([case], seat_in(case.consultation, reader))[0]


def with_decisions(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with who is on them, and with the decision that waits, is appealed, or closed them."""
    return cases.select_related(
        "taken_by",
        *(f"decision__{name}" for name in OF_A_DECISION),
        *(f"closed_by__{name}" for name in OF_A_DECISION),
    )


OF_A_DECISION = ("article", "consultation", "appeal")


def at_desk(cases: list[Case], membership: Membership) -> list[AtDesk]:
    """Return cases of the consultation of a moderator, as this moderator may act on them."""
    now = timezone.now()
    comments = judged(Comment.objects.all(), "comment", [one.comment_id for one in cases])
    held = judged(HeldText.objects.all(), "held", [one.held_id for one in cases])
    colleagues = colleagues_at(cases, membership)
    return [
        AtDesk(
            case=one,
            standing=standing_of(subject),
            actions=possible_actions(one, subject, membership, colleagues[one.decision_id])[0],
            holder=one.holder(now),
            held_until=one.taken_at + TAKEN_FOR if one.holder(now) else None,
        )
        for one in cases
        if (subject := comments.get(one.comment_id) or held.get(one.held_id))
    ]


def judged(words: QuerySet, name: str, ids: list[UUID | None]) -> dict[UUID, Comment | HeldText]:
    """Return words by their ids, with what they answer and as `latest` the key of the newest
    decision about them.
    """
    keys = [one for one in ids if one]
    if not keys:
        return {}
    decisions = Decision.objects.filter(**{name: OuterRef("pk")}).order_by("-pk")
    found = words.select_related("in_reply_to", "draft__consultation").annotate(
        latest=Subquery(decisions.values("pk")[:1])
    )
    return found.in_bulk(keys)


def standing_of(subject: Comment | HeldText) -> str:
    """Return the standing of words that were loaded with their latest decision."""
    return standing(subject, Decision(pk=subject.latest) if subject.latest else None)


def reports_on(case: Case) -> list[Report]:
    """Return the newest open reports about a case's comment. Who sent them is nobody's business."""
    if case.comment_id is None:
        return []
    reports = Report.objects.filter(comment=case.comment_id, closed_at=None).order_by("-pk")
    return list(reports.select_related("article").defer("email", "mark")[:MOST_BESIDE])


def decisions_on(case: Case) -> list[Decision]:
    """Return the newest decisions about a case's words, the newest first."""
    about = {"comment": case.comment_id} if case.comment_id else {"held": case.held_id}
    found = Decision.objects.filter(**about).select_related(*OF_A_DECISION)
    return list(found.order_by("-pk")[:MOST_BESIDE])


# One decision


def decision_for(reader: User, decision_id: UUID) -> Decision:
    """Return a decision for who may read its reasons. Raises `NotFound` for everybody else: they
    find in the register what is public of it.
    """
    decision = Decision.objects.select_related(*OF_A_DECISION).filter(pk=decision_id).first()
    if decision is None:
        raise NotFound
    membership = membership_of(reader, decision.consultation, Role.MODERATOR)
    if not policy.may_read_statement(reader, membership, decision):
        raise NotFound
    return decision


def appealed_decision(appeal_id: UUID) -> UUID:
    """Return the key of the decision that an appeal contests. Raises `NotFound`."""
    found = Appeal.objects.filter(pk=appeal_id).values_list("decision", flat=True).first()
    if found is None:
        raise NotFound
    return found
