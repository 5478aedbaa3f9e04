"""Changing one's own words: freely at first, later for all to see."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.live import services as live
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import Comment, Edit
from consult.threads.services import wording as wordings
from consult.threads.services.locks import lock_readable_comment
from consult.threads.services.mentions import mentioned_in, write_words
from consult.threads.services.search import index_words

CHANGED = ("source", "html", "wording", "difference", "edited_at", "edits_count")


@transaction.atomic
def edit_comment(
    *, by: User, comment_id: UUID, body: str, wording: str | None = None, address: str = ""
) -> Comment:
    """Change the words of an author's own comment, and what it proposes where it is a suggestion.

    Within `policy.FREE_EDITING` of its posting nothing is kept of the words before; later they
    stay as a public `Edit`. The same words again change nothing. Raises `NotFound`,
    `SignInFirst`, `NotYours`, `NotVisible`, what `why_not_comment` returns, and what posting
    raises of the words.
    """
    comment = lock_readable_comment(by, comment_id)
    now = timezone.now()
    if refusal := policy.why_not_edit(by, comment, now):
        raise refusal
    before = Edit(
        comment=comment,
        number=comment.edits_count + 1,
        source=comment.source,
        wording=comment.wording,
        edited_at=now,
    )
    mentioned = mentioned_in(body, comment.draft_id)
    write_words(comment, body, mentioned)
    if comment.is_suggestion and wording is not None:
        wordings.propose(comment, wording)
    if (comment.source, comment.wording) == (before.source, before.wording):
        return comment
    policy.spend("edit", by, address)
    if now - comment.posted_at > policy.FREE_EDITING:
        before.save(force_insert=True)
        comment.edited_at, comment.edits_count = now, before.number
    comment.save(update_fields=CHANGED)
    comment.mentions.set(mentioned)
    live.record(stream_id=comment.draft_id, type="comment.edited", object_id=comment.pk)
    index_words(comment)
    return comment
