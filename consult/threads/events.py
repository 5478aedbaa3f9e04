"""What happens to comments, as a live page hears it: always as the public may see them now."""

from typing import Literal
from uuid import UUID

from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import translation
from pydantic import AwareDatetime

from consult.drafts.models import Section
from consult.live.events import Frame, LiveEvent
from consult.live.models import Event
from consult.threads.models import PUBLIC, Comment
from consult.threads.queries import comments_by_id

EVENT_TYPES = ("comment.posted", "comment.hidden", "comment.restored")


class AuthorPart(Frame):
    """Whose words they are. Codes, never translated sentences."""

    name: str
    affiliation: str
    organisation: str


class CommentPart(Frame):
    """A comment's facts; `author` is None while its words are hidden."""

    id: UUID
    section: UUID
    thread: UUID | None
    in_reply_to: UUID | None
    number: int
    kind: str
    status: str
    language: str
    posted_at: AwareDatetime
    author: AuthorPart | None


class CountPart(Frame):
    """How many comments the public sees at the section, and in the whole draft."""

    section: int
    draft: int


class CommentChanged(LiveEvent):
    """A comment was posted, hidden or restored; `html` is what stands at its place now."""

    type: Literal["comment.posted", "comment.hidden", "comment.restored"]
    comment: CommentPart
    comments: CountPart
    html: str


def hydrate_comments(events: list[Event], language: str) -> dict[int, dict]:
    """Return the frames' payloads by number, as the public may see each comment now."""
    comments = comments_by_id([event.object_id for event in events], PUBLIC)
    totals = totals_of({comment.draft_id for comment in comments.values()})
    payloads = {}
    with translation.override(language):
        for event in events:
            if comment := comments.get(event.object_id):
                told = tell(event, comment, totals[comment.draft_id])
                payloads[event.number] = told.model_dump(mode="json", exclude={"n", "type"})
    return payloads


def totals_of(draft_ids: set[UUID]) -> dict[UUID, int]:
    """Return how many comments the public sees in each draft."""
    sums = Section.objects.filter(draft__in=draft_ids).values_list("draft")
    return dict(sums.annotate(total=Sum("comments_count")))


def tell(event: Event, comment: Comment, total: int) -> CommentChanged:
    """Return what an event tells of a comment, in the active language."""
    return CommentChanged(
        n=event.number,
        type=event.type,
        comment=CommentPart(
            id=comment.pk,
            section=comment.section.key,
            thread=comment.thread_id,
            in_reply_to=comment.in_reply_to_id,
            number=comment.number,
            kind=comment.kind,
            status=comment.status,
            language=comment.language,
            posted_at=comment.posted_at,
            author=None if comment.is_hidden else author_of(comment),
        ),
        comments=CountPart(section=comment.section.comments_count, draft=total),
        html=render_to_string("threads/components/comment.html", {"comment": comment}),
    )


def author_of(comment: Comment) -> AuthorPart:
    """Return whose words they are."""
    return AuthorPart(
        name=comment.author.public_name,
        affiliation=comment.author.affiliation,
        organisation=comment.author.organisation,
    )
