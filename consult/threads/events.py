"""What happens to comments, as a live page hears it: always as the public may see them now."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import translation
from pydantic import AwareDatetime

from consult.drafts.models import Section
from consult.live import services as live
from consult.live.events import Frame, LiveEvent
from consult.live.models import Event
from consult.threads.models import PUBLIC, Comment
from consult.threads.queries import comments_by_id, quoted_passages

COMMENT_EVENTS = (
    "comment.posted",
    "comment.edited",
    "comment.deleted",
    "comment.hidden",
    "comment.restored",
    "comment.translated",
)


class AuthorPart(Frame):
    """Whose words they are. Codes, never translated sentences. `affiliation` is empty for people
    without an account, who declare none.
    """

    name: str
    without_account: bool
    affiliation: str
    organisation: str
    organisation_confirmed: bool


class VotesPart(Frame):
    """How many agree and disagree."""

    agree: int
    disagree: int


class CommentPart(Frame):
    """A comment's facts; what could tell what it said, or who said it, is None while its words are
    hidden, and once they are deleted.
    """

    id: UUID
    section: UUID
    thread: UUID | None
    in_reply_to: UUID | None
    number: int
    kind: str | None
    stance: str | None
    status: str
    language: str | None
    posted_at: AwareDatetime
    edited_at: AwareDatetime | None
    author: AuthorPart | None
    votes: VotesPart | None


class CountPart(Frame):
    """How many comments the public sees at the section, and in the whole draft; and how many
    participants stand where on the section. The comments of people without an account are counted
    with all, and once more apart; they take no stance.
    """

    section: int
    section_without_account: int
    draft: int
    draft_without_account: int
    stances: dict[Literal["for", "against", "neither"], int]


class PassagePart(Frame):
    """A section's text as it reads now, with the words that are quoted set off."""

    section: UUID
    html: str


class CommentChanged(LiveEvent):
    """Something happened to a comment; `html` is what stands at its place now.

    `passage` comes where the comment quotes the text of the section, or did.
    """

    type: Literal[
        "comment.posted",
        "comment.edited",
        "comment.deleted",
        "comment.hidden",
        "comment.restored",
        "comment.translated",
    ]
    comment: CommentPart
    comments: CountPart
    html: str
    passage: PassagePart | None


class VotesChanged(LiveEvent):
    """People voted on a comment: its counts as of now. At most one a second and comment."""

    type: Literal["votes.changed"]
    comment: UUID
    votes: VotesPart


def hydrate_comments(events: list[Event], language: str) -> dict[int, dict]:
    """Return the frames' payloads by number, as the public may see each comment now."""
    with translation.override(language):
        comments = comments_by_id([event.object_id for event in events], PUBLIC)
    totals = totals_of({comment.draft_id for comment in comments.values()})
    passages = passages_of(comments.values(), language)
    payloads = {}
    with translation.override(language):
        for event in events:
            if comment := comments.get(event.object_id):
                passage = passages.get(comment.section_id)
                told = tell(event, comment, totals[comment.draft_id], passage)
                payloads[event.number] = told.model_dump(mode="json", exclude={"n", "type"})
    return payloads


def hydrate_votes(events: list[Event], language: str) -> dict[int, dict]:
    """Return the counts of votes by number. They are the same in every language."""
    del language
    counts = Comment.objects.only("agree_count", "disagree_count").in_bulk(
        {event.object_id for event in events}
    )
    return {
        event.number: VotesChanged(
            n=event.number,
            type=event.type,
            comment=event.object_id,
            votes=votes_on(counts[event.object_id]),
        ).model_dump(mode="json", exclude={"n", "type"})
        for event in events
        if event.object_id in counts
    }


def translation_made(comment_id: UUID) -> None:
    """Have open windows told that a machine has translated a comment: soon, and once for many."""
    draft = Comment.objects.filter(pk=comment_id).values_list("draft", flat=True).first()
    if draft is not None:
        live.record_soon(stream_id=draft, type="comment.translated", object_id=comment_id)


def totals_of(draft_ids: set[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return how many comments the public sees in each draft, and how many of them are of people
    without an account.
    """
    sums = Section.objects.filter(draft__in=draft_ids).values_list("draft")
    sums = sums.annotate(Sum("comments_count"), Sum("guest_comments_count"))
    return {draft: (total, of_guests) for draft, total, of_guests in sums}


def passages_of(comments: Iterable[Comment], language: str) -> dict[int, PassagePart]:
    """Return the text of the sections of comments that quote it or did, as a language shows it."""
    quoting = [one for one in comments if one.quote_state or one.is_deleted]
    sections = {one.section_id: one.section.key for one in quoting}
    passages: dict[int, PassagePart] = {}
    for draft_key in {one.draft_id for one in quoting}:
        for section_id, html in quoted_passages(draft_key, sections, language).items():
            passages[section_id] = PassagePart(section=sections[section_id], html=html)
    return passages


def votes_on(comment: Comment) -> VotesPart:
    """Return how many agree and disagree with a comment."""
    return VotesPart(agree=comment.agree_count, disagree=comment.disagree_count)


def tell(
    event: Event, comment: Comment, totals: tuple[int, int], passage: PassagePart | None
) -> CommentChanged:
    """Return what an event tells of a comment, in the active language."""
    section, shown = comment.section, comment.is_visible
    total, of_guests = totals
    return CommentChanged(
        n=event.number,
        type=event.type,
        comment=CommentPart(
            id=comment.pk,
            section=section.key,
            thread=comment.thread_id,
            in_reply_to=comment.in_reply_to_id,
            number=comment.number,
            kind=comment.kind if shown else None,
            stance=comment.stance if shown else None,
            status=comment.status,
            language=comment.language if shown else None,
            posted_at=comment.posted_at,
            edited_at=comment.edited_at if shown else None,
            author=author_of(comment) if shown else None,
            votes=votes_on(comment) if shown else None,
        ),
        comments=CountPart(
            section=section.comments_count,
            section_without_account=section.guest_comments_count,
            draft=total,
            draft_without_account=of_guests,
            stances={
                "for": section.for_count,
                "against": section.against_count,
                "neither": section.neither_count,
            },
        ),
        html=render_to_string("threads/components/comment.html", {"comment": comment}),
        passage=passage,
    )


def author_of(comment: Comment) -> AuthorPart:
    """Return whose words they are."""
    return AuthorPart(
        name=comment.author_name,
        without_account=comment.by_guest,
        affiliation=comment.declared_affiliation,
        organisation=comment.organisation.name if comment.organisation else "",
        organisation_confirmed=comment.organisation_confirmed,
    )
