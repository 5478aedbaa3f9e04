"""Following and no longer following."""

from django.db import transaction

from consult.core.errors import SignInFirst
from consult.following.models import Follow
from consult.following.places import Followed
from consult.people.models import User


@transaction.atomic
def follow(*, by: User, what: Followed) -> None:
    """Have somebody told from now on what happens there. Twice does no harm. Raises `SignInFirst`."""
    if not by.is_authenticated:
        raise SignInFirst
    Follow.objects.bulk_create([Follow(participant=by, **what.keys)], ignore_conflicts=True)


@transaction.atomic
def unfollow(*, by: User, what: Followed) -> None:
    """Have somebody told no more, from mails that are not sent yet on. Raises `SignInFirst`."""
    if not by.is_authenticated:
        raise SignInFirst
    Follow.objects.filter(participant=by, **what.keys).delete()
