"""Whether the public sees a comment's words: what moderation decides, done."""

from django.db import transaction

from consult.consultations.models import CharterArticle
from consult.live import services as live
from consult.threads.models import Comment, Status
from consult.threads.services.counting import count_at_section, count_official_reply, stance_of
from consult.threads.services.search import index_words


@transaction.atomic(savepoint=False)
def hide_words(comment: Comment, article: CharterArticle) -> Comment:
    """Take a comment's words from the public, in the name of a charter article."""
    return change_status(comment, Status.HIDDEN, article, by=-1, event="comment.hidden")


@transaction.atomic(savepoint=False)
def show_words(comment: Comment) -> Comment:
    """Give a hidden comment's words back to the public."""
    return change_status(comment, Status.VISIBLE, None, by=+1, event="comment.restored")


def change_status(
    comment: Comment, status: Status, article: CharterArticle | None, *, by: int, event: str
) -> Comment:
    """Write a comment's status, the counters and the live event together."""
    stance_before = stance_of(comment)
    comment.status, comment.hidden_for = status, article
    comment.save(update_fields=["status", "hidden_for"])
    count_at_section(comment, by, stance_before=stance_before)
    count_official_reply(comment, by)
    live.record(stream_id=comment.draft_id, type=event, object_id=comment.pk)
    index_words(comment)
    return comment
