"""Words that wait for a moderator: held, refused, or taken back (published: in release.py)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.core.errors import NotFound
from consult.drafts.models import Section
from consult.people.models import User
from consult.threads import refusals
from consult.threads.models import SAID, Comment, HeldStatus, HeldText
from consult.threads.screening import Screening, let_go


def hold(comment: Comment, screening: Screening) -> HeldText:
    """Keep a new comment's words, or an edit's, from the public until a moderator has read them.

    `comment` is as it would be, and not written. An edit that waits already gives way to this one.
    """
    edited = None if comment._state.adding else comment
    if edited is not None:
        withdraw_edits(edited)
    held = HeldText.objects.create(
        in_reply_to=comment.in_reply_to if edited is None else None,
        edits=edited,
        grounds=screening.grounds,
        **{name: getattr(comment, name) for name in SAID if not (edited and name in ONCE)},
    )
    if screening.remember:
        screening.remember(held.pk)
    return held


ONCE = ("idempotency_key",)
"""What belongs to a form that posts, and not to one that edits."""


def withdraw_edits(comment: Comment) -> None:
    """Take back an edit that waits, for its comment is changed or deleted."""
    for held in HeldText.objects.filter(edits=comment, status=HeldStatus.WAITING):
        withdraw(held)


def lock_held(held_id: UUID) -> HeldText:
    """Return held words with their section, draft and consultation, the section locked first.

    Raises `NotFound`.
    """
    place = HeldText.objects.filter(pk=held_id).values_list("section_id", flat=True).first()
    if place is None:
        raise NotFound
    section = (
        Section.objects.select_related("draft__consultation")
        .select_for_update(of=("self",))
        .get(pk=place)
    )
    held = HeldText.objects.select_for_update(of=("self",)).get(pk=held_id)
    held.section, held.draft = section, section.draft
    return held


@transaction.atomic
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
    held.source = held.html = held.wording = ""
    held.quote_exact = held.quote_prefix = held.quote_suffix = ""
    held.difference = None
    settle(held, HeldStatus.WITHDRAWN)
    let_go(held)
    return held


def settle(held: HeldText, status: HeldStatus) -> HeldText:
    """Write what became of held words."""
    held.status, held.settled_at = status, timezone.now()
    held.save()
    return held
