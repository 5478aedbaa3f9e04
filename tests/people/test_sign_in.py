"""Signing in and out."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from consult.people import services
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

URL = "/en/account/login/"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(URL, {"login": email, "password": password, **more})


def user_id(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("change", [str, str.upper, str.title, lambda email: f" {email} "])
def test_the_address_opens_in_any_letters(cast, client, change):
    answer = sign_in(client, change(cast.citizen.email))
    assert answer.status_code == 302
    assert user_id(client) == str(cast.citizen.pk)


def test_the_public_name_is_no_key(cast, client):
    sign_in(client, cast.citizen.public_name)
    assert user_id(client) is None


def test_a_wrong_password_and_an_unknown_address_look_the_same(cast, client):
    wrong = sign_in(client, cast.citizen.email, "wrong password")
    unknown = sign_in(client, "nobody@example.org", "wrong password")

    assert user_id(client) is None
    assert wrong.status_code == unknown.status_code
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.context["form"]["login"].value() == cast.citizen.email


def close(user):
    """As an administrator does in Wagtail's admin."""
    user.is_active = False
    user.save()


def test_a_deactivated_account_cannot_sign_in(cast, client):
    close(cast.citizen)
    sign_in(client, cast.citizen.email)
    assert user_id(client) is None


def test_a_deactivated_account_is_signed_out_at_once(cast, stage, as_user):
    browser = as_user(cast.citizen)
    close(cast.citizen)
    assert browser.get("/en/account/profile/").status_code == 302
    answer = browser.post(stage.url(), {"section": str(stage.text.key), "body": "Mes mots"})
    assert answer.status_code == 401


def test_a_suspended_account_signs_in_and_reads(cast, stage, client):
    services.suspend(participant=cast.citizen, until=timezone.now() + timedelta(days=1))
    sign_in(client, cast.citizen.email)
    page = client.get(f"{stage.page.url}?section={stage.text.key}")
    assert page.status_code == 200
    assert user_id(client) == str(cast.citizen.pk)
    assert "<textarea" not in page.content.decode()


def test_signing_out_needs_a_post(cast, as_user):
    """A link, or a picture of a foreign site, must not sign anybody out."""
    browser = as_user(cast.citizen)
    assert browser.get("/en/account/logout/").status_code in (200, 405)
    assert user_id(browser) == str(cast.citizen.pk)
    assert browser.post("/en/account/logout/").status_code == 302
    assert user_id(browser) is None


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_signing_in_leads_back_to_where_one_read(cast, stage, as_user, client, htmx):
    where = f"{stage.page.url}?section={stage.text.key}"
    asked = f"{stage.url()}?section={stage.text.key}" if htmx else where
    talk = as_user().get(asked, headers={"HX-Request": "true"} if htmx else {})
    link = BeautifulSoup(talk.content, "html.parser").select_one(".composer a[href*=login]")

    answer = client.post(
        link["href"].replace("/fr/", "/en/", 1),
        {"login": cast.citizen.email, "password": PASSWORD, "next": next_of(link["href"])},
        follow=True,
    )

    assert answer.status_code == 200
    assert answer.context["page"].pk == stage.page.pk
    assert answer.context["talk"].section == stage.text


def next_of(address):
    return parse_qs(urlsplit(address).query)["next"][0]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "https:evil.example",
        r"\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "\thttps://evil.example",
    ],
)
@pytest.mark.parametrize("page", ["login", "signup", "logout", "password/reset"])
def test_no_address_leads_off_the_site(cast, client, address, page):
    """CVE-2023-32693: no open redirect, and parameters never reach HTML unescaped."""
    if page == "login":
        answer = sign_in(client, cast.citizen.email, next=address)
        assert user_id(client)
    else:
        if page == "logout":
            client.force_login(cast.citizen)
        answer = client.post(f"/en/account/{page}/?next={address}", {"next": address})
    if answer.status_code == 302:
        assert answer["Location"].startswith(("/", "http://testserver/"))
        assert "evil" not in answer["Location"].split("?")[0]
        assert not answer["Location"].startswith(("//", "/\\"))
    else:
        assert f'href="{address}' not in answer.content.decode()


def test_a_parameter_is_text(stage, client):
    """CVE-2023-34089: reflected script in a filter."""
    html = client.get(f'{URL}?next="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "address",
    ["login/", "login/code/", "password/reset/", "signup/"],
    ids=lambda one: one.strip("/"),
)
def test_each_page_calls_an_address_the_same(client, address):
    page = BeautifulSoup(client.get(f"/fr/account/{address}").content, "html.parser")
    labels = [one.get_text(" ", strip=True) for one in page.select("main label")]
    assert any(one.startswith("Adresse e-mail") for one in labels), labels
    assert not [one for one in labels if one.startswith(("E-mail", "Email", "Identifiant"))], labels
