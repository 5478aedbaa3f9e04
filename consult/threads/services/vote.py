"""Agreeing and disagreeing: one vote a participant and comment, counted where it is cast."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from consult.core.errors import NotFound
from consult.drafts.policy import is_open_to_all, may_listen
from consult.live import services as live
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import WORDS, Agreement, Comment, Viewer, Vote
from consult.threads.services.locks import suspension_of

COUNTER = {Agreement.AGREE: "agree_count", Agreement.DISAGREE: "disagree_count"}


class VotedElsewhere(Exception):
    """One's vote is no longer what was read: another window of the same person has voted."""


@transaction.atomic
def cast_vote(*, by: User, comment_id: UUID, value: str, address: str = "") -> Comment:
    """Set, change or (with an empty `value`) withdraw somebody's vote on a comment.

    Returns the comment with its counts and `own_vote`. The vote and the counters change in one
    transaction, and only by what the vote's own row changed, so that they cannot drift. The
    same vote again changes nothing. Raises `NotFound`, `SignInFirst`, `UnknownVote`, `OwnComment`,
    `NotVisible`, `TooFast`, and what `why_not_comment` returns.
    """
    comment = lock_votable(by, comment_id)
    if refusal := policy.why_not_vote(by, comment, value, timezone.now()):
        raise refusal
    if value == comment.own_vote:
        return comment
    policy.spend("vote", by, address)
    try:
        with transaction.atomic():
            write_vote(by, comment, value)
    except (VotedElsewhere, IntegrityError):
        # The vote was read while we waited for the lock. Now that we have it, nobody changes it.
        own = Vote.objects.filter(comment=comment, participant=by)
        comment.own_vote = own.values_list("value", flat=True).first() or ""
        if value != comment.own_vote:
            write_vote(by, comment, value)
    live.record_soon(stream_id=comment.draft_id, type="votes.changed", object_id=comment.pk)
    return comment


def lock_votable(by: User, comment_id: UUID) -> Comment:
    """Return a locked comment without its words, with the vote of `by`, or raise `NotFound`."""
    comment = (
        Comment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("section", "draft__consultation")
        .defer(*WORDS)
        .annotate(
            own_vote=Viewer(participant_id=by.pk).own_vote(),
            is_open_to_all=is_open_to_all("draft_id"),
            suspended_until=suspension_of(by, "draft__consultation"),
        )
        .filter(pk=comment_id)
        .first()
    )
    if comment is None or not (comment.is_open_to_all or may_listen(comment.draft_id, by)):
        raise NotFound
    comment.section.draft = comment.draft
    comment.section.suspended_until = comment.suspended_until
    return comment


def write_vote(by: User, comment: Comment, value: str) -> None:
    """Write the one row of a vote and count it, or raise `VotedElsewhere` or `IntegrityError`."""
    before = comment.own_vote
    own = Vote.objects.filter(comment=comment, participant=by, value=before)
    if not before:
        Vote.objects.create(comment=comment, participant=by, value=value)
    elif not (own.update(value=value, cast_at=timezone.now()) if value else own.delete()[0]):
        raise VotedElsewhere
    steps = {COUNTER[one]: step for one, step in ((before, -1), (value, +1)) if one}
    Comment.objects.filter(pk=comment.pk).update(
        **{counter: F(counter) + step for counter, step in steps.items()}
    )
    for counter, step in steps.items():
        setattr(comment, counter, getattr(comment, counter) + step)
    comment.own_vote = value
