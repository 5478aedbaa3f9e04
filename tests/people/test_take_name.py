"""Whose public name it is: nobody takes somebody else's, an institution's, or that of a role."""

import pytest
from django.urls import reverse

from consult.consultations.pages import ConsultationPartner
from consult.people import services
from consult.people.models import Organisation, RoleWords, User
from consult.people.names import refusals
from consult.people.names.services import (
    reserve_names,
    save_role_words,
    taking_name,
    why_not_name,
)
from tests.factories.pages import make_draft, publish
from tests.factories.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_UP = "/en/account/signup/"


def sign_up(name, **more):
    return {
        "email": "new@example.org",
        "password1": PASSWORD,
        "public_name": name,
        "affiliation": "citizen",
        "organisation": "",
        **more,
    }


def profile(name):
    return {"public_name": name, "affiliation": "citizen", "language": "en"}


def account(name, **more):
    return {
        "email": "zoe@example.org",
        "public_name": name,
        "affiliation": "citizen",
        "language": "fr",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **more,
    }


@pytest.fixture
def reserved(stage):
    Organisation.objects.create(name="Collectif Climat ouvert")
    reserve_names(page=stage.consultation.pk, language="fr", names=["Ville de Port-Clair"])


TAKEN = [
    ("R\u00e1vi", "Somebody uses this public name"),
    ("collectif climat-ouvert", "the name of an organisation"),
    ("VILLE DE PORT CLAIR", "the name of an institution"),
    ("In\u00e8s (moderator)", "the name of a role"),
    ("M i n i s t r y", "the name of a role"),
    ("M\u00f3d\u00e9rateur", "the name of a role"),
    ("\u0648\u0632\u0627\u0631\u0629 \u0627\u0644\u0639\u062f\u0644", "the name of a role"),
    ("R\u0430vindra", "different scripts"),
]


@pytest.mark.parametrize(("name", "sentence"), TAKEN)
@pytest.mark.parametrize("form", ["sign-up", "profile", "admin", "admin of an account"])
def test_no_form_gives_somebody_the_name_of_another(
    stage, cast, as_user, reserved, form, name, sentence
):
    before = set(User.objects.values_list("public_name", flat=True))
    if form == "sign-up":
        answer = as_user().post(SIGN_UP, sign_up(name))
    elif form == "profile":
        answer = as_user(cast.citizen).post("/en/account/profile/", profile(name))
    else:
        User.objects.filter(pk=cast.admin.pk).update(language="en")
        address = "/admin/users/new/"
        if form == "admin of an account":
            address = f"/admin/users/edit/{cast.citizen.pk}/"
        answer = as_user(cast.admin).post(address, account(name, is_active="on"))
    assert answer.status_code in (200, 422)
    form = answer.context["form"]
    assert form["public_name"].value() == name
    assert "public_name" in form.errors
    if "admin" not in str(answer.request["PATH_INFO"]):
        assert sentence in answer.content.decode()
    assert set(User.objects.values_list("public_name", flat=True)) == before


@pytest.mark.parametrize(
    "name", ["Иван Петров", "Zoé", "محمد علي", "Ravi S.", "Ministrel", "Adminka", "東京Tokyo"]
)
def test_a_name_of_ones_own_passes(cast, name):
    assert why_not_name(name) is None


def test_who_has_a_name_keeps_it_whatever_is_reserved_since(cast, as_user):
    make_user("Administration du port")
    user = User.objects.get(public_name="Administration du port")
    reserve_names(page=user.pk, language="fr", names=["Administration du port"])
    answer = as_user(user).post("/en/account/profile/", profile("Administration du port"))
    assert answer.status_code == 302
    answer = as_user(user).post("/en/account/profile/", profile("ADMINISTRATION du port"))
    assert answer.status_code == 302


def test_a_refusal_tells_no_name_and_no_address(cast, as_user):
    secret = make_user("Ravi Sundhara", email="hidden@example.org")
    html = as_user().post(SIGN_UP, sign_up("RAVI SUNDH\u00c5RA")).content.decode()
    assert secret.public_name not in html
    assert "hidden@example.org" not in html


def test_the_service_refuses_what_the_form_would(cast):
    with pytest.raises(refusals.NameTaken):
        services.change_profile(participant=cast.citizen, details=profile("lnès"))


def test_the_database_refuses_what_no_check_saw(cast):
    """A check before writing is no lock: the constraint decides, and the refusal says the same."""
    with pytest.raises(refusals.NameTaken), taking_name("x"):
        User.objects.create_user("x@example.org", None, public_name="lnes")
    with pytest.raises(refusals.NameTaken), taking_name("x"):
        User.objects.create_user("x@example.org", None, public_name="R a v i")


def test_the_name_is_folded_whatever_writes_it(cast):
    cast.citizen.public_name = "Zoé L."
    cast.citizen.save()
    User.objects.bulk_create([User(email="b@example.org", public_name="Igor")])
    found = User.objects.filter(public_name__in=["Zoé L.", "Igor"])
    assert set(found.values_list("folded_name", "drawn_name")) == {
        ("zoel", "zoel"),
        ("igor", "lgor"),
    }


# What is reserved


def test_publishing_reserves_the_names_of_partners_and_institutions(stage):
    page = stage.consultation_page
    page.partners.add(ConsultationPartner(name="Ligue du débat", college="civil_society"))
    publish(page)
    value = {"title": "Un port", "actions": "<p>Oui.</p>", "lead": "Port autonome"}
    make_draft(page, slug="port", sections=[("commitment", {**value, "partner": "Les Dockers"})])
    for name in ("LIGUE DU DEBAT", "Port-Autonome", "les dockers"):
        assert isinstance(why_not_name(name), refusals.NameOfInstitution)

    page.partners = [ConsultationPartner(name="Autre ligue", college="civil_society")]
    publish(page)
    assert why_not_name("Ligue du débat") is None
    assert isinstance(why_not_name("Autre ligue"), refusals.NameOfInstitution)


def test_site_administrators_say_which_words_name_roles(cast, as_user):
    assert why_not_name("Grand Vizir") is None
    listed = RoleWords.objects.get(language="fr")
    answer = as_user(cast.admin).post(
        reverse("role_words:edit", args=[listed.pk]),
        {"language": "fr", "words": "vizir\r\nporte-parole du port"},
    )
    assert answer.status_code == 302
    assert isinstance(why_not_name("Grand V\u0456z\u0456r"), refusals.MixedScripts)
    assert isinstance(why_not_name("Grand Vizir"), refusals.NameOfRole)
    assert isinstance(why_not_name("Porte parole du Port"), refusals.NameOfRole)
    assert why_not_name("Modératrice") is None or "moderat" not in listed.words


def test_every_language_of_the_site_begins_with_words(settings, db):
    codes = {code for code, _name in settings.LANGUAGES}
    assert codes & {"en", "fr", "es", "ar"} <= set(
        RoleWords.objects.values_list("language", flat=True)
    )


def test_a_list_without_a_word_refuses_nobody(db):
    for one in RoleWords.objects.all():
        one.words = "\n  \n!!\n"
        save_role_words(one)
    assert why_not_name("Moderator") is None
