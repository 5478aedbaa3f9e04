"""For which organisation somebody speaks, as they say themselves in their profile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.people.models import Organisation, OrganisationMember, User
from consult.people.organisations import refusals, services
from tests.factories.people import PASSWORD, make_user
from tests.people.organising import make_organisation, speak_for
from tests.threads.pages import soup_of

pytestmark = pytest.mark.django_db

URL = "/en/account/profile/organisation/"
NEW = f"{URL}new/"
RECORD = {
    "name": "Ligue du débat public",
    "kind": "civil_society",
    "country": "FR",
    "website": "https://debat.example.org/",
    "register_name": "HATVP",
    "register_number": "R-1",
}


def speaks_for(user):
    member = User.objects.get(pk=user.pk).organisation_member
    return member and (member.organisation.name, member.state)


def test_one_is_found_however_it_is_spelled_and_chosen(cast, as_user):
    organisation = make_organisation()
    browser = as_user(cast.citizen)
    page = browser.get(URL, {"q": "CLIMAT-ouvert"})
    soup = soup_of(page)
    assert soup.select_one(f'input[name="organisation"][value="{organisation.pk}"]')
    answer = browser.post(URL, {"organisation": organisation.pk})
    assert answer.status_code == 302
    assert speaks_for(cast.citizen) == ("Collectif Climat ouvert", "declared")
    assert "declared" in browser.get(URL).content.decode()
    assert "Collectif Climat ouvert" in browser.get("/en/account/profile/").content.decode()


def test_one_that_is_not_there_is_added_with_its_record(cast, as_user):
    browser = as_user(cast.citizen)
    assert "add it" in browser.get(URL, {"q": "débat"}).content.decode()
    assert browser.post(NEW, RECORD).status_code == 302
    found = Organisation.objects.get()
    assert {name: getattr(found, name) for name in RECORD} == RECORD
    assert found.created_by == cast.citizen
    assert speaks_for(cast.citizen) == ("Ligue du débat public", "declared")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "LIGUE DU DEBAT-PUBLIC"}, "There is an organisation of this name already"),
        ({"name": "🛡"}, "This field is required"),
        ({"kind": ""}, "This field is required"),
        ({"kind": "sect"}, "Select a valid choice"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"website": "http://debat.example.org/"}, "begins with https://"),
        ({"website": "javascript:alert(1)"}, "begins with https://"),
        ({"website": "https://bank.example@evil.example/"}, "begins with https://"),
        ({"website": "https://localhost/"}, "begins with https://"),
        ({"website": "https://debat.example.org:8080/"}, "begins with https://"),
        ({"website": 'https://x.example/"onmouseover="alert(1)'}, "begins with https://"),
        ({"register_number": ""}, "or neither"),
        ({"register_name": ""}, "or neither"),
    ],
)
def test_a_record_that_is_not_right_comes_back_as_typed(cast, as_user, wrong, sentence):
    make_organisation("Ligue du débat public")
    typed = {**RECORD, "name": "Autre ligue", **wrong}
    answer = as_user(cast.citizen).post(NEW, typed)
    assert answer.status_code == (409 if "already" in sentence else 422)
    assert sentence in answer.content.decode()
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value
    assert Organisation.objects.count() == 1


def test_an_address_without_a_scheme_is_taken_for_https(cast, as_user):
    as_user(cast.citizen).post(NEW, {**RECORD, "website": "debat.example.org"})
    assert Organisation.objects.get().website == "https://debat.example.org"


def test_one_speaks_for_one_at_a_time_and_may_leave(cast, as_user):
    first, second = make_organisation("Première"), make_organisation("Deuxième")
    browser = as_user(cast.citizen)
    for one in (first, second, second):
        browser.post(URL, {"organisation": one.pk})
    states = OrganisationMember.objects.order_by("pk").values_list("organisation__name", "state")
    assert list(states) == [("Première", "ended"), ("Deuxième", "declared")]
    browser.post(URL, {"act": "leave"})
    assert speaks_for(cast.citizen) is None
    browser.post(URL, {"organisation": first.pk})  # who left by themselves may come back
    assert speaks_for(cast.citizen) == ("Première", "declared")


def test_who_changes_loses_what_was_confirmed(cast, as_user):
    first = make_organisation("Première")
    speak_for(cast.citizen, first, owner=True)
    browser = as_user(cast.citizen)
    browser.post(URL, {"organisation": make_organisation("Deuxième").pk})
    browser.post(URL, {"organisation": first.pk})
    assert speaks_for(cast.citizen) == ("Première", "declared")


def test_who_was_refused_cannot_declare_it_again(cast, as_user):
    organisation = make_organisation()
    member = speak_for(cast.citizen, organisation)
    services.refuse(by=cast.admin, member_id=member.pk)
    answer = as_user(cast.citizen).post(URL, {"organisation": organisation.pk})
    assert answer.status_code == 403
    assert "do not speak for it" in answer.content.decode()
    with pytest.raises(refusals.RefusedBefore):
        services.declare_by_name(by=cast.citizen, name="collectif CLIMAT ouvert")
    assert speaks_for(cast.citizen) is None


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_no_organisation_is_chosen_that_is_not_there(cast, as_user, key):
    answer = as_user(cast.citizen).post(URL, {"organisation": key})
    assert answer.status_code == 404


def test_signing_up_declares_it_by_name(stage, as_user):
    make_organisation("Université ouverte")
    typed = {
        "email": "new@example.org",
        "password1": PASSWORD,
        "public_name": "Nour",
        "affiliation": "academia",
        "organisation": "UNIVERSITE  ouverte",
    }
    as_user().post("/en/account/signup/", typed)
    assert Organisation.objects.count() == 1
    assert speaks_for(User.objects.get(public_name="Nour")) == ("Université ouverte", "declared")


def test_only_those_who_agree_are_named(cast, as_user):
    organisation = make_organisation()
    for person in (cast.citizen, cast.neighbour):
        speak_for(person, organisation, confirmed=True)
    speak_for(make_user("Personne d’autre"), organisation)
    as_user(cast.citizen).post(URL, {"act": "naming", "is_named": "on"})
    as_user(User.objects.get(public_name="Personne d’autre")).post(
        URL, {"act": "naming", "is_named": "on"}
    )
    html = as_user().get(f"/en/organisations/{organisation.pk}/").content.decode()
    assert "Maïa L." in html
    assert "Ravi" not in html
    assert "Personne d’autre" not in html  # nobody has confirmed it
    as_user(cast.citizen).post(URL, {"act": "naming"})
    assert "Maïa L." not in as_user().get(f"/en/organisations/{organisation.pk}/").content.decode()


@pytest.mark.parametrize("address", [URL, NEW])
def test_strangers_are_asked_to_sign_in(stage, as_user, address):
    for answer in (as_user().get(address), as_user().post(address, RECORD)):
        assert answer["Location"].startswith("/en/account/login/")
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("asked", ["\x00\x00", "a\x00b", "%00"])
def test_no_question_breaks_the_search(cast, as_user, asked):
    assert as_user(cast.citizen).get(URL, {"q": asked}).status_code == 200


def test_nobody_adds_the_names_of_others_one_after_the_other(cast, as_user, settings):
    """Each record keeps its name from everybody else."""
    settings.PACE = settings.PACE | {"organisation": (2, 86_400)}
    User.objects.filter(pk=cast.citizen.pk).update(joined_at=timezone.now() - timedelta(days=9))
    browser = as_user(cast.citizen)
    answers = [browser.post(NEW, {**RECORD, "name": f"Ligue {number}"}) for number in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]
    assert 'value="Ligue 2"' in answers[-1].content.decode()
    assert Organisation.objects.count() == 2
