"""Decisions: taken, read, confirmed by the other college, contested and reviewed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import answer, written
from consult.api.openapi import reads, writes
from consult.api.problems import ACTING, BODY, READING, WRITING
from consult.api.schemas import moderation as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Account
from consult.api.telling_cases import tell_appeal, tell_decision
from consult.consultations.models import Consultation
from consult.core.errors import NotAllowed
from consult.core.text import ControlCharacters, TooLong
from consult.moderation import refusals, services
from consult.moderation.queries import cases as queries
from consult.threads.refusals import NotVisible

router = Router(tags=["moderation"])

JUDGING = (
    *ACTING,
    *BODY,
    NotAllowed,
    ControlCharacters,
    TooLong,
    refusals.OwnComment,
    refusals.AlreadyDecided,
)
DECIDING = (
    *JUDGING,
    refusals.NothingToDecide,
    refusals.WordsChanged,
    refusals.Deleted,
    refusals.NoArticle,
    refusals.UnknownAction,
    refusals.NoExplanation,
    refusals.NoEnd,
    refusals.NotOnSite,
    refusals.NoAccountOnSite,
)
CONFIRMING = (*JUDGING, refusals.OtherCollege, refusals.NothingToDecide)
REVIEWING = (
    *JUDGING,
    refusals.OtherCollege,
    refusals.OwnDecision,
    refusals.OwnKey,
    refusals.NoExplanation,
)
APPEALING = (
    *WRITING,
    *BODY,
    ControlCharacters,
    TooLong,
    refusals.NotYourDecision,
    refusals.NotContestable,
    refusals.AppealedBefore,
    refusals.TooLate,
    refusals.NoWords,
)


@router.post(
    "/comments/{comment_id}/decisions/",
    auth=Account(),
    **writes({201: schemas.Decision}, *DECIDING),
)
def decide_on_comment(
    request: HttpRequest, comment_id: UUID, new: schemas.NewDecision, asked: Query[Asked]
) -> HttpResponse:
    """Decide on a comment.

    A moderator of the consultation keeps, hides or restores it, or warns or suspends its author.
    """
    del asked
    comment = reading.judged_comment(request, comment_id)
    return decide(request, comment_id, comment.draft.consultation, new)


@router.post(
    "/held/{held_id}/decisions/",
    auth=Account(),
    **writes({201: schemas.Decision}, *DECIDING, NotVisible),
)
def decide_on_held(
    request: HttpRequest, held_id: UUID, new: schemas.NewDecision, asked: Query[Asked]
) -> HttpResponse:
    """Decide on what is held.

    A moderator of the consultation publishes or refuses it, or warns or suspends its author.
    """
    del asked
    held = reading.judged_held_text(request, held_id)
    return decide(request, held_id, held.draft.consultation, new)


def decide(
    request: HttpRequest, subject_id: UUID, consultation: Consultation, new: schemas.NewDecision
) -> HttpResponse:
    """Take a decision, and answer with it."""
    decision = services.decide(
        by=request.user,
        subject_id=subject_id,
        action=new.action,
        reasons=services.Reasons(
            article_id=reading.article_id(consultation, new.article),
            explanation=new.explanation,
            until=new.until,
            scope=new.scope,
        ),
        seen=new.seen,
    )
    return made(request, decision.pk)


def made(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Answer with a new decision."""
    decision = queries.decision_for(request.user, decision_id)
    address = reverse("api:decision", kwargs={"decision_id": decision_id})
    return written(tell_decision(decision), status=201, Location=address)


@router.get("/decisions/{decision_id}/", url_name="decision", **reads(schemas.Decision, *READING))
def read_decision(request: HttpRequest, decision_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read a decision.

    Whom it is about reads it, and moderators of the consultation; for all others the register says
    what is public of it.
    """
    del asked
    return answer(request, tell_decision(queries.decision_for(request.user, decision_id)))


@router.post(
    "/decisions/{decision_id}/key/",
    auth=Account(),
    **writes({201: schemas.Decision}, *CONFIRMING),
)
def turn_key(
    request: HttpRequest, decision_id: UUID, turned: schemas.TurnedKey, asked: Query[Asked]
) -> HttpResponse:
    """Turn the second key.

    A moderator of the other college confirms a provisional decision, or lifts it.
    """
    del asked
    reading.known_decision(request, decision_id)
    second = services.turn_key(
        by=request.user,
        decision_id=decision_id,
        confirms=turned.confirms,
        explanation=turned.explanation,
    )
    return made(request, second.pk)


@router.post(
    "/decisions/{decision_id}/appeal/",
    auth=Account(),
    **writes({201: schemas.Appeal}, *APPEALING, located=False),
)
def appeal_decision(
    request: HttpRequest, decision_id: UUID, new: schemas.NewAppeal, asked: Query[Asked]
) -> HttpResponse:
    """Contest a decision.

    Whom it is about, once, within the time that the consultation gives. The other college reviews
    it.
    """
    del asked
    reading.known_decision(request, decision_id)
    appeal = services.appeal_decision(by=request.user, decision_id=decision_id, words=new.text)
    return written(tell_appeal(appeal), status=201)


@router.post(
    "/appeals/{appeal_id}/outcome/",
    auth=Account(),
    **writes({201: schemas.Decision}, *REVIEWING),
)
def settle_appeal(
    request: HttpRequest, appeal_id: UUID, new: schemas.NewOutcome, asked: Query[Asked]
) -> HttpResponse:
    """Decide on an appeal.

    A moderator of the other college upholds the decision or overturns it, with reasons.
    """
    del asked
    reading.known_decision(request, queries.appealed_decision(appeal_id))
    outcome = services.settle_appeal(
        by=request.user, appeal_id=appeal_id, upholds=new.upholds, explanation=new.explanation
    )
    return made(request, outcome.pk)
