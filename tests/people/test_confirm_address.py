"""Confirming an e-mail address: without it no account can be used."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing

from consult.people.models import User
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

ZOE = {
    "email": "zoe@example.org",
    "password1": PASSWORD,
    "public_name": "Zoé",
    "affiliation": "citizen",
}


@pytest.fixture
def link(stage, client):
    """Sign up, and return the path of the link in the mail that came."""
    client.post("/en/account/signup/", ZOE)
    (message,) = mail.outbox
    assert message.to == ["zoe@example.org"]
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def sign_in(client):
    return client.post("/en/account/login/", {"login": "zoe@example.org", "password": PASSWORD})


def is_confirmed():
    return EmailAddress.objects.get(email="zoe@example.org").verified


def test_before_the_address_is_confirmed_nobody_is_signed_in(link, client):
    answer = sign_in(client)
    assert answer["Location"] == "/en/account/confirm-email/"
    assert "_auth_user_id" not in client.session


def test_the_mail_names_the_account_in_the_language_of_the_page(link):
    (message,) = mail.outbox
    assert message.subject == "Confirm your e-mail address"
    assert "Zoé" in message.body
    assert "/en/account/confirm-email/" in message.body


def test_opening_the_link_does_nothing_yet(link, client):
    """Mail scanners open links: only the button confirms."""
    page = client.get(link)
    assert b"zoe@example.org" in page.content
    assert not is_confirmed()


def test_the_button_confirms_and_the_account_can_sign_in(link, client):
    assert client.post(link).status_code == 302
    assert is_confirmed()
    sign_in(client)
    assert client.session["_auth_user_id"] == str(User.objects.get(email="zoe@example.org").pk)


def test_the_link_dies_with_use(link, client):
    """CVE-2023-48220: one-time links expire and die with use."""
    client.post(link)
    client.logout()
    again = client.get(link)
    assert "no longer valid" in again.content.decode()
    assert "zoe@example.org" not in again.content.decode()
    client.post(link)
    assert "_auth_user_id" not in client.session


def test_the_link_expires(link, client, monkeypatch):
    """CVE-2023-48220: one-time links expire."""
    in_a_month = signing.time.time() + 31 * 24 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: in_a_month)
    assert "no longer valid" in client.get(link).content.decode()
    client.post(link)
    assert not is_confirmed()


def test_a_changed_link_confirms_nothing(link, client):
    forged = link[:-3] + ("aa/" if link[-3:] != "aa/" else "bb/")
    assert "no longer valid" in client.get(forged).content.decode()
    client.post(forged)
    assert not is_confirmed()


@pytest.mark.parametrize("door", ["/admin/login/", "/fr/_util/login/", "/en/account/login/"])
def test_no_other_door_lets_an_unconfirmed_account_in(link, client, door):
    """Wagtail brings sign-in pages of its own: they would know neither confirmation nor limits."""
    typed = {"username": "zoe@example.org", "login": "zoe@example.org", "password": PASSWORD}
    client.post(door, typed)
    assert "_auth_user_id" not in client.session
    assert client.get(door, follow=True).redirect_chain or door == "/en/account/login/"
