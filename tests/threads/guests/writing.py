"""People without an account: what they send, and the links that they are sent."""

import re
from uuid import uuid4

from django.core import mail
from django.test import Client, TestCase

from consult.threads.models import Unconfirmed
from tests.threads.pages import HTMX

ADDRESS = "zoe@example.org"
LINK = re.compile(r"https?://\S+")


def form(stage, body="Quel mois ?", **more):
    """What the composer of somebody without an account sends."""
    return {
        "section": str(stage.text.key),
        "body": body,
        "kind": "remark",
        "email": ADDRESS,
        "idempotency_key": str(uuid4()),
        **more,
    }


def send(client, address, fields=None, *, htmx=False):
    """Send a form, and the mails that follow on it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(address, fields or {}, headers=HTMX if htmx else {})


def ask(stage, body="Quel mois ?", *, client=None, htmx=False, **more):
    """Write something without an account; return the answer."""
    return send(client or Client(), stage.url(), form(stage, body, **more), htmx=htmx)


def links(message=None):
    """Return the paths of the links in a mail, of the newest unless one is given."""
    message = message or mail.outbox[-1]
    return [one.split("/", 3)[3] for one in LINK.findall(message.body)]


def link(name, message=None):
    """Return the path of the link in a mail that does something."""
    (found,) = {f"/{one}" for one in links(message) if f"guests/{name}/" in one}
    return found


def publish(stage, body="Quel mois ?", *, client=None, **more):
    """Write something without an account and follow the link in the same browser; return that
    browser.
    """
    client = client or Client()
    assert ask(stage, body, client=client, **more).status_code == 202
    send_get(client, link("confirm"))
    return client


def send_get(client, address):
    """Follow a link, and have sent the mails that follow on it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.get(address)


def waiting():
    """Return the one text that waits to be confirmed."""
    return Unconfirmed.objects.exclude(email="").get()
