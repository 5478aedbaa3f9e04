"""Words that wait for a moderator: read and withdrawn by their author."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import answer
from consult.api.openapi import reads, writes
from consult.api.problems import READING, WRITING
from consult.api.schemas import held as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Account
from consult.api.telling_held import tell_held
from consult.threads import refusals, services

router = Router(tags=["held texts"])


@router.get("/held/{held_id}/", url_name="held", **reads(schemas.HeldText, *READING))
def read_held(request: HttpRequest, held_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read what is held.

    Its author only, who is told why it waits, until when, and what became of it.
    """
    del asked
    held = reading.own_held_text(request, held_id)
    return answer(request, tell_held(request, held.pk))


@router.delete(
    "/held/{held_id}/",
    auth=Account(),
    **writes({204: None}, *WRITING, refusals.NoLongerWaiting),
)
def withdraw_held(request: HttpRequest, held_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Take back what is held.

    Its author only, and only while it waits. Its words are erased.
    """
    del asked
    reading.own_held_text(request, held_id)
    services.withdraw_held(by=request.user, held_id=held_id)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
