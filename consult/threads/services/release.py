"""Held words become public: a moderator has read them."""

from django.db import transaction

from consult.threads import refusals
from consult.threads.models import SAID, Comment, HeldStatus, HeldText
from consult.threads.quotes import Fate, Quote
from consult.threads.services.edit import write_edit
from consult.threads.services.held import settle
from consult.threads.services.mentions import mentioned_in
from consult.threads.services.post import lock_thread, publish
from consult.threads.services.quotes import anchor


@transaction.atomic(savepoint=False)
def publish_held(held: HeldText) -> Comment:
    """Make locked held words the comment, or the edit, that they are; return the comment.

    Whatever the phase is now: they came in time. Words that they quote and that have gone in the
    meantime stay as they were quoted. Raises `NotVisible` where the comment that they change was
    hidden or deleted.
    """
    if held.edits_id:
        comment = publish_edit(held)
    else:
        comment = held.published_as = publish_new(held)
    settle(held, HeldStatus.PUBLISHED)
    return comment


def publish_new(held: HeldText) -> Comment:
    comment = Comment(**{name: getattr(held, name) for name in SAID})
    if held.in_reply_to_id:
        lock_thread(comment, held.in_reply_to_id)
    if held.quote_exact:
        try:
            anchor(comment, Quote(held.quote_exact, held.quote_prefix, held.quote_suffix))
        except refusals.QuoteNotThere:
            comment.quote_state = Fate.GONE
    return publish(comment, mentioned_in(held.source, held.draft_id))


def publish_edit(held: HeldText) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=held.edits_id)
    comment.section, comment.draft = held.section, held.draft
    if not comment.is_visible:
        raise refusals.NotVisible
    before = comment.source, comment.wording
    comment.source, comment.html = held.source, held.html
    comment.wording, comment.difference = held.wording, held.difference
    return write_edit(comment, before, mentioned_in(held.source, held.draft_id))
