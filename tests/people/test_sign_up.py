"""Signing up through the form: what is asked, what is refused, what stays in the form."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from consult.people.models import User
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

URL = "/en/account/signup/"
AGAIN = "/en/account/signup/again/"


def form(**more):
    return {
        "email": "Zoe@Example.org",
        "password1": PASSWORD,
        "public_name": "Zoé",
        "affiliation": "academia",
        "organisation": "Université ouverte",
        **more,
    }


def test_an_account_has_what_the_form_said_and_the_language_of_the_page(stage, client):
    answer = client.post(URL, form())

    assert (answer.status_code, answer["Location"]) == (302, "/en/account/confirm-email/")
    user = User.objects.get(email="zoe@example.org")
    assert (user.public_name, user.affiliation, user.organisation_name, user.language) == (
        "Zoé",
        "academia",
        "Université ouverte",
        "en",
    )
    assert not user.is_staff
    assert not user.is_superuser
    assert "_auth_user_id" not in client.session


def test_a_password_is_optional(stage, client):
    typed = form()
    del typed["password1"]
    assert client.post(URL, typed)["Location"] == "/en/account/confirm-email/"
    assert not User.objects.get(email="zoe@example.org").has_usable_password()


def test_on_a_french_page_the_account_is_french(stage, client):
    client.post(URL.replace("/en/", "/fr/"), form())
    assert User.objects.get(email="zoe@example.org").language == "fr"


def test_nobody_makes_an_administrator_of_themselves(stage, client):
    client.post(URL, form(is_superuser="on", is_staff="on", groups="1", is_active="on"))
    user = User.objects.get(email="zoe@example.org")
    assert not user.is_superuser
    assert not user.is_staff


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"public_name": ""}, "This field is required"),
        ({"public_name": "\u200b\u2060"}, "This field is required"),
        ({"public_name": "MAÏA L."}, "Somebody uses this public name"),
        ({"public_name": "Maïa\u200b \u202eL."}, "Somebody uses this public name"),
        ({"public_name": "zoe@example.org"}, "must not be an e-mail address"),
        ({"public_name": "a\x07b"}, "control characters"),
        ({"public_name": "a" * 61}, "at most 60"),
        ({"organisation": "me@example.org"}, "must not be an e-mail address"),
        ({"affiliation": "emperor"}, "Select a valid choice"),
        ({"affiliation": ""}, "This field is required"),
        ({"password1": "12345678"}, "too common"),
        ({"password1": "kurz"}, "too short"),
        ({"email": "no address"}, "valid email address"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(stage, cast, client, wrong, sentence):
    before = User.objects.count()
    typed = form(**wrong)

    answer = client.post(URL, typed)

    html = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert sentence in html
    assert User.objects.count() == before
    assert not mail.outbox
    kept = answer.context["form"]
    for name in ("email", "public_name", "organisation"):
        assert kept[name].value() == typed[name]
    assert PASSWORD not in html


def test_hostile_characters_in_a_name_are_taken_out(stage, client):
    client.post(URL, form(public_name=" Zo\u202eé\u200b \n Z. "))
    assert User.objects.get(email="zoe@example.org").public_name == "Zoé Z."


def test_a_name_may_be_markup_which_is_text_everywhere(stage, client):
    """CVE-2026-23891: script in a user name ran for everyone who opened a comment page."""
    client.post(URL, form(public_name="<script>alert(1)</script>"))
    assert User.objects.get(email="zoe@example.org").public_name == "<script>alert(1)</script>"
    client.force_login(User.objects.get(email="zoe@example.org"))
    html = client.get("/en/account/profile/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_database_knows_the_rules_of_names_too(stage, cast):
    for wrong in ("MAÏA L.".title(), "maïa l.", "", "a@b"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=cast.neighbour.pk).update(public_name=wrong)


def test_the_form_does_not_tell_which_addresses_have_an_account(stage, cast, client):
    """Nobody learns who takes part by trying addresses; the owner of the address is told by mail."""
    fresh = client.post(URL, form())
    mail.outbox.clear()
    client.cookies.clear()
    known = client.post(URL, form(email=cast.citizen.email.upper(), public_name="Somebody"))

    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])
    assert not User.objects.filter(public_name="Somebody").exists()
    (message,) = mail.outbox
    assert message.to == [cast.citizen.email]
    assert "There is one already" in message.body
    assert "http://testserver/en/account/login/code/" in message.body


def test_the_name_that_was_typed_does_not_tell_it_either(stage, cast, client):
    """A fresh address makes an account that has the name; a known one makes none."""
    cache.clear()
    client.post(URL, form(email=cast.citizen.email, public_name="Sonde 4711"))
    other = Client().post(URL, form(email="autre@example.org", public_name="sonde 4711"))
    assert other.status_code == 200  # the form again, and why
    assert not User.objects.filter(email="autre@example.org").exists()
    # Who goes back to mend the address lets go of it, as they would with an account of their own.
    client.post(AGAIN)
    later = Client().post(URL, form(email="autre@example.org", public_name="sonde 4711"))
    assert later.status_code == 302


def test_where_one_came_from_is_not_lost_on_the_way(stage, client):
    html = client.get(f"{URL}?next=/fr/plan/").content.decode()
    assert "/en/account/login/?next=/fr/plan/" in html.replace("%2F", "/")
