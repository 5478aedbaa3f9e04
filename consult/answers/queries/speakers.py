"""In what capacity contributions were made, and for which kinds of organisations, as of then."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, Value, When

from consult.threads.models import Comment

UNKNOWN = "unknown"
"""The kind of organisations whose record says none."""
GUESTS = "without_account"
"""Stands among affiliations for people without an account, who declare none."""


@dataclass(frozen=True)
class Spoken:
    """What was contributed by those who have something in common. Visible roots alone count."""

    contributions: int = 0
    answered: int = 0
    people: int = 0
    organisations: int = 0
    confirmed: int = 0
    """Contributions of people of whom it was confirmed then that they speak for an organisation."""


COUNTED = {
    "contributions": Count("pk"),
    "answered": Count("pk", filter=Q(answered_at__isnull=False)),
    "people": Count("author", distinct=True),
    "organisations": Count("organisation", distinct=True),
    "confirmed": Count("pk", filter=Q(organisation_confirmed=True)),
}


def by_affiliation(draft_keys: Iterable[UUID]) -> dict[str, Spoken]:
    """Return what was contributed to some drafts by affiliation, and apart by people without an
    account.
    """
    return counted(draft_keys, "capacity")


def capacity() -> Case:
    """Return in what capacity somebody spoke then: no guest is counted among citizens."""
    return Case(
        When(by_guest=True, then=Value(GUESTS)),
        default=F("affiliation"),
        output_field=CharField(),
    )


def by_kind(draft_keys: Iterable[UUID]) -> dict[str, Spoken]:
    """Return the same by kind of organisation, of what was said for one."""
    found = counted(draft_keys, "organisation__kind", organisation__isnull=False)
    return {kind or UNKNOWN: spoken for kind, spoken in found.items()}


def counted(draft_keys: Iterable[UUID], column: str, **only: bool) -> dict[str, Spoken]:
    said = Comment.objects.roots().visible().filter(draft__in=list(draft_keys), **only)
    said = said.annotate(capacity=capacity())
    rows = said.order_by().values(column).annotate(**COUNTED)
    return {row.pop(column): Spoken(**row) for row in rows}
