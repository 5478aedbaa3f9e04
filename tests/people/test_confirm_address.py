"""Confirming an e-mail address by a code: without it no account can be used."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing

from consult.people.models import User
from tests.factories.people import PASSWORD
from tests.people.coming_in import (
    CONFIRM,
    SIGN_UP,
    ZOE,
    ask_code,
    newest_code,
    sign_in,
    sign_up,
    user_id,
)

pytestmark = pytest.mark.django_db

AGAIN = "/en/account/signup/again/"


@pytest.fixture
def code(stage, client):
    """Sign up with a password, and return the code in the mail that came."""
    sign_up(client, password1=PASSWORD)
    (message,) = mail.outbox
    assert message.to == ["zoe@example.org"]
    return newest_code()


def is_confirmed(email="zoe@example.org"):
    return EmailAddress.objects.get(email=email).verified


def zoe():
    return User.objects.get(email="zoe@example.org")


def test_the_code_confirms_and_signs_in_on_the_same_page(code, client):
    page = client.get(CONFIRM)
    assert b"zoe@example.org" in page.content
    assert user_id(client) is None

    answer = client.post(CONFIRM, {"code": code})

    assert answer.status_code == 302
    assert is_confirmed()
    assert user_id(client) == str(zoe().pk)


def test_one_comes_back_to_where_one_came_from(stage, client):
    client.post(f"{SIGN_UP}?next={stage.page.url}", {**ZOE, "next": stage.page.url})
    answer = client.post(CONFIRM, {"code": newest_code()})
    assert answer["Location"] == stage.page.url


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), " {} ".format])
def test_a_code_is_read_as_people_type_it(code, client, change):
    client.post(CONFIRM, {"code": change(code)})
    assert user_id(client) == str(zoe().pk)


def test_before_the_address_is_confirmed_nobody_is_signed_in(code, client):
    client.cookies.clear()
    answer = sign_in(client, "zoe@example.org")
    assert answer["Location"] == CONFIRM
    assert user_id(client) is None


def test_the_mail_names_the_account_in_the_language_of_the_page(code):
    (message,) = mail.outbox
    assert message.subject == "Your code to confirm your address"
    assert "Zoé" in message.body
    assert "http://testserver/" in message.body


def test_three_wrong_codes_end_it(code, client):
    """Nobody guesses: 20^8 codes, three tries, and then a new one."""
    for _attempt in range(3):
        answer = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert answer["Location"] == "/en/account/login/"
    client.post(CONFIRM, {"code": code})
    assert user_id(client) is None
    assert not is_confirmed()


def test_a_code_is_good_in_the_browser_that_asked_for_it_only(code, client):
    """CVE-2023-48220: what was seen over somebody's shoulder opens nothing."""
    other = client.__class__()
    other.post(CONFIRM, {"code": code})
    assert user_id(other) is None
    assert not is_confirmed()


def test_a_code_dies_with_use(code, client):
    """CVE-2023-48220: one-time codes expire and die with use."""
    client.post(CONFIRM, {"code": code})
    client.post("/en/account/logout/")
    client.post(CONFIRM, {"code": code})
    assert user_id(client) is None


def test_a_code_expires(code, client, monkeypatch):
    """CVE-2023-48220: one-time codes expire."""
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(CONFIRM, {"code": code})
    assert user_id(client) is None
    assert not is_confirmed()


def test_another_code_may_be_asked_for_and_ends_the_first(code, client):
    client.post(CONFIRM, {"action": "resend"})
    assert len(mail.outbox) == 2
    client.post(CONFIRM, {"code": code})
    assert user_id(client) is None
    client.post(CONFIRM, {"code": newest_code()})
    assert user_id(client) == str(zoe().pk)


def test_a_wrong_address_is_mended_and_nothing_else_typed_again(code, client):
    answer = client.post(AGAIN, follow=True)

    assert answer.redirect_chain[-1][0] == SIGN_UP
    form = answer.context["form"]
    assert {name: form[name].value() for name in ZOE} == ZOE
    assert PASSWORD not in answer.content.decode()
    assert not User.objects.filter(email="zoe@example.org").exists()

    sign_up(client, email="zo@example.org")
    client.post(CONFIRM, {"code": newest_code()})
    assert User.objects.get(pk=user_id(client)).email == "zo@example.org"
    assert "sign_up" not in client.session


def test_mending_an_address_takes_no_account_away_that_somebody_uses(cast, client, as_user):
    """Only one that was made in this browser, and never used."""
    client.post(AGAIN)
    as_user(cast.citizen).post(AGAIN)
    sign_up(client, email=cast.citizen.email, public_name="Somebody")
    client.post(AGAIN)
    assert User.objects.filter(pk=cast.citizen.pk).exists()


def test_an_account_that_an_administrator_made_is_not_taken_away(stage, client):
    """Its owner, who signs in for the first time, waits for a code too."""
    given = User.objects.create_user("new@example.org", PASSWORD, public_name="Neuf")
    sign_in(client, given.email)
    assert client.get(CONFIRM).status_code == 200
    client.post(AGAIN)
    assert User.objects.filter(pk=given.pk).exists()


def test_waiting_for_a_code_tells_nothing_of_an_address(cast, client):
    """Nobody learns who takes part by trying addresses: each step looks the same."""
    browsers = client, client.__class__()
    sign_up(browsers[0])
    sign_up(browsers[1], email=cast.citizen.email, public_name="Somebody")

    def seen(address, **typed):
        answers = [one.post(address, typed) if typed else one.get(address) for one in browsers]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].headers.get("Location") == answers[1].headers.get("Location")
        return [
            one.content.decode().replace("zoe@example.org", "x").replace(cast.citizen.email, "x")
            for one in answers
        ]

    def shape(page):
        return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]

    fresh, known = seen(CONFIRM)
    assert shape(fresh) == shape(known)
    fresh, known = seen(CONFIRM, code="BBBB-BBBB")
    assert shape(fresh) == shape(known)
    seen(CONFIRM, action="resend")
    fresh, known = seen(CONFIRM)
    assert shape(fresh) == shape(known)
    seen(AGAIN, x="x")


def test_who_signs_up_with_another_ones_address_leaves_no_password_behind(code, client):
    """CVE-2023-48220: an account made ahead of its owner is the owner's alone once they come."""
    owner = client.__class__()
    ask_code(owner, "zoe@example.org")
    owner.post("/en/account/login/code/confirm/", {"code": newest_code()})
    assert user_id(owner) == str(zoe().pk)

    thief = client.__class__()
    sign_in(thief, "zoe@example.org")
    assert user_id(thief) is None
    assert not zoe().has_usable_password()


def test_a_link_of_the_time_before_codes_says_what_to_do(code, client):
    key = signing.dumps(zoe().emailaddress_set.get().pk, salt="account")
    client.cookies.clear()
    answer = client.get(f"/en/account/confirm-email/{key}/")
    assert answer.status_code == 410
    assert "no longer valid" in answer.content.decode()
    assert "zoe@example.org" not in answer.content.decode()
    assert client.post(f"/en/account/confirm-email/{key}/").status_code == 405
    assert not is_confirmed()


@pytest.mark.parametrize("door", ["/admin/login/", "/fr/_util/login/", "/en/account/login/"])
def test_no_other_door_lets_an_unconfirmed_account_in(code, client, door):
    """Wagtail brings sign-in pages of its own: they would know neither confirmation nor limits."""
    client.cookies.clear()
    typed = {"username": "zoe@example.org", "login": "zoe@example.org", "password": PASSWORD}
    client.post(door, typed)
    assert user_id(client) is None
    assert client.get(door, follow=True).redirect_chain or door == "/en/account/login/"
