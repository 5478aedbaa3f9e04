"""Signing in with a code by mail, for which no password is needed."""

import time
from urllib.parse import urlencode

import pytest
from django.core import mail

from consult.people.models import User
from tests.people.coming_in import (
    ASK_CODE,
    CONFIRM,
    TYPE_CODE,
    ask_code,
    newest_code,
    sign_up,
    user_id,
)

pytestmark = pytest.mark.django_db


def test_the_code_signs_in_and_leads_back(stage, cast, client):
    where = f"{stage.page.url}?section={stage.text.key}"
    asked = ask_code(client, cast.citizen.email.upper(), next=where)
    assert asked["Location"] == f"{TYPE_CODE}?{urlencode({'next': where})}"
    (message,) = mail.outbox
    assert message.to == [cast.citizen.email.upper()] or message.to == [cast.citizen.email]
    assert message.subject == "Your code to sign in"

    answer = client.post(TYPE_CODE, {"code": newest_code(), "next": where})

    assert answer["Location"] == where
    assert user_id(client) == str(cast.citizen.pk)


def test_an_account_without_a_password_is_whole(stage, client):
    sign_up(client)
    client.post(CONFIRM, {"code": newest_code()})
    zoe = User.objects.get(email="zoe@example.org")
    assert not zoe.has_usable_password()
    client.post("/en/account/logout/")

    ask_code(client, "zoe@example.org")
    client.post(TYPE_CODE, {"code": newest_code()})
    assert user_id(client) == str(zoe.pk)

    page = client.get("/en/account/password/change/", follow=True)
    assert page.redirect_chain == [("/en/account/password/set/", 302)]
    new = "a password after all"
    client.post("/en/account/password/set/", {"password1": new, "password2": new})
    assert User.objects.get(pk=zoe.pk).check_password(new)
    assert user_id(client) == str(zoe.pk)


def test_known_and_unknown_addresses_look_the_same(cast, client):
    """Nobody learns who takes part by trying addresses; who owns the address is told by mail."""
    other = client.__class__()
    known, unknown = ask_code(client, cast.citizen.email), ask_code(other, "nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [one.to for one in mail.outbox] == [[cast.citizen.email], ["nobody@example.org"]]
    assert "no account has it" in mail.outbox[1].body

    pages = [
        one.get(TYPE_CODE).content.decode().replace(email, "x")
        for one, email in ((client, cast.citizen.email), (other, "nobody@example.org"))
    ]
    lines = [[one for one in page.splitlines() if "csrf" not in one] for page in pages]
    assert lines[0] == lines[1]
    for one in (client, other):
        answer = one.post(TYPE_CODE, {"code": "BBBB-BBBB"})
        assert answer.status_code == 200
        assert "Incorrect code" in answer.content.decode()


def test_wrong_codes_end_it(cast, client):
    ask_code(client, cast.citizen.email)
    for _attempt in range(3):
        answer = client.post(TYPE_CODE, {"code": "BBBB-BBBB"})
    assert answer["Location"] == ASK_CODE
    client.post(TYPE_CODE, {"code": newest_code()})
    assert user_id(client) is None


def test_a_code_dies_with_use_with_time_and_with_the_next_one(cast, client, monkeypatch):
    """CVE-2023-48220: one-time codes expire and die with use."""
    ask_code(client, cast.citizen.email)
    first = newest_code()
    client.post(TYPE_CODE, {"action": "resend"})
    client.post(TYPE_CODE, {"code": first})
    assert user_id(client) is None
    client.post(TYPE_CODE, {"code": newest_code()})
    assert user_id(client)
    client.post("/en/account/logout/")
    client.post(TYPE_CODE, {"code": newest_code()})
    assert user_id(client) is None

    ask_code(client, cast.citizen.email)
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(TYPE_CODE, {"code": newest_code()})
    assert user_id(client) is None


def test_a_closed_account_gets_no_code(cast, client):
    User.objects.filter(pk=cast.citizen.pk).update(is_active=False)
    ask_code(client, cast.citizen.email)
    assert "no account has it" in mail.outbox[-1].body


def test_codes_are_asked_for_at_a_pace(cast, client, settings):
    """Nobody floods a mailbox: three a minute for one address."""
    settings.ACCOUNT_RATE_LIMITS = {}
    for _time in range(5):
        ask_code(client.__class__(), cast.citizen.email)
    assert len(mail.outbox) == 3
