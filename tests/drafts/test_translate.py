"""One draft in two languages: through wagtail-localize, with one thread."""

import pytest
from bs4 import BeautifulSoup

from consult.drafts.models import Section, Version
from tests.factories.pages import publish, synchronise

pytestmark = pytest.mark.django_db


def soup_of(browser, address):
    return BeautifulSoup(browser.get(address).content, "html.parser")


def test_keys_survive_editing_the_source_and_synchronising_again(stage, english_page):
    keys = [one.id for one in english_page.sections]
    page = stage.page
    raw = [dict(one) for one in page.sections.raw_data]
    raw[1] = {**raw[1], "value": "<p>Les données sont ouvertes.</p>"}
    page.sections = [raw[2], raw[1], raw[0]]
    publish(page)

    english = synchronise(page)

    assert [one.id for one in english.sections] == keys[::-1]
    assert Section.objects.filter(draft=stage.draft).count() == 4
    assert not Section.objects.exclude(retired_at=None).exists()
    assert Version.objects.filter(draft=stage.draft, language="en").count() >= 2


def test_a_new_section_of_the_source_is_one_section_in_both(stage, english_page):
    page = stage.page
    page.sections.append(("text", "<p>Encore un passage.</p>"))
    publish(page)
    synchronise(page)
    assert Section.objects.filter(draft=stage.draft).count() == 5


def test_the_language_switch_leads_to_the_same_page(stage, english_page, as_user):
    for page in (stage.page, english_page, stage.consultation_page):
        soup = soup_of(as_user(), page.url)
        links = {one["hreflang"]: one["href"] for one in soup.select(".menu-languages a")}
        twins = page.get_translations(inclusive=True)
        assert links == {one.locale.language_code: one.url for one in twins}
        current = soup.select_one('.menu-languages a[aria-current="true"]')
        assert current["hreflang"] == page.locale.language_code


def test_search_engines_are_told_of_both(stage, english_page, as_user):
    soup = soup_of(as_user(), stage.page.url)
    alternates = {
        one["hreflang"]: one["href"] for one in soup.select('link[rel="alternate"][hreflang]')
    }
    assert set(alternates) >= {"fr", "en"}
    assert alternates["en"].endswith(english_page.url)


def test_without_a_translation_the_switch_leads_home_and_no_alternate_is_named(stage, as_user):
    soup = soup_of(as_user(), stage.other_page.url)
    links = {one["hreflang"]: one["href"] for one in soup.select(".menu-languages a")}
    assert links["en"] == "/en/"
    assert not soup.select('link[rel="alternate"][hreflang="en"]')


def test_an_unpublished_translation_is_not_offered(stage, english_page, as_user):
    english_page.unpublish()
    soup = soup_of(as_user(), stage.page.url)
    assert english_page.url not in {one["href"] for one in soup.select(".menu-languages a")}


def test_each_page_is_marked_with_its_language(stage, english_page, as_user):
    for page in (stage.page, english_page):
        html = soup_of(as_user(), page.url).html
        assert (html["lang"], html["dir"]) == (page.locale.language_code, "ltr")


def test_both_pages_follow_one_stream(stage, english_page, as_user):
    desks = [soup_of(as_user(), page.url).find(id="desk") for page in (stage.page, english_page)]
    assert {desk["data-stream"] for desk in desks} == {str(stage.draft.pk)}
    assert [desk["data-lang"] for desk in desks] == ["fr", "en"]
