"""A forgotten password, from the first page to the first sign-in with the new one."""

import re

import pytest
from django.core import mail

from consult.live.models import Event
from consult.people.models import User
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

URL = "/en/account/password/reset/"
NEW = "quite another long password"


@pytest.fixture
def link(cast, client):
    answer = client.post(URL, {"email": cast.citizen.email.upper()})
    assert answer["Location"] == "/en/account/password/reset/done/"
    (message,) = mail.outbox
    assert message.to == [cast.citizen.email]
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def reset(client, link, password=NEW):
    """Open the link, which leads to a form whose address holds no secret, and send that."""
    page = client.get(link)
    where = page["Location"] if page.status_code == 302 else link
    return client.post(where, {"password1": password, "password2": password})


def password_of(user):
    return User.objects.get(pk=user.pk).password


def test_the_link_gives_a_new_password_that_signs_in(cast, link, client):
    answer = reset(client, link)

    assert answer["Location"] == "/en/account/password/reset/key/done/"
    assert User.objects.get(pk=cast.citizen.pk).check_password(NEW)
    client.post("/en/account/login/", {"login": cast.citizen.email, "password": NEW})
    assert client.session["_auth_user_id"] == str(cast.citizen.pk)


def test_the_secret_leaves_the_address_before_the_form_is_shown(link, client):
    """An address goes into histories, logs and referrers."""
    page = client.get(link)
    assert page.status_code == 302
    assert link.rsplit("-", 1)[1] not in page["Location"]


def test_the_link_dies_with_use(cast, link, client):
    """CVE-2023-48220: an invitation outlived its term through password reset."""
    reset(client, link)
    after = password_of(cast.citizen)
    reset(client.__class__(), link, "yet another long password")
    assert password_of(cast.citizen) == after


def test_a_link_dies_when_the_password_changes_by_another_path(cast, link, client):
    """CVE-2023-48220: one-time links die by every path."""
    cast.citizen.set_password(NEW)
    cast.citizen.save()
    reset(client, link, "yet another long password")
    assert User.objects.get(pk=cast.citizen.pk).check_password(NEW)


def test_a_link_dies_when_its_owner_signs_in(cast, link, client):
    """CVE-2023-48220: whoever remembers the password needs no link any more."""
    client.post("/en/account/login/", {"login": cast.citizen.email, "password": PASSWORD})
    reset(client.__class__(), link)
    assert User.objects.get(pk=cast.citizen.pk).check_password(PASSWORD)


def test_of_two_links_the_use_of_one_ends_the_other(cast, link, client):
    """CVE-2023-48220: one-time links die with use, by every path."""
    client.post(URL, {"email": cast.citizen.email})
    other = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    reset(client, other)
    reset(client.__class__(), link, "yet another long password")
    assert User.objects.get(pk=cast.citizen.pk).check_password(NEW)


@pytest.fixture
def elsewhere(cast, as_user):
    """A browser in which the account was signed in before the link was asked for."""
    return as_user(cast.citizen)


def test_a_reset_ends_sessions_and_open_sockets(cast, elsewhere, link, client):
    assert elsewhere.get("/en/account/profile/").status_code == 200
    events = Event.objects.filter(type="access.changed", object_id=cast.citizen.pk)
    before = events.count()

    reset(client, link)

    assert elsewhere.get("/en/account/profile/").status_code == 302
    assert events.count() > before


def test_a_weak_password_is_refused_and_the_link_lives(cast, link, client):
    before = password_of(cast.citizen)
    assert reset(client, link, "12345678").status_code == 200
    assert password_of(cast.citizen) == before
    reset(client, link)
    assert User.objects.get(pk=cast.citizen.pk).check_password(NEW)


def test_a_reset_is_no_way_past_deactivation(cast, link, client):
    User.objects.filter(pk=cast.citizen.pk).update(is_active=False)
    reset(client, link)
    client.post("/en/account/login/", {"login": cast.citizen.email, "password": NEW})
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_gets_the_same_answer(cast, link, client):
    """Nobody learns who takes part by trying addresses."""
    mail.outbox.clear()
    known = client.post(URL, {"email": cast.citizen.email})
    unknown = client.post(URL, {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [
        [cast.citizen.email],
        ["nobody@example.org"],
    ]
    assert "no account has it" in mail.outbox[1].body


@pytest.mark.parametrize("key", ["abc-def", "0-set-password", "zzz-", "-", "1-" + "a" * 500])
def test_a_made_up_link_is_refused_politely(stage, client, key):
    page = client.get(f"/en/account/password/reset/key/{key}/")
    assert page.status_code in (200, 302, 404)
    assert PASSWORD not in page.content.decode()
