"""Readers choose the languages of contributions, and whether they are shown translations."""

import pytest
from django.test import RequestFactory

from consult.people.models import User
from consult.people.preferences import COOKIE_NAME, Preferences, preferences_of

pytestmark = pytest.mark.django_db

URL = "/en/account/profile/reading/"


def wants(browser, reader=None):
    """What the site believes that somebody wants to read, at their next request."""
    request = RequestFactory().get("/")
    request.user = browser.get(URL).wsgi_request.user if reader is None else reader
    request.COOKIES = {name: one.value for name, one in browser.cookies.items()}
    return preferences_of(request)


def choose(browser, *languages, translations=True, **more):
    typed = {"languages": languages, **({"translations": "on"} if translations else {}), **more}
    return browser.post(URL, typed)


def test_who_chose_nothing_sees_all_languages_with_translations(stage, as_user, cast):
    assert wants(as_user()) == wants(as_user(cast.citizen)) == Preferences((), True)


def test_a_stranger_keeps_the_choice_in_a_cookie_of_their_own(stage, as_user):
    browser = as_user()
    answer = choose(browser, "fr", "de", translations=False)
    assert answer.status_code == 302
    cookie = browser.cookies[COOKIE_NAME]
    assert cookie.value == "fr.de:0"
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    assert wants(browser) == Preferences(("fr", "de"), False)
    shown = browser.get(URL).context["form"].initial
    assert (shown["languages"], shown["translations"]) == (("fr", "de"), False)


def test_an_account_keeps_it_on_every_device(cast, as_user):
    choose(as_user(cast.citizen), "en", translations=False)
    elsewhere = as_user(cast.citizen)
    assert COOKIE_NAME not in elsewhere.cookies
    assert wants(elsewhere) == Preferences(("en",), False)
    stored = User.objects.get(pk=cast.citizen.pk)
    assert (stored.reading_languages, stored.reads_translations) == (["en"], False)


def test_the_account_goes_before_a_cookie_of_the_same_browser(cast, as_user):
    browser = as_user(cast.citizen)
    browser.cookies[COOKIE_NAME] = "de:0"
    assert wants(browser) == Preferences((), True)


def test_what_is_usual_needs_no_cookie(stage, as_user, settings):
    browser = as_user()
    choose(browser, "fr")
    for languages in [(), settings.COMMENT_LANGUAGES]:
        answer = choose(browser, *languages)
        assert answer.cookies[COOKIE_NAME]["max-age"] == 0


@pytest.mark.parametrize(
    "value", ["", "fr", "fr.en", "FR:1", ":", "fr:2", "x" * 5000, "fr.<script>:1", "é:1"]
)
def test_a_cookie_that_we_did_not_write_means_nothing(stage, as_user, value):
    browser = as_user()
    browser.cookies[COOKIE_NAME] = value
    assert wants(browser) == Preferences((), True)


def test_a_language_that_the_site_no_longer_knows_is_left_out(stage, as_user, cast):
    browser = as_user()
    browser.cookies[COOKIE_NAME] = "tlh.fr:1"
    assert wants(browser) == Preferences(("fr",), True)
    cast.citizen.reading_languages = ["tlh", "en", {"a": 1}, None]
    cast.citizen.save()
    assert wants(as_user(cast.citizen)) == Preferences(("en",), True)


def test_it_leads_back_to_where_one_came_from_and_nowhere_else(stage, as_user):
    place = f"{stage.page.url}?section={stage.text.key}"
    assert f'value="{place}"' in as_user().get(URL, {"next": place}).content.decode()
    assert choose(as_user(), "fr", next=place)["Location"] == place
    for elsewhere in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "foo",
        "?x=1",
    ):
        assert choose(as_user(), "fr", next=elsewhere)["Location"] == URL
        form = as_user().get(URL, {"next": elsewhere}).content.decode()
        assert '<input type="hidden" name="next" value="">' in form


def test_a_made_up_language_is_refused_and_changes_nothing(cast, as_user):
    answer = choose(as_user(cast.citizen), "tlh")
    assert answer.status_code == 422
    assert User.objects.get(pk=cast.citizen.pk).reading_languages == []


def test_each_language_is_named_in_itself_and_in_its_direction(stage, as_user):
    html = as_user().get(URL).content.decode()
    assert '<bdi lang="ar">العربيّة</bdi>' in html
    assert "Deutsch" in html


def test_what_one_reads_in_is_the_page_and_what_one_chose():
    wants = Preferences(("fr", "es"))
    assert wants.reads("es", page="ar")
    assert wants.reads("ar", page="ar")
    assert not wants.reads("de", page="ar")
