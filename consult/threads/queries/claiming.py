"""What somebody said without an account, with an address that is confirmed as theirs by now."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from consult.consultations.queries import titles_of
from consult.core.counted import number_of
from consult.people.guests.claiming import claimable_by
from consult.people.guests.models import Guest
from consult.people.models import User
from consult.threads.models import PUBLIC, Comment, CommentQuerySet, HeldStatus, HeldText, Status
from consult.threads.queries.discussion import About, with_labels

MOST_SHOWN = 100
"""How many contributions are shown before they are claimed, the newest of all consultations."""


@dataclass(frozen=True)
class Unclaimed:
    """What somebody said without an account in one consultation: how much, and the newest of it."""

    scope: UUID
    title: str
    name: str
    """How it is signed until it is claimed."""
    count: int
    said: list[About]

    @property
    def left_out(self) -> int:
        """Return how much of it is not shown."""
        return self.count - len(self.said)


def comments() -> CommentQuerySet:
    """Return what was said and not taken back."""
    return Comment.objects.exclude(status=Status.DELETED)


def held_texts() -> QuerySet[HeldText]:
    """Return what was said and never became public."""
    never_public = (HeldStatus.WAITING, HeldStatus.REFUSED)
    return HeldText.objects.filter(status__in=never_public, edits=None)


def unclaimed_guests(participant: User) -> QuerySet[Guest]:
    """Return as whom somebody took part without an account, with `count`: how much they said."""
    count = number_of(comments(), "author") + number_of(held_texts(), "author")
    return claimable_by(participant).annotate(count=count).filter(count__gt=0)


def unclaimed_count(participant: User) -> int:
    """Return how many contributions somebody can make theirs. One query."""
    return sum(unclaimed_guests(participant).values_list("count", flat=True))


def unclaimed_by(participant: User, language: str) -> list[Unclaimed]:
    """Return what somebody can make theirs, by consultation. A fixed number of queries."""
    guests = list(unclaimed_guests(participant).select_related("account").order_by("scope"))
    if not guests:
        return []
    keys = [one.pk for one in guests]
    both = (comments().visible_to(PUBLIC), held_texts())
    found = [
        one
        for words in both
        for one in words.filter(author__in=keys)
        .select_related("section", "draft")
        .order_by("-pk")[:MOST_SHOWN]
    ]
    newest = sorted(found, key=lambda one: one.pk, reverse=True)[:MOST_SHOWN]
    said = defaultdict(list)
    for about in with_labels(((one, one) for one in newest), language):
        said[about.item.author_id].append(about)
    titles = titles_of([one.scope for one in guests], language)
    return [
        Unclaimed(
            scope=one.scope,
            title=titles.get(one.scope, ""),
            name=one.account.public_name,
            count=one.count,
            said=said[one.pk],
        )
        for one in guests
    ]
