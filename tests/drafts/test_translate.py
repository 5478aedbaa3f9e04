"""One draft in two languages: through wagtail-localize, with one thread."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from consult.consultations.models import ConsultationPage
from consult.drafts.models import Draft, Section, Version
from consult.drafts.policy import is_open_to_all, may_listen
from tests.factories.pages import SECTIONS, locale, publish, synchronise

pytestmark = pytest.mark.django_db


def rewrite(page, sections):
    """Publish a page with other blocks."""
    page.sections = sections
    return publish(page)


def numbers(stage, language):
    versions = Version.objects.filter(draft=stage.draft, language=language)
    return list(versions.order_by("number").values_list("number", flat=True))


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
        assert links.items() >= {one.locale.language_code: one.url for one in twins}.items()
        current = soup.select_one('.menu-languages a[aria-current="true"]')
        assert current["hreflang"] == page.locale.language_code


def test_search_engines_are_told_of_both(stage, english_page, as_user):
    soup = soup_of(as_user(), stage.page.url)
    alternates = {
        one["hreflang"]: one["href"] for one in soup.select('link[rel="alternate"][hreflang]')
    }
    assert set(alternates) >= {"fr", "en"}
    assert alternates["en"] == f"http://testserver{english_page.url}"


def test_without_a_translation_the_switch_keeps_the_place_and_no_alternate_is_named(stage, as_user):
    soup = soup_of(as_user(), stage.other_page.url)
    links = {one["hreflang"]: one["href"] for one in soup.select(".menu-languages a")}
    assert not soup.select('link[rel="alternate"][hreflang="en"]')
    there = soup_of(as_user(), links["en"])
    assert there.html["lang"] == "en"
    assert there.h1["lang"] == "fr"
    assert there.select_one(".untranslated")


def test_an_unpublished_translation_is_not_offered(stage, english_page, as_user):
    english_page.unpublish()
    soup = soup_of(as_user(), stage.page.url)
    assert not soup.select('link[rel="alternate"][hreflang="en"]')
    links = {one["hreflang"]: one["href"] for one in soup.select(".menu-languages a")}
    assert soup_of(as_user(), links["en"]).h1["lang"] == "fr"


def test_each_page_is_marked_with_its_language(stage, english_page, as_user):
    for page in (stage.page, english_page):
        html = soup_of(as_user(), page.url).html
        assert (html["lang"], html["dir"]) == (page.locale.language_code, "ltr")


def test_both_pages_follow_one_stream(stage, english_page, as_user):
    desks = [soup_of(as_user(), page.url).find(id="desk") for page in (stage.page, english_page)]
    assert {desk["data-stream"] for desk in desks} == {str(stage.draft.pk)}
    assert [desk["data-lang"] for desk in desks] == ["fr", "en"]


# Versions and sections of both


def test_a_section_that_another_language_still_holds_stays(stage, english_page):
    key = stage.text.key
    first, _second, third = map(dict, stage.page.sections.raw_data)
    rewrite(stage.page, [first, third])
    assert Section.objects.get(key=key).retired_at is None
    rewrite(english_page, [first, third])
    assert Section.objects.get(key=key).retired_at


def test_versions_are_numbered_by_language(stage, english_page):
    publish(stage.page)
    assert (numbers(stage, "fr"), numbers(stage, "en")) == ([1, 2], [1])


def test_a_page_in_the_second_language_shares_draft_and_sections(stage, english_page):
    assert english_page.translation_key == stage.page.translation_key
    assert english_page.locale == locale("en")
    assert [one.id for one in english_page.sections] == [one.id for one in stage.page.sections]
    assert Section.objects.filter(draft=stage.draft).count() == len(SECTIONS) + 1


# Privacy


def test_one_public_language_does_not_open_the_private_one(stage, english_page, as_user):
    """Wagtail CVE-2026-44200: check the source as well as the target."""
    restricted = ConsultationPage.objects.get(
        translation_key=stage.consultation.pk, locale__language_code="fr"
    )
    PageViewRestriction.objects.create(page=restricted.page_ptr, restriction_type="login")
    assert as_user().get(stage.page.url).status_code == 302
    answer = as_user().get(f"{stage.url()}?section={stage.text.key}")
    assert answer.status_code == 404 or answer["Location"].startswith("/en/")


@pytest.mark.parametrize("reader", [None, "citizen"])
def test_below_an_untranslated_page_one_reads_what_one_may_read_of_its_source(
    stage, cast, english_page, reader
):
    """Wagtail CVE-2026-44200: an alias is as private as the page that it shows."""
    reader = getattr(cast, reader) if reader else AnonymousUser()
    above = english_page.get_parent().specific
    ConsultationPage.objects.filter(pk=above.pk).update(alias_of=stage.consultation_page)
    stage.page.unpublish()
    open_to_all = Draft.objects.filter(is_open_to_all("pk"), pk=stage.draft.pk)
    assert may_listen(stage.draft.pk, reader)
    PageViewRestriction.objects.create(page=stage.consultation_page, restriction_type="groups")

    assert not may_listen(stage.draft.pk, reader)
    assert not open_to_all.exists()
