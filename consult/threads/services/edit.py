"""Changing one's own words: freely at first, later for all to see."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.live import services as live
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import Comment, Edit, HeldText
from consult.threads.screening import screen
from consult.threads.services import wording as wordings
from consult.threads.services.counting import move_language
from consult.threads.services.held import hold, withdraw_edits, withdraw_translations
from consult.threads.services.languages import tell_language
from consult.threads.services.locks import lock_readable_comment
from consult.threads.services.mentions import Mentioned, mentioned_in, write_words
from consult.threads.services.search import index_words
from consult.threads.services.translations import outdate_translations

WRITTEN = ("source", "html", "wording", "difference", "language", "language_named")
CHANGED = (*WRITTEN, "edited_at", "edits_count")


@dataclass(frozen=True)
class Edited:
    """A comment as it is public now, and the words that wait for a moderator in its place, if any."""

    comment: Comment
    held: HeldText | None = None


@transaction.atomic
def edit_comment(
    *,
    by: User,
    comment_id: UUID,
    body: str,
    wording: str | None = None,
    language: str | None = None,
    address: str = "",
) -> Edited:
    """Change the words of an author's own comment, and what it proposes where it is a suggestion.

    Within `policy.FREE_EDITING` of its posting nothing is kept of the words before; later they
    stay as a public `Edit`. The same words again change nothing. Where the new words are held the
    comment stays as it is until a moderator has read them.

    `language` is the one that the author names, empty where the words shall tell it; without it, a
    language that was named before stays. Another language for the same words is no edit of them:
    everybody is told of it, and nothing is kept. Raises `NotFound`, `SignInFirst`, `NotYours`,
    `NotVisible`, what `why_not_comment` returns, and what posting raises of the words.
    """
    comment = lock_readable_comment(by, comment_id)
    if refusal := policy.why_not_edit(by, comment, timezone.now()):
        raise refusal
    before = comment.source, comment.wording
    spoken = comment.language, comment.language_named
    mentioned = mentioned_in(body, comment.draft_id)
    write_words(comment, body, mentioned)
    if comment.is_suggestion and wording is not None:
        wordings.propose(comment, wording)
    is_same = (comment.source, comment.wording) == before
    if language is not None or not (is_same or comment.language_named):
        tell_language(comment, language or "", otherwise=spoken[0])
    if is_same:
        return name_language(comment, spoken, by, address)
    policy.spend("edit", by, address)
    screening = screen(comment)
    if screening.grounds:
        held = hold(comment, screening)
        comment.refresh_from_db(fields=WRITTEN)
        return Edited(comment, held)
    write_edit(comment, (*before, spoken[0]), mentioned)
    withdraw_translations(comment)
    withdraw_edits(comment)  # after the draft's stream: those who are told of it lock another one
    if screening.remember:
        screening.remember(comment.pk)
    return Edited(comment)


def name_language(comment: Comment, before: tuple[str, bool], by: User, address: str) -> Edited:
    """Write in which language a comment's words are, and tell of it where that is another one than
    `before`.
    """
    if (comment.language, comment.language_named) == before:
        return Edited(comment)
    policy.spend("edit", by, address)
    comment.save(update_fields=["language", "language_named"])
    if comment.language == before[0]:
        return Edited(comment)
    move_language(comment, before[0])
    index_words(comment)
    live.record(stream_id=comment.draft_id, type="comment.edited", object_id=comment.pk)
    return Edited(comment)


def write_edit(
    comment: Comment, before: tuple[str, str, str], mentioned: list[Mentioned]
) -> Comment:
    """Write a comment's new words, and those `before`, source and wording, where they stay public;
    the third of `before` is their language.
    """
    now = timezone.now()
    if now - comment.posted_at > policy.FREE_EDITING:
        comment.edited_at, comment.edits_count = now, comment.edits_count + 1
        Edit.objects.create(
            comment=comment,
            number=comment.edits_count,
            source=before[0],
            wording=before[1],
            edited_at=now,
        )
    comment.save(update_fields=CHANGED)
    move_language(comment, before[2])
    comment.mentions.set([one.key for one in mentioned])
    outdate_translations(comment)
    live.record(stream_id=comment.draft_id, type="comment.edited", object_id=comment.pk)
    index_words(comment)
    return comment
