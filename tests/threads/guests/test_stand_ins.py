"""Accounts that stand for people who have none, or have left: nobody finds them, or comes in by them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.people.guests.services import guest_with
from consult.people.models import Former, Guest, User
from consult.people.privacy.leaving import make_former
from consult.people.privacy.registry import all_kinds
from consult.threads.models import Comment, Unconfirmed
from tests.threads.guests.writing import ADDRESS, ask, link, publish
from tests.threads.pages import soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_ins(stage):
    """One of each kind."""
    guest = guest_with(scope=stage.consultation.pk, email=ADDRESS, language="fr")
    return [guest, make_former(stage.draft.pk)]


def test_the_list_of_accounts_shows_none(stand_ins, cast, as_user):
    answer = as_user(cast.admin).get("/admin/users/?p=1")
    listed = [one.pk for one in answer.context["object_list"]]

    assert cast.citizen.pk in listed
    assert not {one.pk for one in stand_ins} & set(listed)
    assert answer.context["paginator"].count == User.objects.count() - len(stand_ins)
    for one in stand_ins:
        found = as_user(cast.admin).get(f"/admin/users/?q={one.email}")
        assert not list(found.context["object_list"])


@pytest.mark.parametrize("address", ["/fr/account/login/code/", "/fr/account/password/reset/"])
def test_no_code_and_no_link_is_sent_to_them(stand_ins, address):
    for one in stand_ins:
        for email in (one.email, one.email.upper()):
            assert Client().post(address, {"email": email}).status_code == 200
    assert not mail.outbox


def test_nobody_signs_in_as_them(stand_ins):
    for one in stand_ins:
        assert not one.has_usable_password()
        answer = Client().post("/fr/account/login/", {"login": one.email, "password": ""})
        assert answer.status_code == 200
        assert not Client().login(username=one.email, password="")


def test_nobody_signs_up_with_their_address(stand_ins):
    for one in stand_ins:
        fields = {"email": one.email, "public_name": "Zoé", "affiliation": "citizen"}
        assert Client().post("/fr/account/signup/", fields).status_code == 200
    assert not User.objects.filter(public_name="Zoé").exists()
    assert not mail.outbox


def test_guests_are_not_offered_for_mention_nor_mentioned(open_house, cast, as_user, post):
    publish(open_house)
    guest = Guest.objects.get()
    names = as_user(cast.citizen).get(f"/fr/drafts/{open_house.draft.pk}/names/?q=")

    assert guest.account.public_name not in names.json()["names"]
    assert not post(f"@{guest.account.public_name} ?").mentions.exists()


# Periods


def retain():
    call_command("apply_retention", verbosity=0)


def test_what_nobody_confirmed_goes(open_house):
    ask(open_house)
    retain()
    assert Unconfirmed.objects.exists()
    Unconfirmed.objects.update(asked_at=timezone.now() - timedelta(days=7))
    retain()

    assert not Unconfirmed.objects.exists()


def test_addresses_go_when_the_consultation_is_long_over(open_house, settings):
    settings.RETENTION = settings.RETENTION | {"guest_days": 30}
    publish(open_house)
    end(open_house, days=29)
    retain()
    assert Guest.objects.get().email == ADDRESS
    end(open_house, days=31)
    retain()

    assert Guest.objects.get().email == ""
    assert Comment.objects.get().is_visible


def end(stage, *, days):
    """Let the time for answers have ended so many days ago."""
    now = timezone.now()
    Consultation.objects.filter(pk=stage.consultation.pk).update(
        opens_at=now - timedelta(days=200),
        closes_at=now - timedelta(days=100),
        answers_until=now - timedelta(days=days),
    )


def test_guests_are_no_accounts_that_nobody_confirmed(open_house):
    """Nor are they asked to sign in, lest their name go: they have none."""
    publish(open_house)
    guest_with(scope=open_house.consultation.pk, email="silent@example.org", language="fr")
    User.objects.filter(guest__isnull=False).update(joined_at=timezone.now() - timedelta(days=5000))
    retain()

    assert Guest.objects.count() == 2
    assert not Former.objects.exists()


def test_an_account_that_goes_takes_what_it_wrote_without_one_along(open_house, cast):
    from consult.people.privacy.erasure import ask_erasure, erase  # noqa: PLC0415

    publish(open_house, email=cast.citizen.email)
    ask(open_house, "Encore.", email=cast.citizen.email)
    erasure = ask_erasure(participant=cast.citizen, choice="withdrawn")
    erasure.due_at = timezone.now()
    erasure.save()
    assert erase(erasure)

    assert not Unconfirmed.objects.exclude(email="").exists()
    assert Guest.objects.get().email == ""
    assert Comment.objects.get(by_guest=True).is_deleted


def test_every_confirmed_address_of_an_account_is_meant(open_house, cast):
    """What somebody wrote with a second address is theirs too: listed, and erased with the rest."""
    from consult.people.privacy.erasure import ask_erasure, erase  # noqa: PLC0415

    for address, verified in (("bureau@example.org", True), ("autrui@example.org", False)):
        EmailAddress.objects.create(user=cast.citizen, email=address, verified=verified)
        publish(open_house, f"Par {address}.", email=address)
    kinds = {kind.name: kind for kind in all_kinds()}
    held = kinds["guests"].tables[0].of(cast.citizen)
    assert [one.email for one in held] == ["bureau@example.org"]

    erasure = ask_erasure(participant=cast.citizen, choice="withdrawn")
    erasure.due_at = timezone.now()
    erasure.save()
    assert erase(erasure)
    assert [one.email for one in Guest.objects.order_by("number")] == ["", "autrui@example.org"]
    states = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["deleted", "visible"]


def test_the_privacy_page_tells_of_guests(stage):
    page = soup_of(Client().get("/fr/privacy/"))

    for name in ("guests", "unconfirmed"):
        assert page.select_one(f"section[aria-labelledby=without-title] #kind-{name}")
        assert not page.select(f"section[aria-labelledby=kinds-title] #kind-{name}")


def test_links_end_with_the_address(open_house, settings):
    publish(open_house)
    ask(open_house, "Encore.")
    path = link("link")
    settings.RETENTION = settings.RETENTION | {"guest_days": 30}
    end(open_house, days=31)
    retain()

    assert Client().get(path).status_code == 410


@pytest.fixture(autouse=True)
def rested():
    caches["pace"].clear()
    yield
    caches["pace"].clear()
