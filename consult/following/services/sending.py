"""From mailings to mails: each is sent once at most, also where a process is killed.

A mail is written from the database as it is now. Then its row is claimed, and the claim committed:
from here on nobody else sends it. Then it is handed to the mail server, and that is noted. Nobody
can know what became of a mail whose sender was killed, or lost the server, between claim and note:
it is given up, never sent again. Its news is on the site. What fails before the claim, and what the
server refuses, was not sent, and is tried again.
"""

import logging
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consult.following.letters import Letter, letters_for
from consult.following.models import Mailing, MailingState

logger = logging.getLogger("parvis.following")

TOGETHER = 50
"""Mails that are written together, from one look at the database."""
FRESH = 2.0
"""How many seconds old that look may be when a mail leaves; then the rest is written anew."""
TAKEN_FOR = timedelta(minutes=10)
"""How long mails are left to a task; one that is lost says nothing."""
UNCERTAIN_AFTER = timedelta(minutes=10)
"""How long handing over a mail may take: longer than any mail server is waited for."""
MOST_TRIES = 4
FIRST_REST = timedelta(minutes=5)
"""After a first refusal; each later one rests four times as long as the one before."""
LINED_UP = 20
"""Tasks that are put in line in one go."""


class ServerAway(Exception):
    """There is no mail server to hand anything to."""


def line_up_due(*, now: datetime | None = None) -> int:
    """Put mails that are due in line to be sent beside us, and return how many.

    Those that a task was given are left to it for a while; so tasks do not pile up.
    """
    many = 0
    for _turn in range(LINED_UP):
        keys = take(now or timezone.now())
        if not keys:
            break
        tasks().send_mailings.enqueue(keys)
        many += len(keys)
    return many


def tasks() -> "ModuleType":  # noqa: F821
    """Return the tasks, which call the verbs here."""
    from consult.following import tasks as found  # noqa: PLC0415

    return found


@transaction.atomic
def take(now: datetime) -> list[int]:
    """Take some mails that are due, so that nobody else does for a while."""
    due = Mailing.objects.filter(
        Q(taken_until=None) | Q(taken_until__lte=now), state=MailingState.WAITING, due_at__lte=now
    )
    rows = due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")
    keys = list(rows.values_list("pk", flat=True)[:TOGETHER])
    Mailing.objects.filter(pk__in=keys).update(taken_until=now + TAKEN_FOR)
    return keys


def send_due(*, now: datetime | None = None) -> int:
    """Send all mails that are due, here and now, while there is a mail server; return how many left."""
    sent = 0
    with suppress(ServerAway):
        while keys := take(now or timezone.now()):
            sent += send(keys)
    return sent


def send(keys: Collection[int]) -> int:
    """Send some mails, unless somebody else does; return how many left. Raises `ServerAway`: what is
    left is taken up again later.
    """
    left, sent = list(keys), 0
    connection = get_connection()
    try:
        while left:
            looked_at = time.monotonic()
            letters = letters_for(left)
            left = [key for key in left if key in {one.mailing.pk for one in letters}]
            for letter in letters:
                if time.monotonic() - looked_at > FRESH and letter is not letters[0]:
                    break
                left.remove(letter.mailing.pk)
                sent += hand_over(letter, connection)
    finally:
        with suppress(SMTPException, OSError):
            connection.close()
    return sent


def hand_over(letter: Letter, connection: BaseEmailBackend) -> bool:
    """Claim a mail, and send it; tell whether it left. Raises `ServerAway`."""
    mailing = letter.mailing
    if letter.failed:
        rest(mailing, "it could not be written", of=MailingState.WAITING)
        return False
    if letter.message is None:
        claim(mailing, MailingState.EMPTY)
        return False
    try:
        connection.open()  # a server that is away is no reason to claim anything
    except (OSError, SMTPException) as error:
        logger.warning("The mail server cannot be reached: %s", error)
        raise ServerAway from error
    if not claim(mailing, MailingState.SENDING):
        return False
    try:
        connection.send_messages([letter.message])
    except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
        refused(mailing, refusal)
        return False
    except (OSError, SMTPException, ValueError) as error:
        # What it says may hold the address.
        logger.error("Whether mail %s was sent is uncertain: %s", mailing.pk, type(error).__name__)
        note(mailing, MailingState.UNCERTAIN)
        with suppress(SMTPException, OSError):
            connection.close()
        return False
    note(mailing, MailingState.SENT)
    return True


def claim(mailing: Mailing, state: MailingState) -> bool:
    """Take a mail out of waiting, as it was written; False where somebody else did, or there is
    other news by now: then it waits for its next turn.
    """
    waiting = Mailing.objects.filter(pk=mailing.pk, state=MailingState.WAITING, stamp=mailing.stamp)
    if waiting.update(state=state, changed_at=timezone.now()):
        return True
    Mailing.objects.filter(pk=mailing.pk, state=MailingState.WAITING).update(taken_until=None)
    return False


def note(mailing: Mailing, state: MailingState) -> None:
    """Note what became of a claimed mail."""
    claimed = Mailing.objects.filter(pk=mailing.pk, state=MailingState.SENDING)
    claimed.update(state=state, changed_at=timezone.now())


def refused(mailing: Mailing, refusal: SMTPException) -> None:
    """Note that the server did not take a mail: for now, or for good."""
    codes = (
        [code for code, _said in refusal.recipients.values()]
        if isinstance(refusal, SMTPRecipientsRefused)
        else [refusal.smtp_code]
    )
    if all(400 <= code < 500 for code in codes):
        rest(mailing, f"the server says {codes}", of=MailingState.SENDING)
    else:
        logger.warning("Mail %s was refused: %s", mailing.pk, codes)
        note(mailing, MailingState.REFUSED)


def rest(mailing: Mailing, why: str, *, of: MailingState) -> None:
    """Have a mail that was not sent tried again later, if it was not tried too often."""
    logger.warning("Mail %s could not be sent: %s", mailing.pk, why)
    again = timezone.now() + FIRST_REST * 4**mailing.tries
    state = MailingState.WAITING if mailing.tries + 1 < MOST_TRIES else MailingState.REFUSED
    Mailing.objects.filter(pk=mailing.pk, state=of).update(
        state=state, tries=F("tries") + 1, taken_until=again, changed_at=timezone.now()
    )


def give_up_uncertain(*, now: datetime | None = None) -> int:
    """Give up the mails whose sender has said nothing more since it claimed them; return how many."""
    before = (now or timezone.now()) - UNCERTAIN_AFTER
    silent = Mailing.objects.filter(state=MailingState.SENDING, changed_at__lt=before)
    many = silent.update(state=MailingState.UNCERTAIN, changed_at=timezone.now())
    if many:
        logger.error("Whether %s mails were sent is uncertain: their sender ended", many)
    return many
