"""Mails that no server takes: the log says so, and names nobody."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client, TestCase

from consult.threads.models import Unconfirmed
from tests.moderation.house import set_rules
from tests.threads.guests.writing import ADDRESS, form

pytestmark = pytest.mark.django_db


class Refusing(BaseEmailBackend):
    """A server that names the recipient when it refuses them, as they do."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused(dict.fromkeys(messages[0].to, (550, b"no such mailbox")))


def test_an_address_that_is_refused_stands_in_no_log(stage, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    set_rules(stage.consultation, allows_guests=True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = Client().post(stage.url(), form(stage))

    assert answer.status_code == 202
    assert Unconfirmed.objects.get().is_waiting
    assert "A mail could not be sent: SMTPRecipientsRefused" in caplog.text
    assert ADDRESS not in caplog.text
