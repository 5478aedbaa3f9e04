"""Every mail of the ways into an account: ours, in each language, with what it is about."""

from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone, translation

from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

THEIRS = Path(allauth.__file__).parent / "templates"
OURS = settings.REPOSITORY / "templates"
NEVER_SENT = {
    "account/email/password_reset_code",  # passwords are reset by a link
    "account/email/password_reset",  # the name that link had before
}
SHARED = {"account/email/base", "account/email/base_notification"}
SAYS = {
    "account/email/email_confirmation": "WXYZ-WXYZ",
    "account/email/email_confirmation_signup": "WXYZ-WXYZ",
    "account/email/login_code": "WXYZ-WXYZ",
    "account/email/password_reset_key": "https://reset.example.org/",
    "account/email/unknown_account": "https://signup.example.org/",
    "account/email/account_already_exists": "/account/login/code/",
    "account/email/email_changed": "after@example.org",
    "account/email/email_deleted": "gone@example.org",
    "socialaccount/email/account_connected": "Ailleurs",
    "socialaccount/email/account_disconnected": "Ailleurs",
}
"""What a mail has to hold, where it is more than that something was done."""


def mails():
    folders = ("account", "mfa", "socialaccount")
    found = (THEIRS / folder / "email" for folder in folders)
    files = (one for folder in found for one in folder.glob("*_message.txt"))
    names = {str(one.relative_to(THEIRS)).removesuffix("_message.txt") for one in files}
    return sorted(names - NEVER_SENT - SHARED)


@pytest.mark.parametrize("prefix", mails())
def test_it_is_in_our_words(prefix):
    if prefix.endswith("_signup"):  # says what the other one says
        return
    for part in ("subject", "message"):
        assert (OURS / f"{prefix}_{part}.txt").exists()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("prefix", mails())
def test_it_can_be_read_in_each_language(stage, prefix, language):
    request = RequestFactory().get("/", headers={"user-agent": "Firefox/140 (Android)"})
    details = {
        "user": make_user("Zoé"),
        "request": request,
        "email": "zoe@example.org",
        "code": "WXYZ-WXYZ",
        "password_reset_url": "https://reset.example.org/",
        "signup_url": "https://signup.example.org/",
        "from_email": "before@example.org",
        "to_email": "after@example.org",
        "deleted_email": "gone@example.org",
        "provider": "Ailleurs",
        "timestamp": timezone.now(),
        "ip": "203.0.113.7",
        "user_agent": "Firefox/140 (Android)",
    }
    with context.request_context(request), translation.override(language):
        message = get_adapter().render_mail(prefix, "zoe@example.org", details)

    assert message.subject
    assert "\n" not in message.subject
    assert SAYS.get(prefix, "Firefox") in message.body
    assert settings.WAGTAIL_SITE_NAME in message.body
    assert "203.0.113.7" not in message.body
    assert "{" not in message.body
    assert "&#x27;" not in message.body
    assert not message.alternatives
