"""Signing in with an account elsewhere: real round trips with allauth's own provider."""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from cms.settings.accounts import OIDCProvider
from consult.core import guarded
from consult.people.models import User
from tests.browser.server import free_port
from tests.people.coming_in import CONFIRM, newest_code, prove, sign_in, user_id
from tests.people.elsewhere import serve as elsewhere
from tests.people.factors import give_app

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SIGN_UP = "/fr/account/connected/signup/"
CALLBACK = "http://testserver/oidc/ID/"


@pytest.fixture(scope="module")
def provider():
    """The address of a provider that is a process of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, elsewhere.__file__, folder, str(port), CALLBACK]
        log = Path(folder) / "log"
        with log.open("w") as said:
            running = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603 - our own
        address = f"http://127.0.0.1:{port}"
        try:
            for _attempt in range(300):
                try:
                    requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
                    break
                except requests.ConnectionError:
                    assert running.poll() is None, log.read_text()
                    time.sleep(0.1)
            yield address
        finally:
            running.terminate()
            running.wait(10)


@pytest.fixture
def configure(provider, settings, monkeypatch):
    """Name the provider in the settings, as the environment would."""

    def act(**more):
        named = [
            {"id": "plain", "server_url": provider},
            {"id": "signed", "server_url": f"{provider}/signed", "preset": "franceconnect"},
        ]
        apps = [
            OIDCProvider(
                name="Mon compte",
                client_id=one["id"],
                client_secret=elsewhere.SECRET,
                **{**one, **more},
            ).as_app()
            for one in named
        ]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        settings.INSIDE_ORIGINS = [provider]

    monkeypatch.setattr(guarded, "PATIENCE", 60)  # a busy machine makes no answer wrong
    monkeypatch.setattr(guarded, "WHOLE", 60)
    act()
    return act


@pytest.fixture
def person(provider):
    """Somebody who is signed in at the provider, in a browser."""
    browser = requests.Session()
    page = browser.get(f"{provider}/accounts/login/", timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    browser.post(
        f"{provider}/accounts/login/",
        {
            "login": elsewhere.EMAIL,
            "password": elsewhere.PASSWORD,
            "csrfmiddlewaretoken": token,
        },
        timeout=10,
        allow_redirects=False,
    )
    return browser


def leave(client, which="plain", **more):
    """Press the button, and return where it leads."""
    answer = client.post(f"/fr/account/with/{which}/", more)
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def back(person, address):
    """Go through the provider, and return the path and query to which it leads back."""
    answer = person.get(address, timeout=10, allow_redirects=False)
    assert answer.status_code in (302, 303), answer.text
    parts = urlsplit(answer.headers["Location"])
    assert parts.netloc == "testserver", answer.headers["Location"]
    return f"{parts.path}?{parts.query}"


def come_in(client, person, which="plain", **more):
    return client.get(back(person, leave(client, which, **more)))


def sign_up(client, person, which="plain", **more):
    """Come in for the first time, up to where the form is sent."""
    assert come_in(client, person, which, **more)["Location"] == SIGN_UP
    typed = {"email": elsewhere.EMAIL, "public_name": "Zazie", "affiliation": "citizen"}
    return client.post(SIGN_UP, typed)


@pytest.mark.parametrize("which", ["plain", "signed"])
def test_a_first_way_in_asks_for_a_name_and_confirms_the_address(
    stage, client, configure, person, which
):
    """The civil identity is neither taken over nor kept."""
    answer = come_in(client, person, which, next=stage.page.url)
    assert answer["Location"] == SIGN_UP
    page = client.get(SIGN_UP)
    form = page.context["form"]
    assert (form["email"].value(), form["public_name"].value()) == (elsewhere.EMAIL, None)
    assert "password1" not in form.fields
    for part in elsewhere.CIVIL_NAME.split():
        assert part not in page.content.decode()

    answer = client.post(
        SIGN_UP,
        {"email": elsewhere.EMAIL, "public_name": "Zazie", "affiliation": "citizen"},
    )
    assert answer["Location"] == CONFIRM.replace("/en/", "/fr/")
    assert user_id(client) is None
    answer = client.post(answer["Location"], {"code": newest_code()})

    assert answer["Location"] == stage.page.url
    user = User.objects.get(pk=user_id(client))
    assert (user.public_name, user.email, user.language) == ("Zazie", elsewhere.EMAIL, "fr")
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.extra_data) == (which, {})


def test_from_then_on_it_opens_at_once(stage, client, configure, person):
    sign_up(client, person)
    client.post(CONFIRM, {"code": newest_code()})
    known = user_id(client)
    client.post("/fr/account/logout/")
    come_in(client, person)
    assert user_id(client) == known


def test_an_address_that_the_operator_trusts_needs_no_code(stage, client, configure, person):
    configure(trust_email=True)
    sign_up(client, person)
    assert user_id(client)
    assert EmailAddress.objects.get(email=elsewhere.EMAIL).verified
    assert not mail.outbox


@pytest.mark.parametrize("trusted", [False, True])
def test_an_account_of_the_same_address_is_not_handed_over(
    cast, client, configure, person, trusted
):
    """Who has it signs in to it first, and connects it then."""
    configure(trust_email=trusted)
    User.objects.filter(pk=cast.citizen.pk).update(email=elsewhere.EMAIL)
    EmailAddress.objects.filter(user=cast.citizen).update(email=elsewhere.EMAIL)

    sign_up(client, person)
    assert user_id(client) is None
    assert not SocialAccount.objects.exists()
    assert "There is one already" in mail.outbox[-1].body or "existe" in mail.outbox[-1].body

    client.cookies.clear()
    sign_in(client, elsewhere.EMAIL)
    prove(client)
    client.get(back(person, leave(client, process="connect"))) if False else None
    answer = client.post("/fr/account/with/plain/?process=connect")
    client.get(back(person, answer["Location"]))
    assert SocialAccount.objects.get().user == cast.citizen
    client.post("/fr/account/logout/")
    come_in(client, person)
    assert user_id(client) == str(cast.citizen.pk)


def test_an_account_elsewhere_is_no_way_past_the_second_factor(stage, client, configure, person):
    configure(trust_email=True)
    sign_up(client, person)
    give_app(User.objects.get(pk=user_id(client)))
    client.post("/fr/account/logout/")
    assert "second-factor/authenticate" in come_in(client, person)["Location"]
    assert user_id(client) is None


def test_what_is_sent_along_is_what_providers_want(client, configure, provider):
    for which in ("plain", "signed"):
        address = leave(client, which)
        assert address.startswith(f"{provider}/identity/o/authorize?")
        sent = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert set(sent["scope"].split()) == {"openid", "email"}
        assert len(sent["state"]) >= 32
        assert len(sent["nonce"]) == 64
        assert sent["redirect_uri"] == CALLBACK.replace("ID", which)
        assert ("code_challenge" in sent) is (which == "plain")
        assert sent.get("acr_values") == ("eidas1" if which == "signed" else None)


def test_an_address_cannot_add_to_what_is_asked_for(client, configure):
    answer = client.post(
        "/fr/account/with/plain/?scope=profile&auth_params=prompt%3Dnone%26nonce%3Dx"
    )
    sent = parse_qs(urlsplit(answer["Location"]).query)
    assert "profile" not in sent["scope"][0]
    assert "prompt" not in sent
    assert sent["nonce"] != ["x"]


def test_a_link_starts_nothing(client, configure):
    """Another site cannot sign somebody in as somebody else: there is a button."""
    page = client.get("/fr/account/with/plain/")
    assert page.status_code == 200
    assert b"csrfmiddlewaretoken" in page.content


def test_an_answer_is_good_once_and_in_the_browser_that_asked(client, configure, person):
    where = back(person, leave(client))
    other = client.__class__()
    assert other.get(where).status_code == 401
    assert client.get(where)["Location"] == SIGN_UP
    assert client.get(where).status_code == 401


def test_an_answer_to_another_way_in_is_refused(client, configure, person):
    """A token that was made for somebody else's browser has another mark."""
    address = leave(client)
    session = client.session
    session["oidc_nonces"] = ["another"]
    session.save()
    answer = client.get(back(person, address))
    assert answer.status_code == 401
    assert user_id(client) is None


def test_who_stops_there_is_told_so(client, configure):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(f"/oidc/plain/?error=access_denied&state={state}", follow=True)
    assert answer.redirect_chain[-1][0] == "/fr/account/connected/login/cancelled/"
    assert answer.status_code == 200


def test_a_provider_that_does_not_answer_is_a_page_that_says_so(client, configure, settings):
    configure(server_url=f"http://127.0.0.1:{free_port()}")
    settings.INSIDE_ORIGINS = [
        urlsplit(
            settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"]
        ).geturl()
    ]
    answer = client.post("/fr/account/with/plain/")
    assert answer.status_code == 401
    assert "csrf" not in answer.content.decode() or answer.content


def test_a_provider_inside_the_network_is_not_called_unless_named(client, configure, settings):
    """CVE-2026-45573: an address from outside made the server call inside addresses."""
    settings.INSIDE_ORIGINS = []
    assert client.post("/fr/account/with/plain/").status_code == 401


def test_signing_out_ends_the_provider_s_session_where_it_asks_for_that(
    stage, client, configure, person, provider
):
    configure(trust_email=True)
    sign_up(client, person, "signed")
    address = client.post("/fr/account/logout/")["Location"]
    assert address.startswith(f"{provider}/identity/o/logout?")
    sent = parse_qs(urlsplit(address).query)
    assert sent["post_logout_redirect_uri"] == ["http://testserver/"]
    assert sent["id_token_hint"][0].count(".") == 2
    assert user_id(client) is None


def test_signing_out_stays_here_otherwise(stage, client, configure, person):
    configure(trust_email=True)
    sign_up(client, person)
    assert client.post("/fr/account/logout/")["Location"] == "/fr/"


def test_a_connected_account_is_disconnected_by_its_owner_alone(
    stage, cast, client, configure, person
):
    sign_in(client, cast.citizen.email)
    prove(client)
    answer = client.post("/fr/account/with/plain/?process=connect")
    client.get(back(person, answer["Location"]))
    known = SocialAccount.objects.get()
    page = client.get("/fr/account/connected/")
    assert "Mon compte" in page.content.decode()

    other = client.__class__()
    sign_in(other, cast.neighbour.email)
    prove(other)
    other.post("/fr/account/connected/", {"account": known.pk})
    assert SocialAccount.objects.exists()
    client.post("/fr/account/connected/", {"account": known.pk})
    assert not SocialAccount.objects.exists()


def test_without_providers_nothing_is_offered(client, stage):
    html = client.get("/en/account/login/").content.decode()
    assert "With another account" not in html
    assert client.post("/fr/account/with/plain/").status_code == 404
    assert client.get("/oidc/plain/", follow=True).status_code == 404
