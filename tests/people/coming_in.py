"""How people come in, for tests: codes as mail brings them."""

import re

from django.core import mail
from django.test import Client

from tests.factories.people import PASSWORD

CODE = re.compile(r"^[B-Z]{4}-[B-Z]{4}$", re.MULTILINE)

SIGN_UP = "/en/account/signup/"
CONFIRM = "/en/account/confirm-email/"
SIGN_IN = "/en/account/login/"
ASK_CODE = "/en/account/login/code/"
TYPE_CODE = "/en/account/login/code/confirm/"

ZOE = {"email": "zoe@example.org", "public_name": "Zoé", "affiliation": "citizen"}
"""What somebody types who signs up."""


def newest_code() -> str:
    """Return the code in the newest mail."""
    found = CODE.search(mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[0]


def user_id(browser: Client) -> str | None:
    """Return the key of who is signed in."""
    return browser.session.get("_auth_user_id")


def sign_up(browser: Client, **more: str) -> None:
    """Sign up, up to where the code is asked for."""
    answer = browser.post(SIGN_UP, {**ZOE, **more})
    assert answer["Location"] == CONFIRM


def sign_in(browser: Client, email: str, password: str = PASSWORD, **more: str):
    """Sign in with a password."""
    return browser.post(SIGN_IN, {"login": email, "password": password, **more})


def ask_code(browser: Client, email: str, **more: str):
    """Ask for a code by mail."""
    return browser.post(ASK_CODE, {"email": email, **more})


def prove(browser: Client) -> None:
    """Show once more that the account is one's own, as pages of its safety ask."""
    browser.post("/en/account/reauthenticate/", {"password": PASSWORD})
