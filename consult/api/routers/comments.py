"""Comments: listed, read, posted, edited, deleted."""

from typing import Annotated
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Header, Query, Router

from consult.api import reading
from consult.api.caching import answer, answer_from_stream, written
from consult.api.openapi import reads, writes
from consult.api.problems import BODY, READING, WRITING
from consult.api.schemas import comments as schemas
from consult.api.schemas import held as held_schemas
from consult.api.schemas.base import Asked
from consult.api.session import Session
from consult.api.telling import segments, tell
from consult.api.telling_held import tell_held
from consult.core.errors import NotFound
from consult.core.pace import TooFast, TooFastTogether
from consult.core.text import ControlCharacters, Empty, TooLong
from consult.drafts.models import Draft, Section
from consult.threads import refusals, services
from consult.threads.history import history_of
from consult.threads.models import Comment, HeldText, Viewer
from consult.threads.orders import Choice, Cursor, Order
from consult.threads.places import Place, Said
from consult.threads.queries import found_page, viewer_of
from consult.threads.queries.listing import ids_page
from consult.threads.quotes import Quote

router = Router(tags=["comments"])

NOT_NOW = (
    refusals.NotOpenYet,
    refusals.NoLongerOpen,
    refusals.SectionGone,
    refusals.Suspended,
    TooFast,
    TooFastTogether,
)
WORDS = (
    Empty,
    TooLong,
    ControlCharacters,
    refusals.TooManyMentions,
    refusals.NoWordingHere,
    refusals.NoWording,
    refusals.NothingChanged,
)
POSTING = (
    *WRITING,
    *BODY,
    *NOT_NOW,
    *WORDS,
    refusals.DraftNotPublic,
    refusals.OtherThread,
    refusals.KeyUsed,
    refusals.RepliesOnlyAnswer,
    refusals.QuoteNotThere,
    refusals.QuoteTooLong,
)
EDITING = (*WRITING, *BODY, *NOT_NOW, *WORDS, refusals.NotYours, refusals.NotVisible)
DELETING = (
    *WRITING,
    refusals.NotYours,
    refusals.StaysWhileHidden,
    refusals.AlreadyDeleted,
)

IdempotencyKey = Annotated[
    UUID | None,
    Header(
        alias="Idempotency-Key",
        description="A UUID of the client's own: sent again with the same words, it posts nothing "
        "and answers with what the first request made.",
    ),
]


@router.get(
    "/drafts/{draft_key}/comments/",
    **reads(schemas.Comments, *READING, refusals.UnknownPage, refusals.UnknownChoice),
)
def list_comments(
    request: HttpRequest, draft_key: UUID, asked: Query[schemas.CommentsAsked]
) -> HttpResponse:
    """List the comments on a draft.

    The first comments of threads, on the whole draft or one section, in an order and by filters.
    With `q`, every comment of the draft that holds these words, replies too, the newest first.
    """
    reading.draft_page(request, draft_key)
    draft = Draft.objects.select_related("consultation").filter(pk=draft_key).first()
    if draft is None:
        raise NotFound
    scope = section_of(draft, asked.section) if asked.section else draft
    viewer = viewer_of(request.user, draft.consultation)

    def make() -> schemas.Comments:
        ids, following = found(draft, scope, asked, viewer)
        more = reading.next_address(request, str(following) if following else None)
        return schemas.Comments(items=tell(request, ids, viewer), next=more)

    return answer_from_stream(request, draft_key, make)


def section_of(draft: Draft, key: UUID) -> Section:
    """Return a section of a draft. Raises NotFound, for a section of another draft too."""
    section = draft.sections.filter(key=key).first()
    if section is None:
        raise NotFound
    section.draft = draft
    return section


def found(
    draft: Draft, scope: Draft | Section, asked: schemas.CommentsAsked, viewer: Viewer
) -> tuple[list[UUID], Cursor | None]:
    """Return the ids of the comments on a page of what was asked for, and where the next begins."""
    named = asked.model_dump(mode="json", include=set(schemas.CHOICE), exclude_none=True)
    choice = Choice.of(named)
    if asked.q is not None:
        cursor = Cursor.read(asked.cursor or "", Order.NEWEST)
        page = found_page(
            draft,
            asked.q,
            languages=choice.languages,
            cursor=cursor,
            viewer=viewer,
            limit=asked.limit,
        )
        return [one.pk for one in page.comments], page.next
    cursor = Cursor.read(asked.cursor or "", choice.order)
    return ids_page(scope, choice=choice, cursor=cursor, limit=asked.limit)


@router.post(
    "/drafts/{draft_key}/comments/",
    auth=Session(),
    **writes({201: schemas.Comment, 200: schemas.Comment, 202: held_schemas.HeldText}, *POSTING),
)
def post_comment(
    request: HttpRequest,
    draft_key: UUID,
    new: schemas.NewComment,
    asked: Query[Asked],
    idempotency_key: IdempotencyKey = None,
) -> HttpResponse:
    """Post a comment.

    A remark, a question or a suggestion on a section or on the draft as a whole, or a reply. With
    202, a moderator reads it before it is public.
    """
    del asked
    reading.draft_page(request, draft_key)
    posted = services.post_comment(
        by=request.user,
        place=Place(draft_key, new.section, quote_of(new)),
        said=Said(
            body=new.text,
            language=get_language(),
            written_in=new.language or "",
            kind=new.kind,
            stance=new.stance or "",
            wording=new.wording or "",
        ),
        in_reply_to=new.in_reply_to,
        idempotency_key=idempotency_key,
        address=get_adapter().get_client_ip(request),
    )
    if posted.held:
        return accepted(request, posted.held)
    address = reverse("api:comment", kwargs={"comment_id": posted.comment.pk})
    status = 201 if posted.is_new else 200
    return written(shown(request, posted.comment), status=status, Location=address)


def accepted(request: HttpRequest, held: HeldText) -> HttpResponse:
    """Tell an author that a moderator reads their words before they are public."""
    address = reverse("api:held", kwargs={"held_id": held.pk})
    return written(tell_held(request, held.pk), status=202, Location=address)


def quote_of(new: schemas.NewComment) -> Quote | None:
    """Return the words that a new comment quotes, if any."""
    return Quote(**new.quote.model_dump()) if new.quote else None


def shown(request: HttpRequest, comment: Comment) -> schemas.Comment:
    """Return a comment as whoever asks may see it now."""
    viewer = viewer_of(request.user, comment.draft.consultation)
    return tell(request, [comment.pk], viewer)[0]


@router.get("/comments/{comment_id}/", url_name="comment", **reads(schemas.Comment, *READING))
def read_comment(request: HttpRequest, comment_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read a comment.

    Of a hidden or deleted one, its place, its status and why it was hidden.
    """
    del asked
    return answer(request, shown(request, reading.readable_comment(request, comment_id)))


@router.patch(
    "/comments/{comment_id}/",
    auth=Session(),
    **writes({200: schemas.Comment, 202: held_schemas.HeldText}, *EDITING),
)
def edit_comment(
    request: HttpRequest, comment_id: UUID, words: schemas.ChangedWords, asked: Query[Asked]
) -> HttpResponse:
    """Edit a comment.

    Its author only: for 15 minutes without a trace, later with the words before kept for all. With
    202, a moderator reads the new words first; until then the comment stays as it is.
    """
    del asked
    reading.readable_comment(request, comment_id)
    edited = services.edit_comment(
        by=request.user,
        comment_id=comment_id,
        body=words.text,
        wording=words.wording,
        language=words.language,
        address=get_adapter().get_client_ip(request),
    )
    if edited.held:
        return accepted(request, edited.held)
    return written(shown(request, edited.comment))


@router.delete("/comments/{comment_id}/", auth=Session(), **writes({204: None}, *DELETING))
def delete_comment(request: HttpRequest, comment_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Delete a comment.

    Its author only. Its words and their history are erased; a tombstone and the replies stay.
    """
    del asked
    services.delete_comment(by=request.user, comment_id=comment_id)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@router.get("/comments/{comment_id}/replies/", **reads(schemas.Replies, *READING))
def list_replies(
    request: HttpRequest, comment_id: UUID, asked: Query[schemas.RepliesAsked]
) -> HttpResponse:
    """List the replies in a thread.

    In the order in which they came. Only the first comment of a thread has any.
    """
    root = reading.readable_comment(request, comment_id)
    viewer = viewer_of(request.user, root.draft.consultation)

    def make() -> schemas.Replies:
        replies = Comment.objects.filter(thread=root.pk, number__gt=asked.cursor or 0)
        rows = list(replies.order_by("number").values_list("pk", "number")[: asked.limit + 1])
        more = str(rows[asked.limit - 1][1]) if len(rows) > asked.limit else None
        items = tell(request, [pk for pk, _number in rows[: asked.limit]], viewer)
        return schemas.Replies(items=items, next=reading.next_address(request, more))

    return answer_from_stream(request, root.draft_id, make)


@router.get("/comments/{comment_id}/edits/", **reads(schemas.Edits, *READING))
def list_edits(
    request: HttpRequest, comment_id: UUID, asked: Query[schemas.NumberedAsked]
) -> HttpResponse:
    """List the edits of a comment.

    What each visible edit changed, the newest first; nothing where its words are not public.
    """
    comment = reading.readable_comment(request, comment_id)
    viewer = viewer_of(request.user, comment.draft.consultation)
    history = history_of(comment.pk, viewer, before=asked.cursor or 0)
    if history is None:
        return answer(request, schemas.Edits(items=[], next=None))
    items = [
        schemas.Edit(
            number=one.number,
            edited_at=one.edited_at,
            text=segments(one.words),
            wording=segments(one.wording),
        )
        for one in history.changes
    ]
    more = str(history.older_than) if history.older_than else None
    return answer(request, schemas.Edits(items=items, next=reading.next_address(request, more)))
