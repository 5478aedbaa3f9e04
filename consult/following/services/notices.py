"""What somebody does with their notices."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.following.models import Notice
from consult.people.models import User


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
