"""The default charter is ready in every language that the site has words for."""

import pytest
from django.utils import translation
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from consult.consultations import charter
from consult.consultations.blocks import default_charter
from consult.consultations.models import Consultation, ConsultationPage
from tests.factories.pages import make_consultation, make_translation, publish, synchronise

pytestmark = pytest.mark.django_db

DEFAULT_TITLES = {
    "en": ["Respect for persons", "Private life", "Respect for the law", "The subject"],
    "fr": ["Respect des personnes", "Vie privée", "Respect de la loi", "Le sujet"],
}


@pytest.fixture
def page(stage, english):
    """A consultation in French under the default charter; the list is translated already."""
    listing = stage.consultation_page.get_parent().specific
    page = make_consultation(listing, slug="defaut")
    with translation.override("fr"):
        page.charter = default_charter()
    return publish(page)


def titles(page):
    return [one.value["title"] for one in page.charter]


def test_a_translation_begins_with_the_charter_in_its_language(page):
    assert titles(page)[:4] == DEFAULT_TITLES["fr"]
    english = make_translation(page)
    assert titles(english)[:4] == DEFAULT_TITLES["en"]
    assert all(one.value["explanation"].isascii() for one in english.charter)
    row = Consultation.objects.get(pk=page.translation_key)
    first = row.charter_articles.filter(retired_at=None).first()
    assert first.titles == {"fr": "Respect des personnes", "en": "Respect for persons"}


def test_an_alias_that_is_translated_later_does_too(page):
    """Sites in step make an alias of each page first."""
    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    assert titles(synchronise(page))[:4] == DEFAULT_TITLES["en"]


def test_an_article_of_ones_own_is_left_to_translators(page):
    raw = [dict(one) for one in page.charter.raw_data]
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "title": "Courtoisie"}}
    page.charter = raw
    english = make_translation(publish(page))
    assert titles(english)[:2] == ["Courtoisie", "Private life"]


def test_what_somebody_translated_stays(page):
    english = make_translation(page)
    locale = Locale.objects.get(language_code="en")
    StringTranslation.objects.filter(locale=locale, data="Private life").update(data="Privacy")
    assert charter.offer_default_words(page, locale) == 0
    assert titles(synchronise(page))[1] == "Privacy"
    assert ConsultationPage.objects.get(pk=english.pk)


def test_a_language_without_words_gets_none(page):
    """It would get those of the sources, and they would pass for a translation."""
    german = Locale.objects.create(language_code="de")
    assert charter.offer_default_words(page, german) == 0
