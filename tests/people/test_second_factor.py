"""A second factor for anyone: an app that shows codes, and codes for the day on which it is lost.

Security keys and passkeys are tested with a browser: tests/browser/test_passkeys.py.
"""

import re

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache

from tests.people.coming_in import TYPE_CODE, ask_code, newest_code, prove, sign_in, user_id
from tests.people.factors import SECRET, code_of, give_app, stored_secret

pytestmark = pytest.mark.django_db

INDEX = "/en/account/second-factor/"
ACTIVATE = f"{INDEX}totp/activate/"
ASKED = f"{INDEX}authenticate/"
CODES = f"{INDEX}recovery-codes/"


@pytest.fixture
def browser(cast, client):
    """A browser in which the citizen has just signed in."""
    sign_in(client, cast.citizen.email)
    prove(client)
    return client


def set_up(browser):
    """Set up an app as a person does, and return its secret."""
    page = BeautifulSoup(browser.get(ACTIVATE).content, "html.parser")
    secret = page.select_one(".secret").text.strip()
    assert page.select_one("img.qr")["src"].startswith("data:image/svg+xml")
    browser.post(ACTIVATE, {"code": code_of(secret)}, follow=True)
    return secret


def test_an_app_is_set_up_and_asked_for_from_then_on(cast, browser):
    secret = set_up(browser)
    browser.post("/en/account/logout/")
    cache.clear()  # a code is good once

    answer = sign_in(browser, cast.citizen.email, next="/en/account/profile/")
    assert answer["Location"] == ASKED
    assert user_id(browser) is None
    assert browser.post(ASKED, {"code": "000000"}).status_code == 200
    assert user_id(browser) is None

    answer = browser.post(ASKED, {"code": code_of(secret)})
    assert answer["Location"] == "/en/account/profile/"
    assert user_id(browser) == str(cast.citizen.pk)


def test_a_code_by_mail_is_no_way_past_it(cast, client):
    give_app(cast.citizen)
    ask_code(client, cast.citizen.email)
    assert client.post(TYPE_CODE, {"code": newest_code()})["Location"] == ASKED
    assert user_id(client) is None


def test_a_code_of_the_app_is_good_once(cast, client):
    """Who looks over a shoulder comes too late."""
    give_app(cast.citizen)
    code = code_of()
    sign_in(client, cast.citizen.email)
    client.post(ASKED, {"code": code})
    other = client.__class__()
    sign_in(other, cast.citizen.email)
    other.post(ASKED, {"code": code})
    assert (user_id(client), user_id(other)) == (str(cast.citizen.pk), None)


def test_codes_are_not_guessed(cast, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    give_app(cast.citizen)
    sign_in(client, cast.citizen.email)
    for _attempt in range(5):
        client.post(ASKED, {"code": "000000"})
    answer = client.post(ASKED, {"code": code_of()})
    assert user_id(client) is None
    assert "Too many" in answer.content.decode()


def test_a_recovery_code_opens_once(cast, browser):
    set_up(browser)
    page = BeautifulSoup(browser.get(CODES).content, "html.parser")
    codes = [one.text for one in page.select(".recovery-codes code")]
    assert len(codes) == 10
    assert codes == browser.get(f"{CODES}download/").content.decode().split()
    for opens in (True, False):
        browser.post("/en/account/logout/")
        sign_in(browser, cast.citizen.email)
        browser.post(ASKED, {"code": codes[0]})
        assert bool(user_id(browser)) is opens


def test_new_recovery_codes_end_the_old_ones(browser):
    set_up(browser)
    before = browser.get(f"{CODES}download/").content
    browser.post(f"{CODES}generate/")
    assert browser.get(f"{CODES}download/").content != before


def test_secrets_are_not_kept_in_clear(cast, browser):
    """Who reads the database alone makes no codes of it."""
    secret = set_up(browser)
    kept = repr(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert stored_secret(cast.citizen) == secret


def test_secrets_outlive_a_new_secret_key(cast, settings):
    give_app(cast.citizen)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-of-more-than-forty-characters"
    assert stored_secret(cast.citizen) == SECRET


def test_removing_it_wants_a_proof_and_is_told_by_mail(cast, browser, as_user):
    set_up(browser)
    stolen = as_user(cast.citizen)  # a session that nobody has proved anything in
    where = f"{INDEX}totp/deactivate/"
    assert "reauthenticate" in stolen.post(where)["Location"]
    assert Authenticator.objects.filter(user=cast.citizen, type="totp").exists()

    browser.post(where)
    assert not Authenticator.objects.filter(user=cast.citizen).exists()
    assert mail.outbox[-1].subject == "A second factor is removed"


@pytest.mark.parametrize("path", ["", "totp/activate/", "webauthn/", "webauthn/add/"])
def test_nobody_else_sees_the_pages(client, stage, path):
    assert client.get(INDEX + path)["Location"].startswith("/en/account/login/")


def test_a_key_of_somebody_else_is_none(cast, browser):
    """Wagtail CVE-2026-44199: the child must belong to the parent that was checked."""
    key = Authenticator.objects.create(user=cast.neighbour, type="webauthn", data={"name": "x"})
    for act in ("edit", "remove"):
        where = f"{INDEX}webauthn/keys/{key.pk}/{act}/"
        assert browser.get(where).status_code == 404
        assert browser.post(where, {"name": "y"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data == {"name": "x"}


def test_no_page_runs_a_script_of_its_own(browser):
    """Under our Content-Security-Policy an inline script does not run: there must be none."""
    pages = [INDEX, ACTIVATE, f"{INDEX}webauthn/add/", f"{INDEX}webauthn/", "/en/account/sessions/"]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        soup = BeautifulSoup(answer.content, "html.parser")
        for script in soup.find_all("script"):
            assert script.get("src") or script["type"] == "application/json", page
        assert not soup.select("[style], [onclick]"), page
        assert re.search(r"script-src 'self'(;|$)", answer["Content-Security-Policy"])
