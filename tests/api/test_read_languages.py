"""The same things in another language, whose pages stand beside the first ones."""

import pytest

from consult.drafts.models import Version
from tests.api.client import problem

pytestmark = pytest.mark.django_db


def test_titles_in_the_language_that_is_asked_for(stage, english_page, script):
    page = stage.consultation_page.get_translation(english_page.locale)
    page.title = "Action plan"
    page.save_revision().publish()
    address = f"consultations/{stage.consultation.pk}/"
    for told in (
        script().read(f"{address}?lang=en"),
        script().read(address, Accept_Language="en"),
    ):
        assert (told["title"], told["language"]) == ("Action plan", "en")
        assert sorted(told["languages"]) == ["en", "fr"]
        assert told["url"].startswith("http://testserver/en/")
    assert script().read(f"{address}?lang=fr", Accept_Language="en")["title"] == "Plan d’action"


def test_a_version_in_a_language_whose_page_is_away(stage, english_page, script):
    """CVE-2026-27454: each old version asks whether this reader may see it now."""
    address = f"drafts/{stage.draft.pk}/versions/en/1/"
    assert script().read(address)["language"] == "en"
    english_page.unpublish()
    problem(script().ask("GET", address), 404, "not_found")
    languages = [
        one["language"] for one in script().read(f"drafts/{stage.draft.pk}/versions/")["items"]
    ]
    assert languages == ["fr"]
    assert Version.objects.filter(language="en").exists()


def test_a_draft_in_the_language_that_is_asked_for(stage, english_page, script):
    address = f"drafts/{stage.draft.pk}"
    told = script().read(f"{address}/?lang=en")
    assert (told["language"], told["version"]["language"]) == ("en", "en")
    assert script().read(f"{address}/sections/?lang=en")["language"] == "en"
    assert script().read(f"{address}/sections/", Accept_Language="en")["language"] == "en"
    assert script().read(f"{address}/sections/?lang=fr")["language"] == "fr"


@pytest.mark.parametrize("language", ["xx", "", "fr'--", "../en", "FR", "en\x00"])
def test_a_language_is_one_of_the_site_or_refused(stage, script, language):
    answer = script().get("/api/v1/drafts/", {"lang": language})
    (error,) = problem(answer, 422, "request.invalid")["errors"]
    assert (error["where"], error["field"], error["code"]) == ("query", "lang", "enum")


def test_refusals_speak_the_language_that_is_asked_for(stage, script):
    french, english = (
        script().ask("GET", f"drafts/{stage.consultation.pk}/?lang={language}").json()
        for language in ("fr", "en")
    )
    assert french["detail"] == "Cette page n’existe pas ou n’est pas publique."
    assert english["detail"] == "This page does not exist, or is not public."
    assert {**french, "detail": ""} == {**english, "detail": ""}


def test_the_answer_says_its_language(stage, script):
    answer = script().ask("GET", "drafts/?lang=en")
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


def test_nobody_is_led_on_to_a_page_of_a_language(stage, script):
    """An address that is none is a problem, and no redirection to /fr/api/."""
    for address in ("drafts/nothing/", "nothing/", "nothing", "", "drafts"):
        problem(script().ask("GET", address), 404, "not_found")
