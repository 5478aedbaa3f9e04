"""Comments in other languages: read, offered, confirmed, taken back, asked of a machine."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import answer, written
from consult.api.openapi import reads, writes
from consult.api.problems import BODY, READING, WRITING
from consult.api.routers.comments import accepted
from consult.api.schemas import held as held_schemas
from consult.api.schemas import translations as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Account, Session
from consult.core import pace
from consult.core.errors import SignInFirst
from consult.core.pace import TooFast, TooFastTogether
from consult.core.text import ControlCharacters, Empty, TooLong
from consult.languages import queries as languages
from consult.languages import refusals as machine_refusals
from consult.languages import services as machine
from consult.languages.models import MachineTranslation, State
from consult.threads import refusals, services
from consult.threads.models import Comment, CommentTranslation
from consult.threads.queries import comments_by_id, people_in_all, viewer_of

router = Router(tags=["translations"])

OFFERING = (
    *WRITING,
    *BODY,
    refusals.Suspended,
    refusals.NotVisible,
    refusals.SameLanguage,
    refusals.NothingToTranslate,
    Empty,
    TooLong,
    ControlCharacters,
    TooFast,
    TooFastTogether,
)
CONFIRMING = (
    *WRITING,
    refusals.Suspended,
    refusals.NotVisible,
    refusals.OwnTranslation,
    refusals.NotOffered,
    refusals.ConfirmedBefore,
)
ASKING = (
    *WRITING,
    *BODY,
    machine_refusals.NoMachine,
    machine_refusals.UnknownPair,
    machine_refusals.SameLanguage,
    TooFast,
    TooFastTogether,
)


@router.get("/comments/{comment_id}/translations/", **reads(schemas.Translations, *READING))
def list_translations(request: HttpRequest, comment_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """List the translations of a comment.

    Into every language, by people and by machines, of its words as they are now.
    """
    del asked
    found = reading.readable_comment(request, comment_id)
    viewer = viewer_of(request.user, found.draft.consultation)
    comment = comments_by_id([comment_id], viewer)[comment_id]
    items = [by_person(one, comment) for one in people_in_all(comment)]
    if comment.is_visible and comment.shown_html:
        made = languages.made_in_all(comment.shown_html, comment.language)
        items += [by_machine(one, comment) for one in made]
    return answer(request, schemas.Translations(items=items))


@router.post(
    "/comments/{comment_id}/translations/",
    auth=Session(),
    **writes({201: schemas.Translation, 202: held_schemas.HeldText}, *OFFERING),
)
def offer_translation(
    request: HttpRequest, comment_id: UUID, new: schemas.NewTranslation, asked: Query[Asked]
) -> HttpResponse:
    """Offer a translation of a comment.

    Its author's own is confirmed at once. With 202, a moderator reads it before it is public.
    """
    del asked
    comment = reading.readable_comment(request, comment_id)
    offered = services.offer_translation(
        by=request.user,
        comment_id=comment_id,
        language=new.language,
        body=new.text,
        address=get_adapter().get_client_ip(request),
    )
    if offered.held is not None:
        return accepted(request, offered.held)
    return written(by_person(offered.translation, comment), status=201)


@router.post(
    "/comments/{comment_id}/machine-translations/",
    auth=Session(),
    **writes({200: schemas.Progress, 202: schemas.Progress}, *ASKING),
)
def ask_machine(
    request: HttpRequest, comment_id: UUID, new: schemas.AskMachine, asked: Query[Asked]
) -> HttpResponse:
    """Ask a machine to translate a comment.

    With 200 it is there: among the translations of the comment. With 202 it is on its way.
    """
    del asked
    reading.readable_comment(request, comment_id)
    if not request.user.is_authenticated:
        raise SignInFirst
    row = machine.ask(
        "comment",
        comment_id,
        new.language,
        reader=request.user,
        participant=request.user.pk,
        is_new=pace.is_new_account(request.user.joined_at),
        address=get_adapter().get_client_ip(request),
    )
    content = schemas.Progress(comment=comment_id, language=new.language, state=row.state)
    return written(content, status=200 if row.state == State.MADE else 202)


@router.post(
    "/translations/{translation_id}/confirmation/",
    auth=Account(),
    **writes({200: schemas.Translation}, *CONFIRMING),
)
def confirm_translation(
    request: HttpRequest, translation_id: UUID, asked: Query[Asked]
) -> HttpResponse:
    """Confirm that a translation says what its comment says.

    The comment's author may, and whoever did not write the translation.
    """
    del asked
    translation = services.confirm_translation(by=request.user, translation_id=translation_id)
    return written(by_person(translation, translation.comment))


@router.delete(
    "/translations/{translation_id}/",
    auth=Account(),
    **writes({204: None}, *WRITING, refusals.NotYourTranslation, refusals.NotVisible),
)
def withdraw_translation(
    request: HttpRequest, translation_id: UUID, asked: Query[Asked]
) -> HttpResponse:
    """Take a translation back.

    Whoever wrote it only. Its words are erased.
    """
    del asked
    services.withdraw_translation(by=request.user, translation_id=translation_id)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def by_person(row: CommentTranslation, comment: Comment) -> schemas.Translation:
    """Return a person's translation."""
    return schemas.Translation(
        id=row.pk,
        comment=comment.pk,
        language=row.language,
        source_language=comment.language,
        status=row.status,
        by=row.by_name,
        confirmed_by=row.confirmed_by_name or None,
        machine=None,
        text=row.source,
        html=row.html,
        made_at=row.offered_at,
    )


def by_machine(row: MachineTranslation, comment: Comment) -> schemas.Translation:
    """Return a machine's translation."""
    return schemas.Translation(
        id=None,
        comment=comment.pk,
        language=row.to_language,
        source_language=row.from_language,
        status="machine",
        by=None,
        confirmed_by=None,
        machine=row.machine,
        text=row.text,
        html=row.html,
        made_at=row.made_at,
    )
