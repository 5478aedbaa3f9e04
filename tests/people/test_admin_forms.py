"""Accounts in Wagtail's admin: a public name in place of first and last names."""

import pytest

from consult.live.models import Event
from consult.people.models import User
from consult.threads.models import Comment
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


def test_deleting_an_account_is_its_erasure(admin, cast, post):
    """What somebody said stays without their name; nothing of theirs is left behind in other tables."""
    post(by=cast.citizen)
    address = f"/admin/users/delete/{cast.citizen.pk}/"
    assert admin.get(address).status_code == 200
    answer = admin.post(address, follow=True)
    assert answer.status_code == 200
    assert not User.objects.filter(pk=cast.citizen.pk).exists()
    comment = Comment.objects.get()
    assert (comment.is_visible, comment.source) == (True, "Quel mois ?")
    assert comment.author_name != "Maïa L."


def test_several_accounts_are_erased_at_once(admin, cast):
    keys = [cast.citizen.pk, cast.neighbour.pk]
    query = "&".join(f"id={key}" for key in keys)
    admin.post(f"/admin/bulk/people/user/delete/?{query}")
    assert not User.objects.filter(pk__in=keys).exists()


def test_who_has_to_stay_is_told_and_stays(admin, cast):
    """The last who publishes a consultation."""
    answer = admin.post(f"/admin/users/delete/{cast.publisher.pk}/", follow=True)
    assert User.objects.get(pk=cast.publisher.pk).is_active
    assert "Solène" in answer.content.decode()
