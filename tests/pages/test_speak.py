"""The language: that of the address, then of the account, then of the browser."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse

from consult.consultations import trees
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


def speaks(user, code):
    user.language = code
    user.save()
    return user


def test_the_front_door_leads_to_the_language_of_the_account(stage, cast, as_user):
    browser = as_user(speaks(cast.citizen, "ar"))
    assert browser.get("/", headers={"Accept-Language": "es"})["Location"] == "/ar/"


def test_without_an_account_the_browser_is_asked(stage, as_user):
    assert as_user().get("/", headers={"Accept-Language": "es"})["Location"] == "/es/"
    assert as_user().get("/", headers={"Accept-Language": "de"})["Location"] == "/fr/"


def test_an_account_in_a_language_that_the_site_gave_up_asks_the_browser(stage, cast, as_user):
    browser = as_user(speaks(cast.citizen, "pt"))
    assert browser.get("/", headers={"Accept-Language": "es"})["Location"] == "/es/"


def test_the_address_comes_before_the_account(stage, cast, as_user):
    browser = as_user(speaks(cast.citizen, "ar"))
    html = browser.get("/en/account/profile/").content.decode()
    assert '<html lang="en"' in html


def test_a_comment_is_found_in_the_language_of_the_account(stage, cast, as_user, post):
    trees.sync_languages()
    comment = post()
    address = reverse("comment_permalink", args=[comment.pk])
    answer = as_user(speaks(cast.citizen, "es")).get(address)
    assert answer["Location"].startswith("/es/")
    assert as_user().get(address, headers={"Accept-Language": "ar"})["Location"].startswith("/ar/")


def test_changing_the_language_changes_the_address_and_not_the_account(stage, cast, as_user):
    browser = as_user(speaks(cast.citizen, "fr"))
    soup = BeautifulSoup(browser.get("/fr/").content, "html.parser")
    browser.get(soup.select_one('.menu-languages a[hreflang="en"]')["href"])
    cast.citizen.refresh_from_db()
    assert cast.citizen.language == "fr"
    assert browser.get("/")["Location"] == "/fr/"


@pytest.mark.parametrize("code", ["en", "es"])
def test_signing_in_and_out_stays_in_the_language_of_the_address(stage, cast, as_user, code):
    speaks(cast.citizen, "fr")
    browser = as_user()
    answer = browser.post(
        f"/{code}/account/login/", {"login": cast.citizen.email, "password": PASSWORD}
    )
    assert answer["Location"] == f"/{code}/"
    assert browser.post(f"/{code}/account/logout/")["Location"] == f"/{code}/"


def test_the_front_door_says_on_what_it_depends(stage, cast, as_user):
    """Or a cache would lead one reader to the language of another."""
    varies = as_user(cast.citizen).get("/")["Vary"].lower()
    assert "accept-language" in varies
    assert "cookie" in varies
    assert settings.LANGUAGE_CODE == "fr"


def test_one_s_own_name_turns_no_words_of_the_menu_around(scene, cast, as_user):
    """ "Maïa L." ends with its full stop from right to left, too: it is isolated (UAX #9)."""
    page = BeautifulSoup(as_user(cast.citizen).get("/ar/").content, "html.parser")
    assert page.html["dir"] == "rtl"
    assert page.select_one(".menu-account bdi").get_text() == cast.citizen.public_name
