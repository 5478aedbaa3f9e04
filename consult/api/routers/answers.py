"""Reasoned answers: read by everybody; written, published, signed and edited by drafters."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Query, Router

from consult.answers.models import Answer
from consult.answers.policy import answering
from consult.answers.queries import answers as queries
from consult.answers.services import answers as services
from consult.api import reading
from consult.api.caching import answer as answered
from consult.api.caching import written
from consult.api.openapi import reads, writes
from consult.api.problems import ACTING, BODY, READING
from consult.api.schemas import answers as schemas
from consult.api.schemas.base import Asked
from consult.api.session import Account
from consult.api.telling_answers import tell_answer, tell_answers, tell_changes
from consult.core.errors import NotAllowed, NotFound
from consult.core.text import ControlCharacters, TooLong
from consult.drafts.models import Draft, Version
from consult.threads.models import Status
from consult.threads.refusals import Suspended, UnknownPage

router = Router(tags=["answers"])

DRAFTING = (*ACTING, NotAllowed, Suspended)
BEGINNING = (
    *DRAFTING,
    *BODY,
    ControlCharacters,
    TooLong,
    answering.NothingAnswered,
    answering.TooManyContributions,
    answering.NoContribution,
    answering.NotVisibleToAnswer,
    answering.NoReasons,
    answering.UnknownLanguageOfAnswer,
    answering.NoPlace,
)
CHANGING = (
    *BEGINNING,
    answering.AnswerChanged,
    answering.AlreadyPublished,
    answering.StaysAnswered,
    answering.OneLanguage,
)
PUBLISHING = (
    *DRAFTING,
    *BODY,
    answering.AnswerChanged,
    answering.AlreadyPublished,
    answering.NothingAnswered,
)
SIGNING = (
    *DRAFTING,
    *BODY,
    answering.AnswerChanged,
    answering.NotYetPublished,
    answering.SignedAlready,
)


@router.get("/drafts/{draft_key}/answers/", **reads(schemas.Answers, *READING, UnknownPage))
def list_answers(
    request: HttpRequest, draft_key: UUID, asked: Query[schemas.AnswersAsked]
) -> HttpResponse:
    """List the published answers on a draft.

    The newest begun first; with `section`, those to what is said about one section.
    """
    reading.draft_page(request, draft_key)
    draft = known_draft(draft_key)
    page = queries.listed_answers(
        draft,
        get_language(),
        section_key=asked.section,
        after=cursor_of(asked.cursor),
        limit=asked.limit,
    )
    following = reading.next_address(request, str(page.next) if page.next else None)
    return answered(
        request, schemas.Answers(items=tell_answers(request, page.answers), next=following)
    )


def known_draft(draft_key: UUID) -> Draft:
    """Return a draft. Raises NotFound."""
    draft = Draft.objects.filter(pk=draft_key).first()
    if draft is None:
        raise NotFound
    return draft


def cursor_of(text: str | None) -> UUID | None:
    """Return the answer behind which a page begins. Raises UnknownPage."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise UnknownPage from error


@router.get("/comments/{comment_id}/answers/", **reads(schemas.AnswersTo, *READING))
def list_answers_to_comment(
    request: HttpRequest, comment_id: UUID, asked: Query[Asked]
) -> HttpResponse:
    """List the published answers to a comment.

    The newest first. Only comments that begin a thread have any.
    """
    del asked
    reading.readable_comment(request, comment_id)
    found = queries.complete(queries.answers_to(comment_id))
    shown = queries.all_shown(list(found), get_language())
    return answered(request, schemas.AnswersTo(items=tell_answers(request, shown)))


@router.get("/answers/{answer_id}/", url_name="answer", **reads(schemas.Answer, *READING))
def read_answer(request: HttpRequest, answer_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read an answer.

    Published ones are for whoever may read the draft, others for its drafters.
    """
    del asked
    found = queries.answer_for(request.user, answer_id)
    return answered(request, tell_answer(request, found))


@router.get("/answers/{answer_id}/edits/", **reads(schemas.AnswerEdits, *READING))
def list_answer_edits(request: HttpRequest, answer_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """List the edits of an answer.

    What each edit since its publication changed, the newest first.
    """
    del asked
    found = queries.answer_for(request.user, answer_id)
    return answered(request, tell_changes(queries.history_of(found)))


@router.post(
    "/drafts/{draft_key}/answers/",
    auth=Account(),
    **writes({201: schemas.Answer}, *BEGINNING),
)
def begin_answer(
    request: HttpRequest, draft_key: UUID, new: schemas.NewAnswer, asked: Query[Asked]
) -> HttpResponse:
    """Begin an answer.

    A drafter of the consultation, of either college. Only drafters read it until it is published.
    """
    del asked
    begun = services.begin_answer(
        by=request.user,
        draft_id=draft_key,
        contributions=new.contributions,
        words=words_of(draft_key, new),
    )
    address = reverse("api:answer", kwargs={"answer_id": begun.pk})
    return written(now(request, begun.pk), status=201, Location=address)


def words_of(draft_key: UUID, new: schemas.NewAnswer) -> services.Words:
    """Return what an answer is to say. Raises `NoPlace` for a version that is not there."""
    language = new.language or get_language()
    version = None
    if new.version is not None:
        versions = Version.objects.filter(draft=draft_key, language=language, number=new.version)
        version = versions.values_list("pk", flat=True).first()
        if version is None:
            raise answering.NoPlace
    return services.Words(
        outcome=new.outcome,
        reasons=new.reasons,
        language=language,
        section_key=new.section,
        version=version,
    )


def now(request: HttpRequest, answer_id: UUID) -> schemas.Answer:
    """Return an answer as it reads now."""
    return tell_answer(request, queries.answer_for(request.user, answer_id))


@router.patch("/answers/{answer_id}/", auth=Account(), **writes({200: schemas.Answer}, *CHANGING))
def change_answer(
    request: HttpRequest, answer_id: UUID, new: schemas.ChangedAnswer, asked: Query[Asked]
) -> HttpResponse:
    """Change an answer.

    As long as it is not published, all of it. What a published one said before stays public, it
    keeps its contributions and its language, and the signature of the other college becomes void.
    """
    del asked
    found = queries.answer_for(request.user, answer_id)
    sent = {
        "by": request.user,
        "answer_id": answer_id,
        "contributions": kept_contributions(found, new.contributions),
        "words": words_of(found.draft_id, new),
        "seen": new.seen,
    }
    if found.is_published:
        services.edit_published_answer(**sent)
    else:
        services.change_answer(**sent)
    return written(now(request, answer_id))


def kept_contributions(found: Answer, named: list[UUID]) -> set[UUID]:
    """Return the contributions that somebody names, with those of a published answer that are not
    public any more: nobody can name these.
    """
    if not found.is_published:
        return set(named)
    unseen = found.contributions.exclude(status=Status.VISIBLE)
    return {*named, *unseen.values_list("pk", flat=True)}


@router.delete(
    "/answers/{answer_id}/",
    auth=Account(),
    **writes({204: None}, *DRAFTING, answering.AlreadyPublished),
)
def discard_answer(request: HttpRequest, answer_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Throw an answer away.

    Only while it is not published.
    """
    del asked
    services.discard_answer(by=request.user, answer_id=answer_id)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@router.post(
    "/answers/{answer_id}/publication/",
    auth=Account(),
    **writes({200: schemas.Answer}, *PUBLISHING),
)
def publish_answer(
    request: HttpRequest, answer_id: UUID, seen: schemas.SeenAnswer, asked: Query[Asked]
) -> HttpResponse:
    """Publish an answer.

    That signs it for the drafter's college, and tells everybody whose contribution it answers.
    """
    del asked
    services.publish_answer(by=request.user, answer_id=answer_id, seen=seen.seen)
    return written(now(request, answer_id))


@router.post(
    "/answers/{answer_id}/signatures/",
    auth=Account(),
    **writes({200: schemas.Answer}, *SIGNING),
)
def sign_answer(
    request: HttpRequest, answer_id: UUID, seen: schemas.SeenAnswer, asked: Query[Asked]
) -> HttpResponse:
    """Sign an answer.

    A drafter of the other college lets it stand behind a published answer too.
    """
    del asked
    services.sign_answer(by=request.user, answer_id=answer_id, seen=seen.seen)
    return written(now(request, answer_id))
