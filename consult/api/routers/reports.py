"""Reports: sent by any reader, with or without an account."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import written
from consult.api.openapi import writes
from consult.api.problems import BODY, READING
from consult.api.refusals import StaleToken
from consult.api.schemas import moderation as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Session
from consult.api.telling_cases import tell_report
from consult.core.pace import TooFast, TooFastTogether
from consult.core.text import ControlCharacters, TooLong
from consult.moderation import refusals, services

router = Router(tags=["reports"])

REPORTING = (
    *READING,
    *BODY,
    StaleToken,
    refusals.NothingToReport,
    refusals.OwnReport,
    refusals.NoArticle,
    refusals.BadAddress,
    refusals.AlreadyReported,
    ControlCharacters,
    TooLong,
    TooFast,
    TooFastTogether,
)


@router.post(
    "/comments/{comment_id}/reports/",
    auth=Session(),
    **writes({201: schemas.Report}, *REPORTING, located=False, is_open=True),
)
def report_comment(
    request: HttpRequest, comment_id: UUID, new: schemas.NewReport, asked: Query[Asked]
) -> HttpResponse:
    """Report a comment.

    Any reader says which article of the charter it breaks; an account is not needed. Moderators
    read it; a report alone hides nothing.
    """
    del asked
    comment = reading.readable_comment(request, comment_id)
    report = services.report_comment(
        by=request.user,
        comment_id=comment_id,
        notice=services.Notice(
            article_id=reading.article_id(comment.draft.consultation, new.article),
            words=new.text,
            email=new.email,
            language=get_language(),
        ),
        address=get_adapter().get_client_ip(request),
    )
    return written(tell_report(report), status=201)
