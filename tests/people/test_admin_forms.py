"""Accounts in Wagtail's admin: a public name in place of first and last names."""

import pytest

from consult.live.models import Event
from consult.people.models import User
from tests.factories.people import PASSWORD, make_user

NEW = {
    "email": "zoe@example.org",
    "public_name": "Zoé",
    "affiliation": "citizen",
    "language": "fr",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def admin(stage, as_user):
    return as_user(make_user("Admin", is_superuser=True, is_staff=True))


def test_the_form_asks_for_a_public_name_and_no_other(admin):
    html = admin.get("/admin/users/new/").content.decode()

    assert 'name="public_name"' in html
    assert "first_name" not in html


def test_an_account_is_made(admin):
    answer = admin.post("/admin/users/new/", NEW)

    assert answer.status_code == 302
    assert User.objects.get(email="zoe@example.org").public_name == "Zoé"


def test_a_name_that_is_an_address_is_refused_and_kept(admin):
    answer = admin.post("/admin/users/new/", {**NEW, "public_name": "zoe@example.org"})

    assert answer.status_code == 200
    assert 'value="zoe@example.org"' in answer.content.decode()
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_a_suspension_is_set_and_sockets_are_asked_again(admin):
    zoe = make_user("Zoé", email="zoe@example.org")
    before = Event.objects.filter(type="access.changed", object_id=zoe.pk).count()

    answer = admin.post(
        f"/admin/users/edit/{zoe.pk}/",
        {**NEW, "password1": "", "password2": "", "suspended_until": "2099-01-01 00:00"},
    )

    assert answer.status_code == 302
    zoe.refresh_from_db()
    assert zoe.suspended_until.year in (2098, 2099)
    assert not zoe.is_active
    assert Event.objects.filter(type="access.changed", object_id=zoe.pk).count() == before + 1


def test_many_accounts_closed_at_once_are_asked_again_too(admin):
    zoe = make_user("Zoé")
    url = f"/admin/bulk/people/user/set_active_state/?id={zoe.pk}"

    admin.post(url, {"mark_as_active": "False"})

    zoe.refresh_from_db()
    assert not zoe.is_active
    assert Event.objects.filter(type="access.changed", object_id=zoe.pk).exists()
