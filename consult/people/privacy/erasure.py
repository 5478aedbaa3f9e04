"""Leaving: asked for, taken back by signing in, and carried out when the time of grace is over."""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import APIToken

from consult.core.errors import Refused
from consult.live import services as live
from consult.people.models import Choice, Erasure, User
from consult.people.privacy import exports, notices
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.registry import all_kinds, why_not_go

logger = logging.getLogger("parvis.privacy")


class UnknownChoice(Refused):
    code = "erasure.unknown_choice"
    sentence = _("Say what becomes of your contributions: they stay without your name, or go.")


class LastAdministrator(Refused):
    code = "erasure.last_administrator"
    sentence = _(
        "You are the last administrator of this site. Make somebody else an administrator first."
    )
    status = HTTPStatus.CONFLICT


def why_administrator_stays(participant: User) -> Refused | None:
    """Return why the last administrator of the site cannot go."""
    if not participant.is_superuser:
        return None
    others = User.objects.filter(is_superuser=True, is_active=True, erasure=None)
    return None if others.exclude(pk=participant.pk).exists() else LastAdministrator()


def time_of_grace() -> timedelta:
    """Return for how long somebody can come back."""
    return timedelta(days=settings.RETENTION["grace_days"])


@transaction.atomic
def ask_erasure(*, participant: User, choice: str, unasked: bool = False) -> Erasure:
    """Close an account at once, and have it erased when the time of grace is over.

    Every session ends, open windows are closed, and no mail is sent any more but one that says how
    to come back. `unasked`: nobody asked, the time for which data is kept is over. Raises
    `UnknownChoice`, and what keeps somebody from going.
    """
    if choice not in Choice.values:
        raise UnknownChoice
    locked = User.objects.select_for_update().get(pk=participant.pk)
    if refusal := why_not_go(locked):
        raise refusal
    erasure, is_new = Erasure.objects.get_or_create(
        participant=locked,
        defaults={"choice": choice, "due_at": timezone.now() + time_of_grace()},
    )
    if not is_new:
        return erasure
    close(locked)
    transaction.on_commit(lambda: notices.send_erasure_asked(locked, erasure, unasked), robust=True)
    live.access_changed(locked.pk)
    return erasure


def close(participant: User) -> None:
    """End whatever lets somebody act with an account: sessions, keys of programs, copies of data."""
    User.objects.filter(pk=participant.pk).update(sign_outs=F("sign_outs") + 1)
    for session in UserSession.objects.filter(user=participant):
        session.end()
    APIToken.objects.filter(user=participant).delete()
    exports.remove_of(participant)


@transaction.atomic
def keep_account(*, participant: User) -> bool:
    """Take an erasure back, as its owner signs in; tell whether there was one."""
    return bool(Erasure.objects.filter(participant=participant).delete()[0])


def due(now: datetime) -> "QuerySet[Erasure]":
    """Return the erasures whose time of grace is over."""
    return Erasure.objects.filter(due_at__lte=now).order_by("due_at", "pk")


def carry_out(erasures: list[Erasure]) -> int:
    """Erase some accounts, each in a transaction of its own, and return how many could be.

    One that fails, or that something keeps here, holds up no other, and is tried again next time.
    """
    return sum(carried_out(one) for one in erasures)


def carried_out(erasure: Erasure) -> bool:
    try:
        return erase(erasure)
    except Exception:
        # Nothing of it is done: the next day tries again.
        logger.exception("An account could not be erased; it is tried again")
        return False


@transaction.atomic
def erase_at_once(*, participant: User) -> None:
    """Erase an account without a time of grace, for those who run the site: its owner cannot keep it by
    signing in. What they said stays, without their name. Raises what keeps somebody from going.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=participant.pk)
    if refusal := why_not_go(locked):
        raise refusal
    erasure, _is_new = Erasure.objects.update_or_create(
        participant=locked, defaults={"choice": Choice.ANONYMOUS, "due_at": timezone.now()}
    )
    close(locked)
    erase(erasure)


@transaction.atomic
def erase(erasure: Erasure) -> bool:
    """Erase one account and all that is held about its owner; tell whether that was done.

    The highest app begins: what it holds points to what lower ones hold.
    """
    # Whoever decides about their words refers to them with a section locked: that must pass.
    locked = User.objects.select_for_update(no_key=True).filter(pk=erasure.participant_id).first()
    still = Erasure.objects.filter(pk=erasure.pk, due_at__lte=timezone.now()).first()
    if locked is None or still is None:  # they came back this moment
        return False
    if refusal := why_not_go(locked):
        logger.warning("An account cannot be erased yet: %s", refusal.code)
        return False
    write_farewell = notices.farewell(locked)
    leaving = Leaving(locked, still.choice)
    for kind in reversed(all_kinds()):
        kind.erase(leaving)
    gone = locked.pk
    locked.delete()
    for stream, changes in sorted(leaving.changed.items()):
        for key, event in changes.items():
            live.record(stream_id=stream, type=event, object_id=key)
    live.access_changed(gone)
    # Copies of pages may still bear the name.
    transaction.on_commit(cache.clear, robust=True)
    transaction.on_commit(write_farewell, robust=True)
    return True
