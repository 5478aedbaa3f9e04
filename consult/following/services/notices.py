"""What somebody does with their notices, and what time does."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.following.models import Mailing, MailingState, Notice
from consult.people.models import User

AT_ONCE = 1_000
"""Rows that are deleted in one go."""


@transaction.atomic
def mark_read(*, by: User, notice_ids: Collection[UUID]) -> None:
    """Note that somebody has read some of their notices; nobody else's are touched."""
    unread = Notice.objects.filter(participant=by, pk__in=notice_ids, read_at=None)
    unread.update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, by: User, newest: UUID | None = None) -> None:
    """Note that somebody has read all of their notices, up to the newest that they saw."""
    unread = Notice.objects.filter(participant=by, read_at=None)
    if newest is not None:
        unread = unread.filter(pk__lte=newest)
    unread.update(read_at=timezone.now())


def forget_old(*, before: datetime) -> tuple[int, int]:
    """Delete the notices of what happened before a time, and mails that were due before it and are
    done with; return how many of each. In small steps, so that nobody waits for it.
    """
    notices = Notice.objects.filter(happened_at__lt=before)
    mailings = Mailing.objects.filter(due_at__lt=before).exclude(state=MailingState.WAITING)
    return in_steps(notices), in_steps(mailings)


def in_steps(rows: "QuerySet") -> int:  # noqa: F821
    deleted = 0
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
