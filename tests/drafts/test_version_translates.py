"""A translation says which version it translates, and whether it lags."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.drafts.models import DraftPage, Version
from tests.drafts.versioning import reworded, rewrite, soup_of, words
from tests.factories.pages import publish, synchronise

pytestmark = pytest.mark.django_db


def latest(stage, language):
    return Version.objects.filter(draft=stage.draft, language=language).latest("number")


def told(browser, url):
    soup = soup_of(browser, url)
    return soup.select_one(".translates"), soup.select_one(".translation-lags")


def version_url(stage, language):
    number = latest(stage, language).number
    return f"/{language}/drafts/{stage.draft.pk}/versions/{number}/"


def test_a_translation_is_tied_to_the_version_it_translates(stage, english_page, as_user):
    source = latest(stage, "fr")
    assert latest(stage, "en").translates == source
    assert source.translates is None
    for url in (english_page.url, version_url(stage, "en")):
        translates, lags = told(as_user(), url)
        assert "1" in words(translates)
        assert translates.a["href"] == version_url(stage, "fr")
        assert lags is None


def test_a_translation_lags_until_it_is_brought_in_step(stage, english_page, as_user):
    page = rewrite(stage.page, reworded)
    for url in (english_page.url, version_url(stage, "en")):
        translates, lags = told(as_user(), url)
        assert "1" in words(translates)
        assert "2" in words(lags)
    publish(DraftPage.objects.get(pk=english_page.pk))  # alone: it follows the first version still
    assert latest(stage, "en").translates.number == 1
    synchronise(page)
    assert latest(stage, "en").translates == latest(stage, "fr")
    assert told(as_user(), english_page.url)[1] is None


def test_a_text_that_is_written_itself_translates_nothing(stage, as_user):
    for url in (stage.page.url, version_url(stage, "fr")):
        assert told(as_user(), url) == (None, None)


def test_versions_older_than_the_tie_say_nothing(stage, english_page, as_user):
    Version.objects.update(translates=None)
    assert told(as_user(), english_page.url) == (None, None)


def test_the_tie_costs_no_query(stage, english_page, as_user):
    counts = []
    for is_tied in (True, False):
        if not is_tied:
            Version.objects.update(translates=None)
        browser = as_user()
        browser.get(english_page.url)
        with CaptureQueriesContext(connection) as captured:
            browser.get(english_page.url + "?section=")
        counts.append(len(captured))
    assert counts[0] == counts[1]
