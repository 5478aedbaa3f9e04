"""What people without an account do with their own words: withdraw them, and be forgotten."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from consult.core.errors import NotFound
from consult.drafts.models import Section
from consult.drafts.services import lock_sections
from consult.people.guests.addresses import forget_address
from consult.people.models import Guest
from consult.threads.models import Comment, HeldStatus, HeldText, Status, Unconfirmed
from consult.threads.services.delete import delete_comment
from consult.threads.services.held import withdraw_held


def withdraw_comment(guest: Guest, key: UUID) -> None:
    """Withdraw what is public. Raises what `delete_comment` raises."""
    delete_comment(by=guest.account, comment_id=key)


def withdraw_waiting(guest: Guest, key: UUID) -> None:
    """Withdraw what waits for a moderator. Raises what `withdraw_held` raises."""
    withdraw_held(by=guest.account, held_id=key)


def withdraw_unconfirmed(guest: Guest, key: UUID) -> None:
    """Erase what waits to be confirmed. Raises `NotFound`, also for other people's."""
    if not unconfirmed_of(guest).filter(pk=key).delete()[0]:
        raise NotFound


WAYS: dict[str, Callable[[Guest, UUID], None]] = {
    "comment": withdraw_comment,
    "held": withdraw_waiting,
    "unconfirmed": withdraw_unconfirmed,
}
"""What words can be → how they are withdrawn."""


def withdraw(*, guest: Guest, what: str, key: UUID | None) -> None:
    """Withdraw some of a guest's own words: they are erased. Raises `NotFound`, and why they stay."""
    way = WAYS.get(what)
    if way is None or key is None:
        raise NotFound
    way(guest, key)


def unconfirmed_of(guest: Guest) -> "QuerySet[Unconfirmed]":  # noqa: F821
    """Return what waits to be confirmed with a guest's address, in their consultation."""
    return Unconfirmed.objects.filter(email=guest.email, draft__consultation=guest.scope).exclude(
        email=""
    )


@transaction.atomic
def forget_guest(*, guest: Guest, withdraws: bool) -> None:
    """Erase a guest's address and what waits for it. What they said stays as a guest's; or it is
    withdrawn, but for what moderators have hidden: that stays for its review.
    """
    unconfirmed_of(guest).delete()
    if withdraws:
        lock_sections(Section.objects.filter(draft__consultation=guest.scope))
        waiting = HeldText.objects.filter(author=guest.account, status=HeldStatus.WAITING)
        for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
            withdraw_waiting(guest, key)
        public = Comment.objects.filter(author=guest.account, status=Status.VISIBLE)
        for key in list(public.order_by("pk").values_list("pk", flat=True)):
            withdraw_comment(guest, key)
    forget_address(guest)
