"""Cases: what waits for the moderators of a consultation; listed, read, taken and let go."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import answer, written
from consult.api.openapi import reads, writes
from consult.api.problems import ACTING, BODY, READING
from consult.api.schemas import moderation as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Account
from consult.api.telling_cases import tell_case, tell_cases
from consult.moderation import refusals, services
from consult.moderation.queries import cases as queries
from consult.people.policy import SecondFactorFirst

router = Router(tags=["moderation"])

TAKING = (
    *(*ACTING, *BODY),
    refusals.OwnComment,
    refusals.CaseClosed,
    refusals.TakenByOther,
)


@router.get(
    "/consultations/{consultation_id}/cases/", **reads(schemas.Cases, *READING, SecondFactorFirst)
)
def list_cases(
    request: HttpRequest, consultation_id: UUID, asked: Query[schemas.CasesAsked]
) -> HttpResponse:
    """List the open cases.

    What waits for the moderators of a consultation, the oldest first. There is none for others.
    """
    membership = queries.moderated(consultation_id, request.user)
    found, following = queries.open_cases(
        membership, cause=asked.cause, after=asked.cursor, limit=asked.limit
    )
    more = reading.next_address(request, str(following) if following else None)
    return answer(request, schemas.Cases(items=tell_cases(request, found), next=more))


@router.get("/cases/{case_id}/", **reads(schemas.CaseInFull, *READING, SecondFactorFirst))
def read_case(request: HttpRequest, case_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read a case.

    Open or closed, with the open reports and with what was decided on these words so far.
    """
    del asked
    return answer(request, tell_case(request, queries.case_for(request.user, case_id)))


@router.post("/cases/{case_id}/take/", auth=Account(), **writes({200: schemas.CaseInFull}, *TAKING))
def take_case(request: HttpRequest, case_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Take a case.

    Others see for 15 minutes who is on it; taken again, the time begins anew.
    """
    del asked
    services.take_case(by=request.user, case_id=case_id)
    return written(tell_case(request, queries.case_for(request.user, case_id)))


@router.post(
    "/cases/{case_id}/release/", auth=Account(), **writes({200: schemas.CaseInFull}, *TAKING)
)
def release_case(request: HttpRequest, case_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Let go of a case.

    It is anybody's again.
    """
    del asked
    services.release_case(by=request.user, case_id=case_id)
    return written(tell_case(request, queries.case_for(request.user, case_id)))
