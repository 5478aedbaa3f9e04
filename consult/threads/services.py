"""The verbs of threads: the only place that writes comments.

Rows are locked in one order, or two writers could wait for each other: section, comment, stream.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Subquery
from django.utils import timezone

from consult.consultations.models import CharterArticle
from consult.core.errors import NotFound
from consult.core.text import clean
from consult.drafts.models import Draft, Section
from consult.drafts.policy import may_listen
from consult.live import services as live
from consult.people.models import User
from consult.threads import policy, refusals
from consult.threads.models import COMMENT_LENGTH, Comment, Kind, Status
from consult.threads.places import Place


@dataclass(frozen=True)
class Posted:
    """A comment, and whether this call made it (False: an earlier one with the same key did)."""

    comment: Comment
    is_new: bool


def post_comment(
    *,
    by: User,
    place: Place,
    body: str,
    language: str,
    kind: str = Kind.REMARK,
    in_reply_to: UUID | None = None,
    idempotency_key: UUID | None = None,
) -> Posted:
    """Post a comment at a place, or a reply to the comment `in_reply_to` there.

    The same `idempotency_key` of the same author returns what the first call made. Raises the
    refusals of `consult.threads.refusals` and `consult.core.text`, `NotFound` and `SignInFirst`.
    """
    if earlier := posted_before(by, idempotency_key):
        return Posted(earlier, is_new=False)
    try:
        with transaction.atomic():
            section = lock_section(place)
            allow(by, section)
            comment = Comment(
                draft=section.draft,
                section=section,
                author=by,
                language=language,
                kind=known_kind(kind),
                idempotency_key=idempotency_key,
            )
            return Posted(write_comment(comment, body, in_reply_to), is_new=True)
    except IntegrityError:  # the same form, sent twice at once
        if earlier := posted_before(by, idempotency_key):
            return Posted(earlier, is_new=False)
        raise


def posted_before(by: User, idempotency_key: UUID | None) -> Comment | None:
    """Return what an author already posted with this key."""
    if idempotency_key is None or not by.is_authenticated:
        return None
    return Comment.objects.filter(author=by, idempotency_key=idempotency_key).first()


def known_kind(kind: str) -> str:
    """Return a kind that exists, or raise `UnknownKind`."""
    if kind not in Kind.values:
        raise refusals.UnknownKind
    return kind


def allow(by: User, section: Section) -> None:
    """Raise why somebody may not comment on a locked section now."""
    now = timezone.now()
    if refusal := policy.why_not_comment(by, section, now):
        raise refusal
    if not may_listen(section.draft_id, by):
        raise refusals.DraftNotPublic
    window = timedelta(minutes=settings.COMMENT_LIMIT_MINUTES)
    recent = Comment.objects.filter(author=by, posted_at__gt=now - window)
    if recent[: settings.COMMENT_LIMIT].count() >= settings.COMMENT_LIMIT:
        raise refusals.TooMany(limit=settings.COMMENT_LIMIT, minutes=settings.COMMENT_LIMIT_MINUTES)


def write_comment(comment: Comment, body: str, in_reply_to: UUID | None) -> Comment:
    """Clean, write, count and record, within the caller's transaction."""
    text = clean(body, limit=COMMENT_LENGTH)
    comment.source, comment.html = text.source, text.html
    if in_reply_to is not None:
        join_thread(comment, in_reply_to)
    comment.save(force_insert=True)
    Section.objects.filter(pk=comment.section_id).update(comments_count=F("comments_count") + 1)
    live.record(stream_id=comment.draft_id, type="comment.posted", object_id=comment.pk)
    return comment


def lock_section(place: Place) -> Section:
    """Return a section with its draft and consultation, locked until the transaction ends."""
    section = (
        Section.objects.select_related("draft__consultation")
        .select_for_update(of=("self",))
        .filter(draft=place.draft_key, key=place.key)
        .first()
    )
    if section is None:
        known = Draft.objects.filter(pk=place.draft_key).exists()
        raise refusals.SectionGone if known else NotFound
    return section


def join_thread(comment: Comment, in_reply_to: UUID) -> None:
    """Put a comment at the end of the thread of the comment that it answers."""
    # A list of two, and no OR: that would look through all comments of the section.
    own_root = Subquery(Comment.objects.filter(pk=in_reply_to).values("thread"))
    found = (
        Comment.objects.select_for_update()
        .filter(pk__in=[in_reply_to, own_root], section=comment.section)
        .in_bulk()
    )
    answered = found.get(in_reply_to)
    if answered is None:
        raise refusals.OtherThread
    root = found[answered.thread_id or answered.pk]
    comment.thread, comment.in_reply_to = root, answered
    comment.number = root.replies_count + 1
    Comment.objects.filter(pk=root.pk).update(replies_count=comment.number)


@transaction.atomic
def hide_words(comment: Comment, article: CharterArticle) -> Comment:
    """Take a comment's words from the public, in the name of a charter article."""
    return change_status(comment, Status.HIDDEN, article, by=-1, event="comment.hidden")


@transaction.atomic
def show_words(comment: Comment) -> Comment:
    """Give a hidden comment's words back to the public."""
    return change_status(comment, Status.VISIBLE, None, by=+1, event="comment.restored")


def change_status(
    comment: Comment, status: Status, article: CharterArticle | None, *, by: int, event: str
) -> Comment:
    """Write a comment's status, its section's counter and the live event together."""
    comment.status, comment.hidden_for = status, article
    comment.save(update_fields=["status", "hidden_for"])
    Section.objects.filter(pk=comment.section_id).update(comments_count=F("comments_count") + by)
    live.record(stream_id=comment.draft_id, type=event, object_id=comment.pk)
    return comment


def lock_comment(comment_id: UUID) -> Comment:
    """Return a comment locked until the transaction ends, its section first. Raises `NotFound`."""
    place = Comment.objects.filter(pk=comment_id).values_list("section_id", flat=True).first()
    if place is None:
        raise NotFound
    Section.objects.select_for_update().get(pk=place)
    return (
        Comment.objects.select_for_update(of=("self",))
        .select_related("draft__consultation")
        .get(pk=comment_id)
    )
