"""What every public page has, and what none may have."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.test import Client

from cms.errors import forbidden
from consult.threads.views import talk as views
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

SPOKEN = {code for code, _name in settings.LANGUAGES}


@pytest.fixture
def pages(stage, cast, english_page, post, hide, as_user):
    """Every kind of public page, as a stranger, a citizen and a moderator see it."""
    comment = hide(post("[x](https://example.org) <b>y</b>"))
    make_threads(stage.text, [cast.citizen, cast.drafter_gov], 22, replies=5)
    section = f"?section={stage.text.key}"
    addresses = [
        "/fr/",
        stage.consultation_page.get_parent().url,
        stage.consultation_page.url,
        stage.page.url,
        english_page.url,
        stage.page.url + section,
        f"{stage.page.url}{section}&reply={comment.pk}",
        "/fr/account/login/",
        "/en/account/signup/",
        "/fr/account/password/reset/",
        "/fr/account/confirm-email/",
        "/fr/account/profile/",
        "/fr/account/email/",
        "/fr/account/password/change/",
        "/fr/account/logout/",
        f"/fr/moderation/comments/{comment.pk}/",
        "/fr/nowhere/",
    ]
    shown = []
    for reader in (None, cast.citizen, cast.moderator_gov):
        browser = as_user(reader)
        for address in addresses:
            answer = browser.get(address, follow=True)
            assert answer.status_code in (200, 404), address
            shown.append((f"{address} for {reader}", answer))
    return [(name, answer, BeautifulSoup(answer.content, "html.parser")) for name, answer in shown]


def test_public_pages_keep_the_rules_of_the_house(pages):
    """CVE-2026-45572: a strict Content-Security-Policy is the second wall, so nothing is inline."""
    for name, answer, soup in pages:
        assert_strict_policy(name, answer)
        assert_nothing_inline(name, soup)
        assert_nothing_from_others(name, soup)
        assert_frame(name, answer, soup)
        assert_unique_ids(name, soup)


def assert_strict_policy(name, answer):
    policy = answer["Content-Security-Policy"]
    for loose in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:", "blob:"):
        assert loose not in policy, name
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["base-uri"] == "'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] in ("DENY", "SAMEORIGIN")


def assert_nothing_inline(name, soup):
    scripts = [one for one in soup.find_all("script") if one.get("type") != "application/json"]
    assert all(one.get("src") for one in scripts), name
    assert not soup.find_all(["style", "iframe", "object", "embed", "base"]), name
    for element in soup.find_all(True):
        for attribute in element.attrs:
            assert attribute != "style", (name, element)
            assert not attribute.startswith(("on", "hx-on", "hx-vals", "hx-vars")), (name, element)
        for attribute in ("href", "action", "src"):
            assert not str(element.get(attribute, "")).lower().startswith("javascript"), name


def assert_nothing_from_others(name, soup):
    """No third-party request ever."""
    for element in soup.select(
        "[src], link[href], [srcset], [data], [poster], form[action], [hx-get]"
    ):
        if element.name == "link" and element.get("rel") in (["alternate"], ["canonical"]):
            continue
        for attribute in ("src", "href", "srcset", "data", "poster", "action", "hx-get", "hx-post"):
            address = element.get(attribute, "")
            if attribute == "href" and element.name != "link":
                continue
            assert not re.match(r"(https?:)?//", address), (name, element)


def assert_frame(name, answer, soup):
    language = answer.wsgi_request.path.split("/")[1]
    assert soup.html["lang"] == (language if language in SPOKEN else "fr"), name
    assert soup.html["dir"] == "ltr", name
    assert soup.title.get_text(strip=True), name
    assert len(soup.find_all("main")) == 1, name
    assert len(soup.find_all("h1")) == 1, name
    skip = soup.body.find("a")
    assert skip["href"] == "#main", name
    assert soup.find(id="main"), name
    links = {one["hreflang"] for one in soup.select(".menu-languages a")}
    assert links == SPOKEN, name
    for image in soup.find_all("img"):
        assert image.has_attr("alt"), name


def assert_unique_ids(name, soup):
    ids = [one["id"] for one in soup.select("[id]")]
    assert len(ids) == len(set(ids)), (name, [one for one in ids if ids.count(one) > 1])


@pytest.mark.parametrize(
    "address", ["/fr/account/login/?a=b", "/fr/account/signup/", "/fr/account/password/reset/"]
)
def test_the_language_switch_of_other_pages_leads_to_themselves(stage, as_user, address):
    soup = BeautifulSoup(as_user().get(address).content, "html.parser")
    links = {one["hreflang"]: one["href"] for one in soup.select(".menu-languages a")}
    assert links == {
        code: address.replace("/fr/", f"/{code}/", 1) for code, _name in settings.LANGUAGES
    }


def test_the_front_door_asks_the_browser_for_its_language(stage, english_page, as_user):
    for accepts, home in (("fr", "/fr/"), ("en-GB,en", "/en/"), ("de", "/fr/"), ("", "/fr/")):
        answer = as_user().get("/", headers={"Accept-Language": accepts})
        assert answer["Location"] == home


def test_the_admin_has_a_policy_too(cast, as_user):
    policy = as_user(cast.admin).get("/admin/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


# When something goes wrong


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_that_is_not_there_says_so_in_the_look(stage, as_user, language):
    answer = as_user().get(f"/{language}/nowhere/")
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 404
    assert soup.html["lang"] == language
    assert soup.select_one("header.site-header")
    assert soup.select_one(f'a[href="/{language}/"], a[href="/fr/"]')


def test_the_address_of_an_error_page_is_text(stage, as_user):
    """CVE-2023-34089: reflected script in a parameter."""
    html = as_user().get("/fr/<script>alert(1)</script>/?q=<script>alert(2)</script>").content
    assert b"<script>alert" not in html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_failure_of_ours_has_a_page_that_needs_nothing(stage, language, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(views, "draft_page", fail)
    browser = Client(raise_request_exception=False)
    path = stage.page.url
    answer = browser.get(path, headers={"Accept-Language": language})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 500
    assert soup.html["lang"] == "fr"
    assert soup.find("a", href=path)
    assert "on purpose" not in soup.get_text()
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_expired_form_says_what_to_do(cast, language):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(f"/{language}/account/login/", {"login": "a", "password": "Zanzibar"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 403
    assert soup.html["lang"] == language
    assert "Zanzibar" not in str(soup)
    assert soup.select_one("header.site-header")


def test_a_forbidden_page_is_in_the_look(stage, rf, cast):
    request = rf.get("/fr/")
    request.user, request._messages, request.htmx = cast.citizen, CookieStorage(request), False
    answer = forbidden(request, PermissionDenied())
    assert answer.status_code == 403
    assert b"site-header" in answer.content
