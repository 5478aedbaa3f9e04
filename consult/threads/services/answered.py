"""Whether contributions have their reasoned answer: written here, for counters stand here."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F

from consult.drafts.models import Section
from consult.drafts.services import lock_sections
from consult.threads.models import Comment


def lock_contributions(comment_ids: Iterable[UUID]) -> list[Comment]:
    """Return comments that begin a thread, in their order of time, their sections locked first.

    For use inside a transaction. Replies, and ids of no comment, are left out.
    """
    found = Comment.objects.roots().filter(pk__in=list(comment_ids))
    lock_sections(Section.objects.filter(pk__in=found.values("section")))
    return list(found.select_for_update(of=("self",), no_key=True).order_by("pk"))


def set_answered(comments: Iterable[Comment], outcome: str, at: datetime) -> None:
    """Note what became of locked contributions, and when they got their first answer.

    Without an `outcome` they have no answer any more. Counters of sections count what the public
    sees: hidden ones are counted when they return.
    """
    comments = list(comments)
    steps: Counter[int] = Counter()
    for comment in comments:
        was_answered = comment.answered_at is not None
        comment.answered_at = (comment.answered_at or at) if outcome else None
        comment.outcome = outcome
        if comment.is_visible:
            steps[comment.section_id] += bool(outcome) - was_answered
    Comment.objects.bulk_update(comments, ["answered_at", "outcome"], batch_size=500)
    for section_id, step in sorted(steps.items()):
        Section.objects.filter(pk=section_id).update(answered_count=F("answered_count") + step)
