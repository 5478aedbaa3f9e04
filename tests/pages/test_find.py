"""What search engines are told: where each page stands in each language, and which address is its own."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from wagtail.models import Locale, PageViewRestriction

from consult.consultations import trees
from consult.drafts.models import DraftPage

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def everywhere(stage, english_page):
    trees.sync_languages()
    return stage


def head(browser, address):
    """Return the canonical address and the alternates that a page names."""
    soup = BeautifulSoup(browser.get(address).content, "html.parser")
    canonical = soup.select_one('link[rel="canonical"]')
    alternates = soup.select('link[rel="alternate"][hreflang]')
    return canonical and canonical["href"], {one["hreflang"]: one["href"] for one in alternates}


def full(address):
    return f"http://testserver{address}"


def test_a_page_names_its_translations_and_no_alias(everywhere, english_page, as_user):
    page = everywhere.page
    told = {"fr": full(page.url), "en": full(english_page.url), "x-default": full(page.url)}
    assert head(as_user(), page.url) == (full(page.url), told)
    assert head(as_user(), english_page.url) == (full(english_page.url), told)


def test_an_untranslated_page_is_a_copy_of_its_source(everywhere, as_user):
    for code in [code for code, _name in settings.LANGUAGES if code not in ("fr", "en")]:
        alias = everywhere.page.get_translation(Locale.objects.get(language_code=code))
        canonical, alternates = head(as_user(), alias.url)
        assert canonical == full(everywhere.page.url)
        assert code not in alternates


@pytest.mark.parametrize("query", ["?section={}", "?section={}&order=votes", "?utm_source=x"])
def test_what_is_asked_for_is_part_of_no_address(everywhere, as_user, query):
    address = everywhere.page.url + query.format(everywhere.text.key)
    canonical, alternates = head(as_user(), address)
    assert canonical == full(everywhere.page.url)
    assert not any("?" in one for one in alternates.values())


def test_a_list_that_is_paged_or_filtered_is_the_list(everywhere, as_user):
    address = f"/fr/drafts/{everywhere.draft.pk}/discussion/"
    assert head(as_user(), f"{address}?kind=question")[0] == full(address)
    assert head(as_user(), address)[0] is None


def test_the_front_door_is_for_those_whose_language_is_unknown(everywhere, as_user):
    assert head(as_user(), "/fr/")[1]["x-default"] == full("/")


def test_the_map_names_every_public_page_with_its_translations(everywhere, english_page, as_user):
    tree = ElementTree.fromstring(as_user().get("/sitemap.xml").content)  # noqa: S314 - our own
    entries = {
        one.find(f"{MAP}loc").text: {
            link.get("hreflang"): link.get("href") for link in one.iter(LINK)
        }
        for one in tree
    }
    page = everywhere.page
    told = {"fr": page.full_url, "en": english_page.full_url, "x-default": page.full_url}
    assert entries[page.full_url] == entries[english_page.full_url] == told
    assert not any(address.startswith((full("/es/"), full("/ar/"))) for address in entries)
    aliases = DraftPage.objects.exclude(alias_of=None)
    assert aliases.exists()
    assert not {one.full_url for one in aliases} & set(entries)


def test_the_map_names_nothing_that_is_not_public(everywhere, as_user):
    PageViewRestriction.objects.create(
        page=everywhere.consultation_page, restriction_type=PageViewRestriction.LOGIN
    )
    everywhere.other_page.unpublish()
    words = as_user().get("/sitemap.xml").content.decode()
    assert everywhere.page.full_url not in words
    assert everywhere.other_page.full_url not in words


def test_the_map_asks_as_much_for_many_pages_as_for_few(
    everywhere, as_user, django_assert_max_num_queries
):
    as_user().get("/sitemap.xml")
    with django_assert_max_num_queries(10):
        as_user().get("/sitemap.xml")


def test_robots_are_told_where_the_map_is(as_user, stage):
    answer = as_user().get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {full('/sitemap.xml')}" in answer.content.decode()
