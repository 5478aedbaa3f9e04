"""However a page is published, its quotes are asked about first."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import (
    GroupApprovalTask,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import StringTranslation, Translation

from consult.drafts.models import DraftPage
from consult.threads.models import Comment
from tests.factories.pages import synchronise
from tests.threads.foresee_quotes.pages import (
    WORDS,
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


@pytest.fixture
def translated(stage, english_page, quote):
    """The English page, whose quoted words its next publication takes away."""
    quote(language="en")
    synchronise(stage.page)
    translation = Translation.objects.get(
        source__object_id=stage.draft.pk, target_locale=english_page.locale
    )
    translation.source.update_from_db()
    segment = next(
        one
        for one in translation.source.stringsegment_set.select_related("string", "context")
        if WORDS in one.string.data
    )
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=english_page.locale,
        context=segment.context,
        data="Everything will be published.",
    )
    return english_page


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


def test_publishing_many_pages_asks_first_and_then_publishes_all(stage, quote, cast, as_user):
    comment = quote()
    save(stage.page, "<p>Tout sera publié.</p>")
    save(stage.other_page, "<p>Ici aussi.</p>")
    browser, pages = as_user(cast.admin), [stage.page, stage.other_page]

    answer, html = publish_many(browser, pages)
    assert answer.status_code == 200
    soup = BeautifulSoup(html, "html.parser")
    assert rows(soup) == {str(comment.pk): "gone"}
    assert numbers(stage.page) == numbers(stage.other_page) == [1]

    form = next(one for one in soup.select("form") if one.select("[name=seen]"))
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    assert browser.post(form["action"], sent)["Location"] == "/admin/"
    assert numbers(stage.page) == numbers(stage.other_page) == [1, 2]


def test_publishing_many_pages_asks_nothing_where_no_quote_is_lost(stage, quote, cast, as_user):
    quote()
    answer, _html = publish_many(as_user(cast.admin), [stage.page, stage.consultation_page])
    assert answer["Location"] == "/admin/"
    assert numbers(stage.page) == [1, 2]


def test_drafts_that_are_published_with_the_page_above_them_are_asked_about(
    stage, quote, cast, as_user
):
    comment = quote()
    save(stage.page, "<p>Tout sera publié.</p>")
    DraftPage.objects.get(pk=stage.page.pk).unpublish()
    browser = as_user(cast.admin)
    _answer, html = publish_many(browser, [stage.consultation_page], include_descendants="on")
    soup = BeautifulSoup(html, "html.parser")
    assert rows(soup) == {str(comment.pk): "gone"}
    form = next(one for one in soup.select("form") if one.select("[name=seen]"))
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    assert sent["include_descendants"] == "on"
    browser.post(form["action"], sent)
    assert numbers(stage.page) == [1, 2]


@pytest.fixture
def in_review(stage, editor):
    """The draft, submitted to a workflow whose only task the editor's group approves."""
    workflow = Workflow.objects.create(name="Relecture")
    task = GroupApprovalTask.objects.create(name="Accord")
    task.groups.add(editor.groups.get())
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=stage.consultation_page)

    def submit(page):
        workflow.start(page, editor)
        return page

    return submit


def test_those_who_approve_are_told_of_quotes_in_time(stage, quote, editor, in_review, as_user):
    comment = quote()
    page = in_review(save(stage.page, "<p>Tout sera publié.</p>"))
    browser = as_user(editor)
    soup = see(browser, f"/admin/pages/{page.pk}/edit/")
    assert soup.select_one(f'.messages .warning a[href="{address(page)}"]')

    state = page.current_workflow_task_state
    browser.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/")
    assert numbers(page) == [1, 2]
    comment.refresh_from_db()
    assert comment.quote_state == "gone"


def test_the_editor_of_a_page_in_no_workflow_is_not_warned(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    soup = see(as_user(editor), f"/admin/pages/{page.pk}/edit/")
    assert not soup.select(f'.messages a[href="{address(page)}"]')
