"""However a page is published, its quotes are asked about first."""

import pytest
from bs4 import BeautifulSoup

from consult.threads.models import Comment
from tests.answers.signing import sign
from tests.threads.foresee_quotes.pages import (
    address,
    counts,
    fields_of,
    numbers,
    publish_many,
    rows,
    save,
    see,
)

pytestmark = pytest.mark.django_db

# Translations


def test_a_translated_page_shows_the_quotes_of_its_own_language(translated, quote, cast, as_user):
    quote()
    browser = as_user(cast.admin)
    soup = see(browser, address(translated))
    assert counts(soup) == {"kept": 0, "moved": 0, "changed": 0, "gone": 1}


def test_publishing_a_translation_asks_first(
    translated, cast, as_user, django_capture_on_commit_callbacks
):
    browser = as_user(cast.admin)
    editor, before = f"/admin/pages/{translated.pk}/edit/", numbers(translated)
    answer = browser.post(editor, {"action": "publish"})
    assert answer["Location"] == address(translated, asks=True)
    assert numbers(translated) == before

    sent = fields_of(see(browser, answer["Location"]), editor)
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(editor, sent)["Location"] == editor

    assert len(numbers(translated)) == len(before) + 1
    assert Comment.objects.get(quote_state="gone").language == "en"


def test_publishing_many_pages_asks_first_and_then_publishes_translations_alone(
    translated, stage, cast, as_user
):
    save(stage.page, "<p>Tout sera publié.</p>")
    save(translated, "<p>Everything will be published.</p>")
    browser, pages = as_user(cast.admin), [stage.page, translated]
    before = numbers(translated)

    answer, html = publish_many(browser, pages)
    assert answer.status_code == 200
    soup = BeautifulSoup(html, "html.parser")
    assert list(rows(soup).values()) == ["gone"]
    assert numbers(translated) == before

    form = next(one for one in soup.select("form") if one.select("[name=seen]"))
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    browser.post(form["action"], sent)
    assert len(numbers(translated)) == len(before) + 1
    assert numbers(stage.page) == [1]


def test_publishing_many_pages_asks_nothing_of_what_is_not_published_so(
    stage, quote, cast, as_user
):
    quote()
    save(stage.page, "<p>Tout sera publié.</p>")
    _answer, html = publish_many(as_user(cast.admin), [stage.page, stage.consultation_page])
    assert "Publish all the same" not in html
    assert numbers(stage.page) == [1]


def test_those_who_sign_are_told_of_quotes_in_time(stage, quote, cast, as_user):
    comment = quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    sign(page, cast.drafter_gov)
    browser = as_user(cast.drafter_civ)
    soup = see(browser, f"/admin/pages/{page.pk}/edit/")
    assert soup.select_one(f'.messages .warning a[href="{address(page)}"]')
    soup = see(browser, f"/fr/drafting/{page.translation_key}/signing/")
    assert soup.select_one(f'.notice-warning a[href="{address(page)}"]')

    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2]
    comment.refresh_from_db()
    assert comment.quote_state == "gone"


def test_the_editor_of_a_page_in_no_workflow_is_not_warned(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    soup = see(as_user(editor), f"/admin/pages/{page.pk}/edit/")
    assert not soup.select(f'.messages a[href="{address(page)}"]')
