"""A section that a new version drops keeps its talk, reachable from the list and from its versions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from consult.drafts.models import Section
from tests.drafts.versioning import (
    address,
    retire,
    rewrite,
    soup_of,
    texts,
    without_text,
    words,
)
from tests.factories.pages import make_draft

pytestmark = pytest.mark.django_db


def retired(browser, page):
    return soup_of(browser, address(page)).select(".retired")


def test_a_section_that_was_taken_out_is_listed_with_its_talk(stage, post, as_user):
    comment, key = post(), stage.text.key
    rewrite(stage.page, without_text)

    (one,) = retired(as_user(), stage.page)
    assert "Les données existent, mais elles restent dispersées" in words(one)
    assert "Retiré le" in words(one)
    assert "1 contribution" in words(one)
    link = one.select_one("a.talk-count")["href"]
    assert link == f"{stage.page.url}?section={key}#talk-{key}"
    talk = soup_of(as_user(), link).find(id=f"talk-{key}")
    assert comment.source in words(talk)


def test_it_can_be_read_in_the_last_version_that_held_it(stage, post, as_user):
    post()
    rewrite(stage.page, without_text)
    (one,) = retired(as_user(), stage.page)
    url, _hash, anchor = one.select("a")[-1]["href"].partition("#")
    section = soup_of(as_user(), url).find(id=anchor)
    assert url == address(stage.page, 1)
    assert "dispersées" in words(section)
    assert "Ne fait plus partie du texte" in words(section)
    assert section.select_one("a.talk-count")


def test_nothing_is_listed_where_nothing_was_taken_out(stage, as_user):
    assert not retired(as_user(), stage.page)
    assert "taken out" not in words(soup_of(as_user(), address(stage.page)).main)


def test_the_draft_as_a_whole_is_never_taken_out(stage, as_user):
    rewrite(stage.page, lambda raw: [])
    assert len(retired(as_user(), stage.page)) == 3


def test_a_section_that_comes_back_is_no_longer_listed(stage, as_user):
    before = [dict(one) for one in stage.page.sections.raw_data]
    page = rewrite(stage.page, without_text)
    assert len(retired(as_user(), page)) == 1
    rewrite(page, lambda raw: before)
    assert not retired(as_user(), page)


def test_it_is_called_as_in_the_language_of_the_text(stage, english_page, as_user):
    rewrite(english_page, lambda raw: [raw[0], {**raw[1], "value": "<p>Open.</p>"}, raw[2]])
    rewrite(english_page, without_text)
    rewrite(stage.page, without_text)
    for code, label in (("fr", "Les données existent"), ("en", "Open.")):
        (one,) = soup_of(as_user(), f"/{code}/drafts/{stage.draft.pk}/versions/").select(".retired")
        assert label in words(one)


def test_words_of_a_language_that_one_may_not_read_are_not_told(stage, english_page, as_user, cast):
    """CVE-2026-44200: check the source as well as the target."""
    secret = {"type": "text", "value": "<p>Tout à fait secret.</p>"}
    page = rewrite(stage.page, lambda raw: [*raw, secret])
    rewrite(page, lambda raw: raw[:-1])
    url = f"/en/drafts/{stage.draft.pk}/versions/"
    assert "secret" in as_user().get(url).content.decode()
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="login")
    assert "secret" not in as_user().get(url).content.decode()
    assert "secret" in as_user(cast.citizen).get(url).content.decode()


def test_the_words_of_an_unpublished_language_are_not_told(stage, english_page, as_user):
    secret = {"type": "text", "value": "<p>Tout à fait secret.</p>"}
    page = rewrite(stage.page, lambda raw: [*raw, secret])
    rewrite(page, lambda raw: raw[:-1]).unpublish()
    assert "secret" not in as_user().get(address(page)).content.decode()


def test_only_the_first_page_of_the_list_holds_them(stage, as_user):
    rewrite(stage.page, without_text)
    assert not soup_of(as_user(), f"{address(stage.page)}?before=2").select(".retired")


def test_listing_them_costs_the_same_however_many(stage, as_user):
    few = make_draft(stage.consultation_page, slug="court", sections=texts(3))
    many = make_draft(stage.consultation_page, slug="long", sections=texts(60))
    retire(few, {few.sections[0].id})
    retire(many, {one.id for one in many.sections[:50]})
    assert Section.objects.filter(draft=many.translation_key).exclude(retired_at=None).count() == 50
    counts = []
    for page in (few, many):
        browser = as_user()
        browser.get(address(page))
        with CaptureQueriesContext(connection) as captured:
            browser.get(address(page))
        counts.append(len(captured))
    assert counts[0] == counts[1]
