"""Who may use what an account is entitled to: whoever holds a role has a second factor first.

A role is a membership in a consultation, or the administration of the site. Without a second factor its
rights sleep: whoever holds it reads and comments as anybody does.
"""

from http import HTTPStatus

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused
from consult.people.models import NOWHERE, User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor. Recovery codes only stand in for one."""


class SecondFactorFirst(Refused):
    """The right is there, and sleeps until a second factor is set up."""

    code = "second_factor_first"
    sentence = _(
        "Your role acts only with a second factor, such as an app or a security key. Set one up on the "
        "page of your account: it takes two minutes."
    )
    status = HTTPStatus.FORBIDDEN
    leads_to = "mfa_index"
    leads_to_label = _("Set up a second factor")


def may_be_written_to(participant: User) -> bool:
    """Tell whether somebody gets mail: not once their account is closed, for good or for a time, or
    their address is forgotten.

    One query, and none for who was loaded with `erasure`; one more for who has no account, unless
    they were loaded with `guest`.
    """
    is_open = participant.is_active and getattr(participant, "erasure", None) is None
    return is_open and bool(mailbox_of(participant))


def mailbox_of(participant: User) -> str:
    """Return the address at which somebody is written to, also where they gave no more than that;
    empty where there is none.
    """
    if participant.is_guest:
        return participant.guest.email
    return "" if participant.email.endswith(NOWHERE) else participant.email


def lacks_second_factor(holder: User) -> bool:
    """Tell whether the rights of somebody who holds a role sleep. Ask it of no others: it asks the
    database, once for each loaded person.
    """
    if not settings.SECOND_FACTOR_FOR_ROLES:
        return False
    prefetch_related_objects([holder], "authenticator_set")
    return not any(one.type in FACTORS for one in holder.authenticator_set.all())


def awake(holders: QuerySet[User]) -> QuerySet[User]:
    """Return those of some holders of a role whose rights do not sleep."""
    if not settings.SECOND_FACTOR_FOR_ROLES:
        return holders
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return holders.filter(Exists(factors))


def administers(participant: User | AnonymousUser) -> bool:
    """Tell whether somebody administers the site, and may do so now."""
    return (
        participant.is_active and participant.is_superuser and not lacks_second_factor(participant)
    )


def acting(participant: User | AnonymousUser) -> User | AnonymousUser:
    """Return somebody as Wagtail may see them: an administrator whose rights sleep is nobody to it.

    The rights of all others come with their groups, which follow their memberships.
    """
    sleeps = participant.is_superuser and lacks_second_factor(participant)
    return AnonymousUser() if sleeps else participant
