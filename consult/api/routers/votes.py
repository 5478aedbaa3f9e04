"""Votes: cast and withdrawn."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import written
from consult.api.openapi import writes
from consult.api.problems import BODY, WRITING
from consult.api.schemas import comments as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Session
from consult.api.telling import votes_on
from consult.core.pace import TooFast, TooFastTogether
from consult.threads import refusals, services

router = Router(tags=["votes"], auth=Session())

VOTING = (
    *WRITING,
    refusals.NotOpenYet,
    refusals.NoLongerOpen,
    refusals.SectionGone,
    refusals.Suspended,
    refusals.NotVisible,
    refusals.OwnComment,
    TooFast,
    TooFastTogether,
)


@router.put("/comments/{comment_id}/vote/", **writes({200: schemas.Counted}, *VOTING, *BODY))
def cast_vote(
    request: HttpRequest, comment_id: UUID, vote: schemas.CastVote, asked: Query[Asked]
) -> HttpResponse:
    """Vote on a comment.

    One vote a participant and comment: another one takes its place, the same one changes nothing.
    """
    del asked
    return count(request, comment_id, vote.value)


@router.delete("/comments/{comment_id}/vote/", **writes({200: schemas.Counted}, *VOTING))
def withdraw_vote(request: HttpRequest, comment_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Withdraw a vote.

    Where there is none, nothing changes.
    """
    del asked
    return count(request, comment_id, "")


def count(request: HttpRequest, comment_id: UUID, value: str) -> HttpResponse:
    """Cast or withdraw a vote, and answer with the counts."""
    reading.readable_comment(request, comment_id)
    comment = services.cast_vote(
        by=request.user,
        comment_id=comment_id,
        value=value,
        address=get_adapter().get_client_ip(request),
    )
    return written(schemas.Counted(comment=comment.pk, votes=votes_on(comment)))
