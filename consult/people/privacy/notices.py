"""The mails about leaving."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from consult.core.mails import address_of, letter, send_now
from consult.people.models import Erasure, User
from consult.people.policy import mailbox_of


def send_erasure_asked(participant: User, erasure: Erasure, unasked: bool) -> None:
    """Tell somebody until when their account can be kept, and how."""
    with translation.override(participant.language):
        message = letter(
            _("Your account will be erased"),
            "people/mail/erasure_asked.txt",
            {
                "erasure": erasure,
                "unasked": unasked,
                "months": settings.RETENTION["identity_months"],
                "address": address_of("account_login"),
            },
            mailbox_of(participant),
        )
    send_now(message)


def farewell(participant: User) -> Callable[[], None]:
    """Return what tells somebody that their account is gone: all that it needs is in it by then."""
    with translation.override(participant.language):
        message = letter(
            _("Your account is erased"), "people/mail/erased.txt", {}, mailbox_of(participant)
        )
    return partial(send_now, message)
