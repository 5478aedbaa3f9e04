"""No text of a draft is published but by both signatures: every door of Wagtail's is tried."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import Translation

from consult.answers.models import CollegeTask, Signature
from consult.answers.services import signatures, workflows
from consult.answers.signed_text import digest_of
from consult.drafts.models import DraftPage
from tests.answers.signing import (
    address,
    last_revision,
    mark,
    numbers,
    sign,
    signed_for,
    soup_of,
    task_state,
    write,
)
from tests.factories.pages import let_edit, make_translation, synchronise
from tests.threads.foresee_quotes.pages import edit_form

pytestmark = pytest.mark.django_db

PUBLISHERS = ["publisher", "admin"]


@pytest.fixture
def page(stage):
    """The draft, with a text that nobody has signed."""
    return write(stage.page)


@pytest.mark.parametrize("who", PUBLISHERS)
def test_the_editor_does_not_publish(page, cast, as_user, who):
    browser = as_user(getattr(cast, who))
    editor = f"/admin/pages/{page.pk}/edit/"
    sent = edit_form(browser, page)
    assert "action-publish" not in browser.get(editor).content.decode()
    browser.post(editor, {**sent, "action-publish": "1"})
    assert numbers(page) == [1]


@pytest.mark.parametrize("who", PUBLISHERS)
def test_pages_chosen_in_a_list_are_not_published(page, stage, cast, as_user, who):
    browser = as_user(getattr(cast, who))
    for chosen in (page, stage.consultation_page):
        url = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={chosen.pk}"
        browser.post(url, {"include_descendants": "on"})
    assert numbers(page) == [1]


def test_a_draft_that_was_withdrawn_is_not_published_with_the_page_above(
    page, stage, cast, as_user
):
    DraftPage.objects.get(pk=page.pk).unpublish()
    url = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={stage.consultation_page.pk}"
    as_user(cast.admin).post(url, {"include_descendants": "on"})
    assert not DraftPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("who", PUBLISHERS)
def test_a_revision_is_not_published_in_somebodys_name(page, cast, who):
    with pytest.raises(PermissionDenied):
        last_revision(page).publish(user=getattr(cast, who))
    assert numbers(page) == [1]


def test_an_earlier_text_is_not_published_by_going_back_to_it(page, cast, as_user):
    browser = as_user(cast.admin)
    first = page.revisions.order_by("pk").first()
    sent = edit_form(browser, page)
    sent |= {"revision": str(first.pk), "action-publish": "1"}
    browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert numbers(page) == [1]


@pytest.mark.parametrize("who", PUBLISHERS)
def test_a_new_draft_is_not_published_as_it_is_made(stage, cast, as_user, who):
    browser = as_user(getattr(cast, who))
    url = f"/admin/pages/add/drafts/draftpage/{stage.consultation_page.pk}/"
    form = soup_of(browser.get(url)).select_one("#page-edit-form")
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
    assert not DraftPage.objects.get(slug="nouveau").live


def test_a_copy_is_not_published(page, stage, cast, as_user):
    browser = as_user(cast.admin)
    listing = stage.consultation_page.get_parent()
    for copied, parent in ((page, stage.consultation_page), (stage.consultation_page, listing)):
        sent = {
            "new_title": "Copie",
            "new_slug": f"copie-{copied.pk}",
            "new_parent_page": parent.pk,
            "publish_copies": "on",
            "copy_subpages": "on",
        }
        browser.post(f"/admin/pages/{copied.pk}/copy/", sent)
    assert DraftPage.objects.live().count() == 2
    sent.pop("publish_copies")
    browser.post(f"/admin/pages/{copied.pk}/copy/", sent)
    assert Page.objects.filter(slug=f"copie-{copied.pk}", live=False).exists()


def test_a_time_of_publication_publishes_nothing_by_itself(page, cast, as_user):
    write(page, go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert numbers(page) == [1]


@pytest.mark.parametrize("tasks", [0, 1])
def test_another_workflow_publishes_nothing(page, stage, cast, tasks):
    """Site administrators may give a page a workflow of their own: it cannot be finished."""
    workflow = Workflow.objects.create(name="Relecture")
    if tasks:
        task = GroupApprovalTask.objects.create(name="Accord")
        WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=page)

    def finish():
        workflow.start(page, cast.admin)
        task_state(page).approve(user=cast.admin)

    with pytest.raises(PermissionDenied):
        finish()
    assert numbers(page) == [1]


def test_a_step_that_somebody_takes_out_comes_back(page, stage, cast):
    workflow = workflows.ensure_workflow(stage.consultation)
    workflow.workflow_tasks.filter(task__collegetask__college="civil_society").delete()
    sign(page, cast.drafter_gov)
    assert numbers(page) == [1]
    assert task_state(page).task.specific.college == "civil_society"


def test_a_step_that_is_put_out_of_force_publishes_nothing(page, stage, cast):
    """Wagtail ends the step then, and the workflow with it if it was the last one."""
    sign(page, cast.drafter_gov)
    task = CollegeTask.objects.get(consultation=stage.consultation, college="civil_society")
    with pytest.raises(PermissionDenied):
        task.deactivate()
    assert numbers(page) == [1]


def test_a_workflow_that_lost_its_steps_while_a_text_waits_publishes_nothing(page, stage, cast):
    sign(page, cast.drafter_gov)
    workflows.ensure_workflow(stage.consultation).workflow_tasks.all().delete()
    page = write(page, "<p>Autre chose.</p>")
    sign(page, cast.drafter_gov)
    with pytest.raises(PermissionDenied):
        task_state(page).approve(user=cast.admin)
    assert numbers(page) == [1]
    with suppress(PermissionDenied):
        signatures.void_outdated(write(page, "<p>Encore autre chose.</p>"))
    assert numbers(page) == [1]


def test_drafters_with_the_right_to_publish_do_not_publish_either(page, stage, cast, as_user):
    editor = let_edit(cast.drafter_civ, stage.consultation_page)
    browser = as_user(editor)
    sent = {**edit_form(browser, page), "action-publish": "1"}
    browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert numbers(page) == [1]


# Translations


def test_publishers_publish_translations_of_what_is_public(english_page, cast, as_user):
    browser = as_user(cast.publisher)
    assert english_page.permissions_for_user(cast.publisher).can_publish()
    answer = browser.post(f"/admin/pages/{english_page.pk}/edit/", {"action": "publish"})
    assert answer.status_code == 302


def test_a_translation_of_what_is_not_public_is_not_published(english_page, stage, cast, as_user):
    DraftPage.objects.get(pk=stage.page.pk).unpublish()
    write(stage.page, "<p>Sans accord.</p>")
    synchronise_text(stage.page)
    before = numbers(english_page)
    as_user(cast.publisher).post(f"/admin/pages/{english_page.pk}/edit/", {"action": "publish"})
    assert numbers(english_page) == before


def synchronise_text(page):
    translation = Translation.objects.get(source__object_id=page.translation_key)
    translation.source.update_from_db()


def test_a_translation_that_became_a_text_of_its_own_needs_signatures(english_page, cast):
    Translation.objects.update(enabled=False)
    page = write(english_page, "<p>All of it.</p>")
    assert not page.permissions_for_user(cast.admin).can_publish()
    before = len(numbers(page))
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert len(numbers(page)) == before + 1
    assert signed_for(page) == ["civil_society", "government"]
    assert set(Signature.objects.values_list("language", flat=True)) == {"en"}


def test_publishers_keep_their_other_rights(page, cast):
    may = DraftPage.objects.get(pk=page.pk).permissions_for_user(cast.publisher)
    assert may.can_unpublish()
    assert may.can_set_view_restrictions()
    assert may.can_unschedule()


# The workflow


def test_a_consultation_has_a_workflow_in_every_language(stage, cast):
    workflow = workflows.ensure_workflow(stage.consultation)
    assert [one.specific.college for one in workflow.tasks] == ["government", "civil_society"]
    assert "Plan d’action" in workflow.name
    assert DraftPage.objects.get(pk=stage.page.pk).get_workflow() == workflow
    assert DraftPage.objects.get(pk=stage.other_page.pk).get_workflow() != workflow
    english = make_translation(stage.page)
    assert english.get_workflow() == workflow
    synchronise(stage.consultation_page)
    count = Workflow.objects.count()
    assert workflows.ensure_workflow(stage.consultation) == workflow
    assert Workflow.objects.count() == count


# Wagtail's editor


def act_url(page, name):
    return f"/admin/pages/workflow/action/{page.pk}/{name}/{task_state(page).pk}/"


def test_drafters_sign_in_the_editor_too(page, cast, as_user):
    browser = as_user(cast.drafter_gov)
    browser.post(address(page), {"act": "submit", "seen": mark(page)})
    html = browser.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert html.count("Sign with a note of dissent") or html.count("réserve")
    dialogue = browser.get(act_url(page, "sign"))
    assert mark(page) in dialogue.content.decode()
    browser.post(act_url(page, "sign"), {"seen": mark(page)})
    sent = {"seen": mark(page), "note": "Trop tard."}
    as_user(cast.drafter_civ).post(act_url(page, "dissent"), sent)
    assert numbers(page) == [1, 2]
    assert Signature.objects.get(college="civil_society").dissent == "Trop tard."


def test_a_dialogue_that_says_not_what_was_seen_signs_nothing(page, cast, as_user):
    browser = as_user(cast.drafter_gov)
    browser.post(address(page), {"act": "submit", "seen": mark(page)})
    seen = mark(page)
    browser.post(act_url(page, "sign"), {})
    page = write(page, "<p>Autre chose.</p>")
    assert browser.post(act_url(page, "sign"), {"seen": seen}).status_code == 409
    assert not Signature.objects.exists()


@pytest.mark.parametrize("who", [*PUBLISHERS, "moderator_gov", "outsider"])
def test_nobody_else_signs_in_the_editor(page, cast, as_user, who):
    as_user(cast.drafter_gov).post(address(page), {"act": "submit", "seen": mark(page)})
    somebody = getattr(cast, who)
    state = task_state(page)
    assert state.task.specific.get_actions(page, somebody) == []
    as_user(somebody).post(act_url(page, "sign"), {"seen": mark(page)})
    assert not Signature.objects.exists()


def test_an_editor_opened_on_another_text_neither_saves_nor_signs(page, cast, as_user):
    browser = as_user(cast.drafter_gov)
    browser.post(address(page), {"act": "submit", "seen": mark(page)})
    sent = edit_form(browser, page)
    page = write(page, "<p>Autre chose.</p>")
    sent |= {
        "action-workflow-action": "1",
        "workflow-action-name": "sign",
        "workflow-action-extra-data": f'{{"seen": "{mark(page)}"}}',
    }
    before = page.revisions.count()
    browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert page.revisions.count() == before
    assert not Signature.objects.exists()


def test_saving_in_the_editor_voids_signatures_at_once(page, cast, as_user):
    sign(page, cast.drafter_gov)
    browser = as_user(cast.drafter_civ)
    browser.post(f"/admin/pages/{page.pk}/edit/", edit_form(browser, page))
    assert Signature.objects.get().voided_at
    assert task_state(page).task.specific.college == "government"


def test_what_waits_for_a_college_is_on_its_drafters_list(page, cast, as_user):
    as_user(cast.drafter_gov).post(address(page), {"act": "submit", "seen": mark(page)})
    task = task_state(page).task.specific
    assert list(task.get_task_states_user_can_moderate(cast.drafter_gov))
    for who in ("drafter_civ", "publisher", "admin", "citizen"):
        assert not task.get_task_states_user_can_moderate(getattr(cast, who))


def test_the_editor_saves_anew_what_it_would_save_over_a_signed_text(page, cast, as_user):
    """Wagtail saves by itself, over the revision that the same person made before."""
    page = write(page, "<p>Presque tout.</p>", by=cast.drafter_civ)
    browser = as_user(cast.drafter_civ)
    sent = edit_form(browser, page) | {"overwrite_revision_id": str(page.latest_revision_id)}
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    headers = {"Accept": "application/json"}
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", sent, headers=headers)
    assert answer.json()["success"]
    assert answer.json()["revision_id"] != page.latest_revision_id
    signed = Signature.objects.filter(revision=page.latest_revision_id)
    assert {one.digest for one in signed} == {
        digest_of(signed[0].revision, page.translation_key, "fr")
    }
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2, 3]


def test_a_signed_text_that_was_saved_over_all_the_same_is_signed_anew(page, cast):
    page = write(page, "<p>Presque tout.</p>", by=cast.drafter_civ)
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    write(page, "<p>Presque rien.</p>", by=cast.drafter_civ, over=last_revision(page))
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2, 3]
    assert signed_for(page) == ["civil_society", "government"]
