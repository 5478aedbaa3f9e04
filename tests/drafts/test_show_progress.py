"""Editors see how far each language of a page is; readers see when a translation lags behind."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from consult.consultations import trees
from consult.consultations.translating import bring_up_to_date
from tests.factories.pages import locale, publish, synchronise

pytestmark = pytest.mark.django_db


@pytest.fixture
def everywhere(stage, english_page):
    trees.sync_languages()
    return stage


def rows(browser, page):
    answer = browser.get(f"/admin/pages/{page.pk}/languages/")
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    return {one["data-language"]: one for one in soup.select("tr[data-language]")}


def states(browser, page):
    return {code: row["data-state"] for code, row in rows(browser, page).items()}


def translate_all(page):
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=locale("en")
    )
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale("en"),
            context=segment.context,
            defaults={"data": segment.string.data, "has_error": False},
        )
    return translation


def test_what_is_not_translated_is_counted(everywhere, cast, as_user):
    found = rows(as_user(cast.admin), everywhere.page)
    assert list(found) == [code for code, _name in settings.LANGUAGES if code != "fr"]
    assert found["en"]["data-state"] == "waiting"
    assert found["es"]["data-state"] == found["ar"]["data-state"] == "alias"
    assert "select_locale=es" in found["es"].a["href"]


def test_a_translation_of_every_sentence_is_in_step(everywhere, cast, as_user):
    translate_all(everywhere.page)
    synchronise(everywhere.page)
    row = rows(as_user(cast.admin), everywhere.page)["en"]
    assert row["data-state"] == "in_step"


def test_a_new_version_leaves_it_behind(everywhere, cast, as_user):
    translate_all(everywhere.page)
    page = everywhere.page
    page.sections.append(("text", "<p>Encore un passage.</p>"))
    publish(page)
    browser = as_user(cast.admin)
    row = rows(browser, page)["en"]
    assert row["data-state"] == "lags"
    assert "2" in row.td.get_text()
    assert any("/localize/update/" in one["href"] for one in row.select("a"))
    synchronise(page)
    assert states(browser, page)["en"] == "waiting"


def test_former_words_are_counted_until_they_are_confirmed(everywhere, cast, as_user):
    translation = translate_all(everywhere.page)
    page = everywhere.page
    page.title = "Projet de grand plan"
    publish(page)
    bring_up_to_date(translation.source)
    cell = rows(as_user(cast.admin), page)["en"].select("td")[1].get_text()
    assert "1" in cell.split("\n", 1)[1]


def test_a_page_that_was_stopped_is_written_by_hand(everywhere, cast, as_user):
    Translation.objects.update(enabled=False)
    assert states(as_user(cast.admin), everywhere.page)["en"] == "by_hand"


def test_every_language_leads_to_the_same_table(everywhere, english_page, cast, as_user):
    browser = as_user(cast.admin)
    alias = everywhere.page.get_translation(locale("es"))
    assert (
        states(browser, english_page) == states(browser, alias) == states(browser, everywhere.page)
    )


def test_a_consultation_has_it_too(everywhere, cast, as_user):
    assert states(as_user(cast.admin), everywhere.consultation_page)["ar"] == "alias"
    page = everywhere.consultation_page
    page.summary = "Autrement."
    publish(page)
    assert states(as_user(cast.admin), page)["en"] == "lags"


def test_it_is_for_those_who_may_edit_the_page(everywhere, cast, as_user):
    """CVE-2026-45086: participants opened an admin editor by its address."""
    address = f"/admin/pages/{everywhere.page.pk}/languages/"
    assert as_user(cast.publisher).get(address).status_code == 200
    for person in (cast.citizen, cast.outsider, cast.moderator_gov):
        assert as_user(person).get(address).status_code in (302, 403)


def test_the_editor_leads_there(everywhere, cast, as_user):
    browser = as_user(cast.admin)
    address = f"/admin/pages/{everywhere.page.pk}/languages/"
    assert address in browser.get(f"/admin/pages/{everywhere.page.pk}/edit/").content.decode()


def test_readers_are_led_from_a_translation_that_lags_to_the_newest_text(
    everywhere, english_page, as_user
):
    page = everywhere.page
    page.sections.append(("text", "<p>Encore un passage.</p>"))
    publish(page)
    soup = BeautifulSoup(as_user().get(english_page.url).content, "html.parser")
    link = soup.select_one(".translation-lags a")
    assert link["href"] == f"/fr/drafts/{everywhere.draft.pk}/versions/2/"
    assert "Encore un passage." in as_user().get(link["href"]).content.decode()
