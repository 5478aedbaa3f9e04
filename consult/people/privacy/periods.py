"""How long the people app keeps what it holds."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.people.models import User
from consult.people.privacy import erasure, exports
from consult.people.privacy.registry import Rule
from consult.people.services import abandon_sign_up


def in_days(days: int) -> str:
    """Return a period in words."""
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def rules() -> Iterable[Rule]:
    """Return the periods of accounts, in the order in which they are looked at."""
    periods = settings.RETENTION
    return [
        Rule(
            "erasures",
            _("Accounts whose owners leave"),
            in_days(periods["grace_days"]),
            erasure.due,
            erasure.carry_out,
            "ERASURE_GRACE_DAYS",
        ),
        Rule(
            "exports",
            _("Copies of personal data"),
            in_days(periods["export_days"]),
            exports.over,
            transaction.atomic(exports.remove),
            "RETENTION_EXPORT_DAYS",
        ),
        Rule(
            "unconfirmed",
            _("Accounts whose address was never confirmed"),
            in_days(periods["unconfirmed_days"]),
            unconfirmed,
            abandon,
            "RETENTION_UNCONFIRMED_DAYS",
        ),
        Rule(
            "sessions",
            _("Sessions"),
            in_days(settings.SESSION_COOKIE_AGE // 86400),
            expired_sessions,
            end_sessions,
            "SESSION_DAYS",
        ),
    ]


def unconfirmed(now: datetime) -> "QuerySet[User]":
    """Return accounts that nobody has ever come in with, and whose address nobody confirmed."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    before = now - timedelta(days=settings.RETENTION["unconfirmed_days"])
    return User.objects.filter(
        ~Exists(confirmed),
        joined_at__lte=before,
        last_login=None,
        former=None,
        guest=None,
        is_staff=False,
        is_superuser=False,
        comments=None,
        memberships=None,
    ).order_by("pk")


def abandon(accounts: list[User]) -> int:
    """Take accounts away that were never used, each in a transaction of its own."""
    return sum(abandoned(one) for one in accounts)


def abandoned(account: User) -> bool:
    try:
        return abandon_sign_up(participant=account)
    except ProtectedError:  # something was done with it all the same
        return False


def expired_sessions(now: datetime) -> "QuerySet[Session]":
    return Session.objects.filter(expire_date__lte=now).order_by("pk")


@transaction.atomic
def end_sessions(sessions: list[Session]) -> int:
    """Delete sessions that have ended, and where they were."""
    keys = [one.pk for one in sessions]
    UserSession.objects.filter(session_key__in=keys).delete()
    return Session.objects.filter(pk__in=keys).delete()[0]
