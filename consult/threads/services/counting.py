"""Counters that are stored, so that no page counts: changed in the transaction of their cause."""

from collections import Counter

from django.db.models import F

from consult.drafts.models import Section
from consult.threads.models import Comment, LanguageCount


def count_at_section(comment: Comment, by: int, *, stance_before: str) -> None:
    """Count a comment in or out of its section (`by` is 1 or -1), and its author's stance. What guests
    say is counted with the rest, and once more apart: how many speak so proves nothing.

    A participant has one stance a section, that of the newest visible comment that takes one;
    `stance_before` is what it was before the change that the caller made.
    """
    apart = by if comment.by_guest else 0
    changes = Counter(comments_count=by, guest_comments_count=apart)
    if comment.thread_id is None:
        changes.update(threads_count=by, guest_threads_count=apart)
        changes.update(answered_count=by if comment.answered_at else 0)
        count_in_language(comment, comment.language, by)
    stance = stance_of(comment) if comment.stance else stance_before
    if stance != stance_before:
        changes.update(
            {f"{one}_count": step for one, step in ((stance, 1), (stance_before, -1)) if one}
        )
    Section.objects.filter(pk=comment.section_id).update(
        **{counter: F(counter) + step for counter, step in changes.items()}
    )


def count_in_language(root: Comment, language: str, by: int) -> None:
    """Count a thread in or out of those that are begun in a language, at its locked section."""
    counts = LanguageCount.objects.filter(section=root.section_id, language=language)
    if not counts.update(threads_count=F("threads_count") + by):
        LanguageCount.objects.create(
            draft_id=root.draft_id, section_id=root.section_id, language=language, threads_count=by
        )


def move_language(comment: Comment, before: str) -> None:
    """Count a visible comment's thread in its language, and no longer in the one before."""
    if comment.thread_id is None and comment.language != before:
        count_in_language(comment, before, -1)
        count_in_language(comment, comment.language, +1)


def stance_of(comment: Comment) -> str:
    """Return where a comment's author stands on its section now; empty for those who do not say.

    No query for a comment that takes no stance: it changes nothing.
    """
    if not comment.stance:
        return ""
    own = Comment.objects.visible().filter(section=comment.section_id, author=comment.author_id)
    return own.exclude(stance="").newest_first().values_list("stance", flat=True).first() or ""


def count_official_reply(reply: Comment, by: int) -> None:
    """Count a reply of an official in or out of its thread's root."""
    if reply.by_official and reply.thread_id:
        Comment.objects.filter(pk=reply.thread_id).update(
            official_replies_count=F("official_replies_count") + by
        )
