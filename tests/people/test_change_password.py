"""Changing a password: this session stays, all others end."""

import pytest

from consult.live.models import Event
from consult.people.models import User
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

URL = "/en/account/password/change/"
NEW = "quite another long password"


def change(browser, old=PASSWORD, new=NEW):
    return browser.post(URL, {"oldpassword": old, "password1": new, "password2": new})


def is_in(browser):
    return browser.get("/en/account/profile/").status_code == 200


def test_other_sessions_end_and_this_one_stays(cast, as_user):
    here, elsewhere = as_user(cast.citizen), as_user(cast.citizen)
    assert is_in(here)
    assert is_in(elsewhere)
    assert change(here).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert User.objects.get(pk=cast.citizen.pk).check_password(NEW)


def test_open_sockets_are_asked_again(cast, as_user):
    """A socket that outlives a session: the live app closes it when it hears of this."""
    events = Event.objects.filter(type="access.changed", object_id=cast.citizen.pk)
    before = events.count()
    change(as_user(cast.citizen))
    assert events.count() > before


def test_signing_out_is_told_to_open_sockets(cast, as_user):
    browser = as_user(cast.citizen)
    events = Event.objects.filter(type="access.changed", object_id=cast.citizen.pk)
    before = events.count()
    browser.post("/en/account/logout/")
    assert events.count() > before


def test_without_the_old_password_nothing_changes(cast, as_user):
    assert change(as_user(cast.citizen), old="a guess").status_code == 200
    assert User.objects.get(pk=cast.citizen.pk).check_password(PASSWORD)


def test_a_stranger_is_asked_to_sign_in(stage, as_user):
    assert change(as_user())["Location"].startswith("/en/account/login/")
