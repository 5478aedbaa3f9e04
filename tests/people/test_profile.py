"""A participant's own page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.people.models import User

pytestmark = pytest.mark.django_db

URL = "/en/account/profile/"


def form(**more):
    return {
        "public_name": "Maïa Lune",
        "affiliation": "press",
        "language": "en",
        **more,
    }


def stored(user):
    found = User.objects.get(pk=user.pk)
    return [found.public_name, found.affiliation, found.language]


def test_what_is_saved_is_what_everybody_sees(stage, cast, post, as_user):
    post("Quel mois ?")
    assert as_user(cast.citizen).post(URL, form()).status_code == 302
    assert stored(cast.citizen) == ["Maïa Lune", "press", "en"]
    html = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert "Maïa Lune" in html


def test_the_form_shows_what_is_there(cast, as_user):
    page = as_user(cast.citizen).get(URL)
    assert page.context["form"]["public_name"].value() == "Maïa L."


def test_only_letters_of_ones_own_name_may_change(cast, as_user):
    assert as_user(cast.citizen).post(URL, form(public_name="MAÏA L.")).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"public_name": "RAVI"},
            "Somebody uses this public name, or one that is easily taken for it",
        ),
        ({"public_name": ""}, "This field is required"),
        ({"public_name": "a@b.org"}, "must not be an e-mail address"),
        ({"language": "tlh"}, "Select a valid choice"),
        ({"affiliation": "emperor"}, "Select a valid choice"),
    ],
)
def test_a_refusal_is_422_and_keeps_what_was_typed(cast, as_user, wrong, sentence):
    before = stored(cast.citizen)
    answer = as_user(cast.citizen).post(URL, form(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    for name, typed in form(**wrong).items():
        assert answer.context["form"][name].value() == typed
    assert stored(cast.citizen) == before


def test_an_empty_form_is_refused_and_not_mistaken_for_a_visit(cast, as_user):
    answer = as_user(cast.citizen).post(URL, {})
    assert answer.status_code == 422


def test_the_form_changes_nothing_but_the_public_details(cast, as_user):
    until = timezone.now() + timedelta(days=1)
    User.objects.filter(pk=cast.citizen.pk).update(suspended_until=until)
    as_user(cast.citizen).post(
        URL,
        form(is_superuser="on", suspended_until="", email="other@example.org", is_staff="on"),
    )
    user = User.objects.get(pk=cast.citizen.pk)
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert (user.suspended_until, user.email) == (until, cast.citizen.email)


def test_a_stranger_is_asked_to_sign_in(stage, as_user):
    assert as_user().get(URL)["Location"] == f"/en/account/login/?next={URL}"
    assert as_user().post(URL, form())["Location"].startswith("/en/account/login/")
