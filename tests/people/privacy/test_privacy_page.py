"""The page about privacy is true: it names every cookie and period, and nobody else is asked."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from consult.people.privacy.cookies import cookies
from consult.people.privacy.registry import all_kinds, all_rules
from tests.moderation.addresses import addresses
from tests.people.coming_in import SIGN_UP, ZOE
from tests.people.privacy.house import DATA, ERASE, come_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "/en/privacy/"
LOADED = re.compile(
    r"<(?:img|script|iframe|source|video|audio|embed|object|link|input|track)\b[^>]*?"
    r"\s(?:src|href|data|srcset|poster)=\"([^\"]+)\""
)


def test_it_says_what_is_kept_and_for_how_long(stage, client):
    page = client.get(PAGE).content.decode()
    for kind in all_kinds():
        assert f'id="kind-{kind.name}"' in page
    assert page.count("<tr>") == len(all_rules()) + len(list(cookies())) + 2


def test_it_says_who_is_responsible(stage, client, settings):
    settings.ORGANISATION, settings.PRIVACY_CONTACT = "Ville <b>", "dpo@example.org"
    page = client.get(PAGE).content.decode()
    assert "Ville &lt;b&gt;" in page
    assert "mailto:dpo@example.org" in page


def test_periods_follow_the_settings(stage, client, settings):
    settings.RETENTION = {**settings.RETENTION, "export_days": 1, "identity_months": 0}
    page = client.get(PAGE).content.decode()
    assert "A copy for 1 day." in page
    assert "completed consultations only" not in page


def test_it_is_in_the_footer_in_each_language(stage, client):
    for language, word in (("fr", "/fr/privacy/"), ("en", "/en/privacy/")):
        assert word in client.get(f"/{language}/privacy/").content.decode()


def test_it_can_be_read_without_an_account_and_sets_no_cookie(stage, client):
    client.get(PAGE)
    assert not client.cookies


def test_every_cookie_that_the_site_sets_is_named(stage, cast, settings):
    """A cookie that the page does not name fails here: every address is asked, in and out."""
    known = {one.name for one in cookies()}
    found = set()
    for reader in (None, cast.citizen, cast.publisher, cast.admin):
        browser = Client(raise_request_exception=False)
        if reader is not None:
            come_in(browser, reader)
        for address in addresses():
            if "<" in address.route or "logout" in address.route:
                continue
            browser.get(f"/{address.route}")
        browser.post(SIGN_UP, ZOE)
        browser.post("/en/account/profile/reading/", {"languages": ["fr"], "translations": "on"})
        browser.post("/en/account/logout/")
        found |= set(browser.cookies)
    assert found <= known
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "parvis_reading"} <= found


def test_no_page_loads_anything_from_elsewhere(stage, cast, client):
    come_in(client, cast.citizen)
    pages = [PAGE, DATA, ERASE, stage.page.url, "/en/account/profile/"]
    for page in pages:
        html = client.get(page).content.decode()
        for loaded in LOADED.findall(html):
            assert urlsplit(loaded).netloc in ("", *own_hosts()), (page, loaded)


def test_browsers_are_told_to_load_nothing_from_elsewhere(stage, client):
    """What a page cannot load whatever it holds: the policy that every answer bears."""
    policy = client.get(PAGE)["Content-Security-Policy"]
    for directive in policy.split(";"):
        name, *sources = directive.split()
        if name in ("form-action", "frame-ancestors", "base-uri"):
            continue
        for source in sources:
            is_own = (
                source in ("'self'", "'none'", "data:") or urlsplit(source).netloc in own_hosts()
            )
            assert is_own, directive


def own_hosts() -> set[str]:
    return {"testserver", *(urlsplit(one).netloc for one in settings.ORIGINS)}


# One's own page


def test_ones_own_page_says_how_much_there_is(stage, cast, post, client):
    post("Une.")
    post("Deux.")
    come_in(client, cast.citizen)
    page = client.get(DATA).content.decode()
    part = page.split('id="kind-contributions"')[1].split("</li>")[0]
    assert "2 entries" in " ".join(part.split())
    assert "Why" in part
    assert "How long" in part


def test_its_queries_do_not_grow(stage, cast, post, client, django_assert_max_num_queries):
    post("Une.")
    come_in(client, cast.citizen)
    tables = sum(len(kind.tables) for kind in all_kinds())
    with django_assert_max_num_queries(tables + 15):
        client.get(DATA)


def test_strangers_are_asked_to_sign_in(stage, client):
    assert "/account/login/" in client.get(DATA)["Location"]


def test_it_is_in_the_menu_of_the_account(stage, cast, client):
    come_in(client, cast.citizen)
    assert DATA in client.get("/en/account/profile/").content.decode()
