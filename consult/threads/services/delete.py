"""Taking one's own words back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.core.errors import NotFound
from consult.drafts.policy import may_listen
from consult.live import services as live
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import WORDS, Comment, Status
from consult.threads.screening import let_go
from consult.threads.services.counting import count_at_section, count_official_reply, stance_of
from consult.threads.services.held import erase_held
from consult.threads.services.locks import lock_comment
from consult.threads.services.search import index_words
from consult.threads.services.translations import erase_translations

TAKEN_BACK = (
    *WORDS,
    *("quote_state", "quote_in", "quote_start", "quote_end", "written_on"),
    *("status", "deleted_at", "edited_at", "hidden_for"),
)


@transaction.atomic
def delete_comment(*, by: User, comment_id: UUID) -> Comment:
    """Take an author's own comment back: its words and their history are erased, a tombstone and
    the replies stay. Words stay their author's where they may no longer read the draft.

    Raises `NotFound`, `SignInFirst`, `NotYours`, `StaysWhileHidden` and `AlreadyDeleted`.
    """
    comment = lock_comment(comment_id)
    if comment.author_id != by.pk and not may_listen(comment.draft_id, by):
        raise NotFound
    if refusal := policy.why_not_delete(by, comment):
        raise refusal
    return take_back(comment)


def take_back(comment: Comment) -> Comment:
    """Erase the words of a locked comment and their history, hidden ones too."""
    was_visible = comment.is_visible
    stance_before = stance_of(comment)
    comment.status, comment.deleted_at, comment.edited_at = Status.DELETED, timezone.now(), None
    comment.source = comment.html = comment.wording = comment.quote_state = ""
    comment.quote_exact = comment.quote_prefix = comment.quote_suffix = ""
    comment.difference = comment.written_on = comment.hidden_for = None
    comment.quote_in = comment.quote_start = comment.quote_end = None
    comment.save(update_fields=TAKEN_BACK)
    comment.edits.all().delete()
    erase_held(comment)
    erase_translations(comment)
    comment.mentions.clear()
    if was_visible:
        count_at_section(comment, -1, stance_before=stance_before)
        count_official_reply(comment, -1)
    live.record(stream_id=comment.draft_id, type="comment.deleted", object_id=comment.pk)
    index_words(comment)
    let_go(comment)
    return comment
