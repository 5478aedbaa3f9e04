"""Publishing a version that loses quotes asks first, and loses nothing in between."""

import pytest
from wagtail.models import Page

from consult.drafts.models import DraftPage, Version
from tests.threads.foresee_quotes.pages import (
    address,
    confirm,
    counts,
    edit_form,
    fields_of,
    numbers,
    rows,
    save,
    see,
)

pytestmark = pytest.mark.django_db


def test_publishing_asks_first_where_quotes_are_lost_and_loses_nothing_typed(
    stage, quote, editor, as_user
):
    comment = quote()
    browser, page = as_user(editor), stage.page
    sent = {**edit_form(browser, page), "title": "Un autre titre", "action-publish": "1"}

    answer = browser.post(f"/admin/pages/{page.pk}/edit/", sent)

    assert (answer.status_code, answer["Location"]) == (302, address(page, asks=True))
    assert numbers(page) == [1]
    soup = see(browser, answer["Location"])
    assert rows(soup) == {str(comment.pk): "gone"}
    assert soup.select_one('[role=status][data-lost="1"]')
    saved = DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert saved.title == "Un autre titre"
    assert saved.sections[0].value["text"] == "Ouvrir toutes les données"
    assert len(saved.sections) == 1
    back = soup.select_one(f'form[action="{address(page)}publish/"] a')["href"]
    assert see(browser, back).select_one("[name=title]")["value"] == "Un autre titre"


def test_agreeing_publishes_what_was_saved(stage, quote, editor, as_user):
    comment = quote()
    browser = as_user(editor)
    page = save(stage.page, "<p>Tout sera publié.</p>", by=editor)

    answer = confirm(browser, page)

    assert answer["Location"] == f"/admin/pages/{stage.consultation_page.pk}/"
    version = Version.objects.get(draft=stage.draft, language="fr", number=2)
    assert version.published_by == editor
    assert version.sections.filter(text__contains="Tout sera publié").exists()
    comment.refresh_from_db()
    assert comment.quote_state == "gone"
    assert see(browser, answer["Location"]).select(".messages .success")


def test_the_way_back_is_kept(stage, quote, editor, as_user):
    quote()
    browser, page = as_user(editor), stage.page
    sent = {**edit_form(browser, page), "action-publish": "1", "next": "/admin/reports/locked/"}
    asked = browser.post(f"/admin/pages/{page.pk}/edit/", sent)["Location"]
    action = f"{address(page)}publish/"
    done = browser.post(action, fields_of(see(browser, asked), action))
    assert done["Location"] == "/admin/reports/locked/"


def test_the_way_back_leads_to_no_other_site(stage, quote, editor, as_user):
    """CVE-2023-32693: no open redirect."""
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(editor)
    html = browser.get(f"{address(page, asks=True)}&next=https://elsewhere.test/").content.decode()
    assert "elsewhere.test" not in html
    answer = confirm(browser, page, next="https://elsewhere.test/")
    assert answer["Location"].startswith("/admin/")


def test_publishing_goes_on_at_once_where_no_quote_is_lost(stage, quote, editor, as_user):
    browser, page = as_user(editor), stage.page
    sent = {**edit_form(browser, page), "action-publish": "1"}
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert answer["Location"] == f"/admin/pages/{stage.consultation_page.pk}/"
    assert numbers(page) == [1, 2]


def test_quotes_that_were_lost_before_are_not_asked_about_again(stage, quote, editor, as_user):
    quote()
    save(stage.page, "<p>Tout sera publié.</p>").get_latest_revision().publish()
    browser, page = as_user(editor), stage.page
    soup = see(browser, address(page))
    assert counts(soup)["gone"] == 1
    sent = {**edit_form(browser, page), "action-publish": "1"}
    browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert numbers(page) == [1, 2, 3]


def test_saving_asks_nothing(stage, quote, editor, as_user):
    quote()
    browser, page = as_user(editor), stage.page
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", edit_form(browser, page))
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"


def test_creating_and_publishing_a_draft_asks_nothing(stage, cast, quote, as_user):
    quote()
    browser = as_user(cast.admin)
    url = f"/admin/pages/add/drafts/draftpage/{stage.consultation_page.pk}/"
    form = see(browser, url).select_one("#page-edit-form")
    sent = {
        one["name"]: one.get("value", "")
        for one in form.select("input[name]")
        if one.get("type") not in ("checkbox", "radio", "submit")
    }
    sent |= {
        "title": "Nouveau",
        "slug": "nouveau",
        "introduction": "null",
        "sections-count": "0",
        "action-publish": "1",
    }
    browser.post(url, sent)
    assert DraftPage.objects.get(slug="nouveau").live


# What has changed in between


def test_a_text_saved_since_is_not_published_unseen(stage, quote, editor, as_user):
    quote()
    browser = as_user(editor)
    page = save(stage.page, "<p>Tout sera publié.</p>")
    action = f"{address(page)}publish/"
    sent = fields_of(see(browser, address(page, asks=True)), action)
    save(stage.page, "<p>Rien ne sera publié.</p>")

    answer = browser.post(action, sent)

    assert (answer.status_code, answer["Location"]) == (302, address(page, asks=True))
    assert see(browser, answer["Location"]).select(".messages .warning")
    assert numbers(page) == [1]


def test_a_quote_posted_since_is_seen_before_it_is_lost(stage, quote, editor, as_user):
    quote()
    browser = as_user(editor)
    page = save(stage.page, "<p>Tout sera publié.</p>")
    action = f"{address(page)}publish/"
    sent = fields_of(see(browser, address(page, asks=True)), action)
    quote("données existent")
    assert browser.post(action, sent)["Location"] == address(page, asks=True)
    assert numbers(page) == [1]
    confirm(browser, page)
    assert numbers(page) == [1, 2]


def test_a_form_that_was_made_up_publishes_nothing(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(editor)
    for sent in ({}, {"seen": "x"}, {"revision": "1", "seen": "\x00"}):
        assert browser.post(f"{address(page)}publish/", sent).status_code == 302
    assert numbers(page) == [1]
    assert browser.get(f"{address(page)}publish/").status_code == 405


def test_a_locked_page_is_not_published(stage, cast, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=cast.admin)
    answer = confirm(as_user(editor), page)
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert numbers(page) == [1]
