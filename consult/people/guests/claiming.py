"""Somebody makes their own what they said without an account, as the apps see it while they move what
they hold.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from consult.people.guests.addresses import confirmed_by
from consult.people.guests.models import Guest
from consult.people.models import User


@dataclass
class Claiming:
    """The account that stands for somebody without one, and their own, which claims it."""

    guest: User
    heir: User
    changed: dict[UUID, dict[UUID, str]] = field(default_factory=dict)

    def move(self, model: type[models.Model], column: str) -> None:
        """Let a column of a model point to the account; a row that it has already goes."""
        theirs = model._base_manager.filter(**{column: self.guest})
        try:
            with transaction.atomic():
                theirs.update(**{column: self.heir})
        except IntegrityError:
            for row in theirs:
                self.move_row(row, column)

    def move_row(self, row: models.Model, column: str) -> None:
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**{column: self.heir})
        except IntegrityError:
            row.delete()

    def tell(self, stream: UUID, event: str, key: UUID) -> None:
        """Have open windows told in the end that something has changed: once a thing."""
        self.changed.setdefault(stream, {}).setdefault(key, event)


def claimable_by(participant: User) -> "QuerySet[Guest]":
    """Return who took part without an account with an address that is confirmed as somebody's."""
    return Guest.objects.exclude(email="").filter(
        account__is_active=True, email__in=confirmed_by(participant)
    )
