"""A page that is not translated is shown in its own language, and says so. It is never missing."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from cms.pages.pages import EditorialPage
from consult.answers.services.report import make_report
from consult.consultations import trees
from consult.drafts.models import DraftPage
from tests.answers.closing import close
from tests.factories.pages import locale, publish, synchronise

pytestmark = pytest.mark.django_db

OTHERS = [code for code, _name in settings.LANGUAGES if code not in ("fr", "en")]
RIGHT_TO_LEFT = [code for code in OTHERS if code == "ar"]


def soup_of(browser, address, **query):
    answer = browser.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code)
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def everywhere(stage):
    """The site's trees in step: what is not translated stands in every language as an alias."""
    trees.sync_languages()
    return stage


def twin(page, code):
    return page.get_translation(Locale.objects.get(language_code=code))


@pytest.mark.parametrize("code", OTHERS)
def test_an_untranslated_page_says_in_which_language_it_is(everywhere, as_user, code):
    for page in (
        everywhere.page,
        everywhere.consultation_page,
        everywhere.page.get_site().root_page,
    ):
        soup = soup_of(as_user(), twin(page, code).url)
        assert soup.html["lang"] == code
        notice = soup.select_one(".untranslated")
        assert notice.a["href"] == page.url
        assert notice.a["hreflang"] == "fr"
        assert (soup.h1["lang"], soup.h1["dir"]) == ("fr", "ltr")


def test_a_page_in_its_own_language_has_no_notice(everywhere, as_user):
    soup = soup_of(as_user(), everywhere.page.url)
    assert not soup.select(".untranslated")
    assert soup.h1["lang"] == "fr"


@pytest.mark.parametrize("code", OTHERS)
def test_the_words_of_a_draft_bear_their_language_and_buttons_do_not(everywhere, as_user, code):
    page = twin(everywhere.page, code)
    soup = soup_of(as_user(), page.url, section=str(everywhere.text.key))
    for element in soup.select("div.section-text, .toc li span, .breadcrumb a"):
        assert element["lang"] == "fr", element
        assert element["dir"] == "ltr", element
    for chrome in soup.select(".section-foot, .talk, .toc, article, .masthead"):
        assert not chrome.has_attr("lang"), chrome
    assert soup.html["dir"] == ("rtl" if code in RIGHT_TO_LEFT else "ltr")


def test_a_suggestion_starts_from_words_that_bear_their_language(everywhere, cast, as_user):
    page = twin(everywhere.page, OTHERS[0])
    soup = soup_of(as_user(cast.citizen), page.url, section=str(everywhere.text.key))
    assert soup.select_one("textarea[name=wording]")["lang"] == "fr"
    assert soup.select_one(".quote-passage")["lang"] == "fr"


def test_cards_and_menus_bear_the_language_of_their_titles(everywhere, as_user):
    guide = everywhere.page.get_site().root_page.add_child(
        instance=EditorialPage(title="Guide", slug="guide", show_in_menus=True, locale=locale())
    )
    publish(guide)
    listing = everywhere.consultation_page.get_parent()
    soup = soup_of(as_user(), twin(listing, OTHERS[0]).url)
    links = soup.select(".card-link, .menu-primary a, .site-footer nav a[lang]")
    assert len(links) >= 4
    assert {one["lang"] for one in links} == {"fr"}
    assert not soup_of(as_user(), listing.url).select(".card-link[lang], .menu-primary a[lang]")


# Where there is no alias


@pytest.mark.parametrize("code", ["en", *OTHERS])
def test_an_address_of_the_source_is_shown_in_every_language(stage, as_user, code):
    """Where trees are not in step, as before `sync_languages`."""
    for page in (stage.page, stage.consultation_page):
        soup = soup_of(as_user(), page.url.replace("/fr/", f"/{code}/", 1))
        assert soup.html["lang"] == code
        assert soup.h1["lang"] == "fr"
        assert soup.select_one(".untranslated").a["href"] == page.url


def test_an_address_of_another_language_leads_to_the_translated_one(stage, as_user):
    english = synchronise(stage.consultation_page)
    english.slug = "the-plan"
    english.save()
    answer = as_user().get(f"{stage.consultation_page.url.replace('/fr/', '/en/', 1)}?a=b")
    assert (answer.status_code, answer["Location"]) == (302, f"{english.url}?a=b")
    assert as_user().get(english.url.replace("/en/", "/fr/", 1))["Location"] == (
        stage.consultation_page.url
    )


def test_what_is_not_public_is_shown_in_no_language(stage, as_user):
    """CVE-2026-44200: check the source as well as the target."""
    there = stage.page.url.replace("/fr/", "/es/", 1)
    PageViewRestriction.objects.create(
        page=stage.consultation_page, restriction_type=PageViewRestriction.LOGIN
    )
    answer = as_user().get(there)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"] or "_util/login" in answer["Location"]
    PageViewRestriction.objects.all().delete()
    stage.page.unpublish()
    assert as_user().get(there).status_code == 404
    assert as_user().get("/es/nowhere/").status_code == 404


def test_a_page_written_in_another_language_alone_is_shown_to_all(stage, as_user):
    home = stage.page.get_site().root_page
    english = home.copy_for_translation(locale("en"))
    publish(english)
    page = english.add_child(
        instance=EditorialPage(title="Only here", slug="only-here", locale=locale("en"))
    )
    publish(page)
    soup = soup_of(as_user(), "/fr/only-here/")
    assert (soup.html["lang"], soup.h1["lang"]) == ("fr", "en")


# Versions


def test_an_untranslated_version_says_so(everywhere, as_user):
    soup = soup_of(as_user(), f"/{OTHERS[0]}/drafts/{everywhere.draft.pk}/versions/1/")
    assert soup.select_one(".untranslated")
    assert soup.h1["lang"] == "fr"
    assert {one["lang"] for one in soup.select("div.section-text")} == {"fr"}
    foot = soup.select_one(".section-foot")
    assert foot is None or not foot.has_attr("lang")


def test_pages_ask_the_database_no_more_in_four_languages_than_in_two(
    everywhere, as_user, settings
):
    """Each language costs a link, and no query."""

    def count(address):
        as_user().get(address)
        with CaptureQueriesContext(connection) as found:
            as_user().get(f"{address}?again=1")
        return len(found)

    addresses = [everywhere.page.url, everywhere.consultation_page.url, "/fr/"]
    four = [count(address) for address in addresses]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES[:2]
    assert four == [count(address) for address in addresses]


def test_removing_a_language_does_no_harm(everywhere, as_user, settings):
    pages = Page.objects.count()
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES[:2]
    trees.sync_languages()
    assert Page.objects.count() == pages
    soup = soup_of(as_user(), everywhere.page.url)
    codes = {one["hreflang"] for one in soup.select("[hreflang]")}
    assert codes == {"fr", "en", "x-default"}
    assert as_user().get("/ar/", follow=True).status_code == 404
    page = everywhere.page
    page.title = "Nouveau titre"
    publish(page)
    assert DraftPage.objects.filter(title="Nouveau titre").count() == pages_of(page)


def pages_of(page):
    return page.get_translations(inclusive=True).count()


def test_a_closing_report_bears_its_language(everywhere, cast, as_user):
    close(everywhere)
    page = make_report(by=cast.publisher, consultation_id=everywhere.consultation.pk)
    publish(page)
    soup = soup_of(as_user(), twin(page, OTHERS[0]).url)
    assert soup.select_one(".untranslated")
    assert soup.h1["lang"] == "fr"
    introductions = soup.select(".report-part > .prose")
    assert introductions
    assert {one["lang"] for one in introductions} == {"fr"}
