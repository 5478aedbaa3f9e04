"""Held words become public: a moderator has read them."""

from django.db import transaction

from consult.core.text import Cleaned
from consult.threads import refusals
from consult.threads.models import SAID, Comment, HeldStatus, HeldText, TranslationStatus
from consult.threads.quotes import Fate, Quote
from consult.threads.services.edit import write_edit
from consult.threads.services.held import settle, withdraw_translations
from consult.threads.services.mentions import mentioned_in
from consult.threads.services.post import lock_thread, publish
from consult.threads.services.quotes import anchor
from consult.threads.services.translate import write_translation


@transaction.atomic(savepoint=False)
def publish_held(held: HeldText) -> Comment:
    """Make locked held words the comment, the edit, or the translation that they are; return the
    comment.

    Whatever the phase is now: they came in time. Words that they quote and that have gone in the
    meantime stay as they were quoted. Raises `NotVisible` where the comment that they change was
    hidden or deleted.
    """
    if held.edits_id:
        comment = publish_edit(held)
    elif held.translates_id:
        comment = publish_translation(held)
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


def publish_translation(held: HeldText) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",), no_key=True).get(
        pk=held.translates_id
    )
    comment.section, comment.draft = held.section, held.draft
    if not comment.is_visible:
        raise refusals.NotVisible
    words = Cleaned(held.source, held.html)
    translation = write_translation(comment, held.author, held.language, words, held.pseudonym)
    if comment.edited_at and comment.edited_at > held.held_at:  # it translates the words before
        translation.status = TranslationStatus.OUTDATED
        translation.save(update_fields=["status"])
    return comment


def publish_edit(held: HeldText) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",), no_key=True).get(pk=held.edits_id)
    comment.section, comment.draft = held.section, held.draft
    if not comment.is_visible:
        raise refusals.NotVisible
    before = comment.source, comment.wording, comment.language
    comment.language, comment.language_named = held.language, held.language_named
    comment.source, comment.html = held.source, held.html
    comment.wording, comment.difference = held.wording, held.difference
    write_edit(comment, before, mentioned_in(held.source, held.draft_id))
    withdraw_translations(comment)
    return comment
