"""As whom a request acts: as who is signed in, or as somebody whose link this browser followed."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from consult.people.guests.services import guests_of, token_of
from consult.people.models import User


def acting_as(request: HttpRequest, author: UUID | None) -> User | AnonymousUser:
    """Return as whom a request acts on something of an author's, who is named by their key.

    No query where this browser followed no link.
    """
    theirs = (one.account for one in guests_of(request) if one.account_id == author)
    return next(theirs, request.user)


def everybody_acting(request: HttpRequest) -> list[User]:
    """Return all as whom a request acts: who is signed in, and whose links this browser followed."""
    signed_in = [request.user] if request.user.is_authenticated else []
    return [*signed_in, *(one.account for one in guests_of(request))]


def way_to(place: str, reader: User) -> str:
    """Return the full address of a place of this site, for a mail to somebody: by a link that lets
    them act there where they have no account.
    """
    if reader.is_guest:
        entrance = reverse("people:guest", args=[token_of(reader.guest)])
        place = f"{entrance}?{urlencode({'next': place})}"
    return f"{settings.WAGTAILADMIN_BASE_URL}{place}"
