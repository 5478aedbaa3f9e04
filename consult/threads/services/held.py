"""Words that wait for a moderator: held, refused, or taken back (published: in release.py)."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from consult.core.errors import NotFound
from consult.people.models import User
from consult.threads import refusals
from consult.threads.models import SAID, Comment, HeldStatus, HeldText
from consult.threads.screening import Screening, let_go
from consult.threads.services.locks import lock_held


def hold(comment: Comment, screening: Screening, translates: Comment | None = None) -> HeldText:
    """Keep a new comment's words, or an edit's, from the public until a moderator has read them.

    `comment` is as it would be, and not written. An edit that waits already gives way to this one.
    `translates` is the comment that the words say in another language, if that is what they do.
    """
    edited = None if comment._state.adding else comment
    replaced = [] if edited is None else [take_back(one) for one in waiting_edits(edited)]
    held = HeldText.objects.create(
        in_reply_to=comment.in_reply_to if edited is None else None,
        edits=edited,
        translates=translates,
        grounds=screening.grounds,
        **{name: getattr(comment, name) for name in SAID if not (edited and name in ONCE)},
    )
    if screening.remember:
        screening.remember(held.pk)
    # Last: it locks the desk's stream, and a campaign's cases come before that.
    for one in replaced:
        let_go(one)
    return held


NO_WORDS = {
    **dict.fromkeys(("source", "html", "wording"), ""),
    **dict.fromkeys(("quote_exact", "quote_prefix", "quote_suffix"), ""),
    "difference": None,
}
"""What is left of words that their author took back."""
ONCE = ("idempotency_key",)
"""What belongs to a form that posts, and not to one that edits."""


def withdraw_edits(comment: Comment) -> None:
    """Take back an edit that waits, for its comment is changed."""
    for held in waiting_edits(comment):
        withdraw(held)


def waiting_edits(comment: Comment) -> QuerySet[HeldText]:
    """Return the edit of a comment that waits: one at most."""
    return HeldText.objects.filter(edits=comment, status=HeldStatus.WAITING)


def withdraw_translations(comment: Comment) -> None:
    """Take back translations that wait, for their comment says something else by now."""
    for held in HeldText.objects.filter(translates=comment, status=HeldStatus.WAITING):
        withdraw(held)


def erase_held(comment: Comment) -> None:
    """Erase all held words that became a comment, or were to change it, for it is deleted."""
    held = HeldText.objects.filter(
        Q(edits=comment) | Q(translates=comment) | Q(published_as=comment)
    )
    held.update(**NO_WORDS)
    held.filter(status__in=(HeldStatus.WAITING, HeldStatus.REFUSED)).update(
        status=HeldStatus.WITHDRAWN, settled_at=timezone.now()
    )


@transaction.atomic(savepoint=False)
def refuse_held(held: HeldText) -> HeldText:
    """Keep locked held words from the public for good, or until an appeal."""
    return settle(held, HeldStatus.REFUSED)


@transaction.atomic
def withdraw_held(*, by: User, held_id: UUID) -> HeldText:
    """Take one's own words back while they wait: they are erased.

    Raises `NotFound`, also for other people's, and `NoLongerWaiting`.
    """
    held = lock_held(held_id)
    if not by.is_authenticated or held.author_id != by.pk:
        raise NotFound
    if not held.is_waiting:
        raise refusals.NoLongerWaiting
    return withdraw(held)


def withdraw(held: HeldText) -> HeldText:
    """Erase held words, and tell those who were to read them."""
    let_go(take_back(held))
    return held


def take_back(held: HeldText) -> HeldText:
    """Erase held words."""
    for name, nothing in NO_WORDS.items():
        setattr(held, name, nothing)
    return settle(held, HeldStatus.WITHDRAWN)


def settle(held: HeldText, status: HeldStatus) -> HeldText:
    """Write what became of held words."""
    held.status, held.settled_at = status, timezone.now()
    held.save()
    return held
