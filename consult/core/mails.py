"""Mails in plain text: what people wrote stands in them so that it passes for nothing else."""

import logging
import re
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

logger = logging.getLogger("parvis.mails")

MANY_BLANK_LINES = re.compile(r"\n{3,}")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}\b(?:/\S*)?",
    re.IGNORECASE,
)


def letter(subject: str, template: str, context: dict, to: str) -> EmailMessage:
    """Return a mail in the active language; its subject is one line, whatever it quotes. Without `to` it
    goes to nobody, and is never sent.
    """
    site = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_address": f"{settings.WAGTAILADMIN_BASE_URL}/",
    }
    body = render_to_string(template, {**context, **site})
    tidy = MANY_BLANK_LINES.sub("\n\n", body).strip() + "\n"
    return EmailMessage(one_line(subject), tidy, to=[to] if to else [])


Letter = tuple[str, Callable[[], EmailMessage]]
"""A mail to come: its language, and what writes it in the active one."""


def after_commit(*letters: Letter) -> None:
    """Have mails written and sent once the transaction is written, over one connection; a failure is
    logged, not raised.
    """

    def send() -> None:
        try:
            with get_connection() as connection:
                for language, write in letters:
                    with translation.override(language):
                        message = write()
                    message.connection = connection
                    send_now(message)
        except (SMTPException, OSError) as error:
            logger.error("%s mails could not be sent: %s", len(letters), type(error).__name__)

    if letters:
        transaction.on_commit(send, robust=True)


def send_now(message: EmailMessage) -> None:
    """Send a mail. Where the server does not take it the log says so, and not for whom it was: what a
    server says of it holds the address.
    """
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.error("A mail could not be sent: %s", type(error).__name__)


def one_line(text: str) -> str:
    """Return what somebody wrote as one line: it cannot pass for another part of a mail."""
    return " ".join(text.split())


def quoted(text: str) -> str:
    """Return what somebody wrote as mails quote it, so that it cannot pass for the mail's own words."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def without_links(text: str) -> str:
    """Return what somebody wrote without what a mail program would make a link of."""
    return LINK.sub("[…]", text)


def address_of(name: str, *arguments: object) -> str:
    """Return the full address of a page of this site, for mails."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(name, args=arguments)}"
