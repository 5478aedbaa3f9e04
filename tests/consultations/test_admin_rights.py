"""Who gets where in Wagtail's admin: every address of it, for every role, here and elsewhere.

The page that is asked for is a draft of one consultation, the membership one of its moderators'. An
address that stands in no list is closed to all members.
"""

import pytest
from django.db import transaction
from wagtail_localize.models import TranslationSource

from consult.consultations import services
from tests.factories.people import make_user
from tests.pages.test_addresses import ADMIN, OPEN_ADMIN, address_of, examples

__all__ = ["examples"]

pytestmark = pytest.mark.django_db

DRAFTERS = {"drafter_gov", "drafter_civ"}
HERE = DRAFTERS | {"publisher"}
ELSEWHERE = {"other_publisher", "other_drafter"}
MEMBERS = HERE | ELSEWHERE
PUBLISHERS = {"publisher", "other_publisher"}
WITHOUT = {"anonymous", "citizen", "moderator_gov", "moderator_civ", "other_moderator"}

# What shows nothing of a consultation, or to each what is theirs
FOR_MEMBERS = {
    "wagtailadmin_home",
    "django.views.generic.base.TemplateView",  # how Wagtail's own 404 looks
    "wagtailadmin_account",
    "wagtailadmin_block_preview",
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:release",  # of one's own
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:type_use_results",
    "wagtailadmin_pages:move_confirm",  # asks when it is sent
    "wagtailadmin_pages:revisions_index",  # leads to the history, which asks
    "wagtailadmin_pages:confirm_workflow_cancellation",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_workflows:task_chooser_results",
    "wagtailadmin_workflows:task_chooser_create",
    "wagtailadmin_workflows:task_chosen",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_results",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:workflow_tasks_results",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:aging_pages_results",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
    "consult.consultations.translating.TranslationsReport",
    "wagtail_localize:translations_report",
    "wagtail_localize:translations_report_results",
    "wagtailembeds:chooser",
    "wagtailembeds:chooser_upload",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtaildocs_chooser:chosen_multiple",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtailimages_chooser:chosen_multiple",
}

# What publishers have for their work, each for their own consultations
FOR_PUBLISHERS = {
    "memberships:index",
    "memberships:index_results",
    "memberships:add",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:locked_pages_results",
    "wagtaildocs:index",
    "wagtaildocs:index_results",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:create",
    "wagtailimages:index",
    "wagtailimages:index_results",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:create",
}

# The draft, for those who may change it
HERE_ONLY = {
    "wagtailadmin_explore_root",  # others are led to their own pages
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:history_results",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:revisions_view",
    "wagtailadmin_pages:revisions_revert",
    "drafts_update",
    "threads_quotes",
    "wagtail_localize:preview_translation",
    "wagtail_localize:download_pofile",
    "wagtail_localize:stop_translation",
}

CLOSING = ("answers_closing", "answers_reopen", "answers_make_report", "answers_recount")

# The draft and its consultation's members, for those who publish
PUBLISHER_HERE = {
    "memberships:edit",
    "memberships:delete",
    "memberships:history",
    "memberships:history_results",
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:preview_on_add",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:set_page_position",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:revisions_unschedule",
    "drafts_import",
    "answers_emergency",
    *CLOSING,
    "consult.consultations.translating.SubmitPage",
    "consult.consultations.translating.UpdateTranslations",
    "wagtail_localize:submit_page_translation",
    "wagtail_localize:update_translations",
}

LISTS = [
    (FOR_MEMBERS, MEMBERS),
    (FOR_PUBLISHERS, PUBLISHERS),
    (HERE_ONLY, HERE),
    (PUBLISHER_HERE, {"publisher"}),
]


@pytest.fixture
def people(stage, cast):
    """Everybody by name: the cast, and members of the other consultation."""

    def elsewhere(name, role, college=""):
        member = make_user(name)
        services.add_member(
            consultation=stage.other_draft.consultation,
            participant=member,
            role=role,
            college=college,
        )
        return member

    return {
        "anonymous": None,
        "other_moderator": cast.outsider,
        "other_publisher": elsewhere("Odile", "publisher"),
        "other_drafter": elsewhere("Oscar", "drafter", "government"),
        **{name: getattr(cast, name) for name in HERE | WITHOUT if hasattr(cast, name)},
    }


@pytest.fixture
def browsers(people, as_user):
    return {name: as_user(person) for name, person in people.items()}


@pytest.fixture
def asked(examples, stage, english_page):
    """Every address of the admin with its name, for things of the stage's consultation."""
    source = TranslationSource.objects.get(object=stage.page.translation_key)
    here = {
        **examples,
        "parent_page_id": stage.consultation_page.pk,
        "page_to_move_id": stage.page.pk,
        "page_to_copy_id": stage.page.pk,
        "destination_id": stage.consultation_page.pk,
        "object_id": stage.page.pk,
        "translation_source_id": source.pk,
        "translation_id": source.translations.get().pk,
        **dict.fromkeys(("content_type_app_name", "app_label"), "drafts"),
        **dict.fromkeys(("content_type_model_name", "model_name"), "draftpage"),
    }
    of_consultation = ("drafts_import", *CLOSING)
    special = {name: {"page_id": stage.consultation_page.pk} for name in of_consultation}
    return [
        (name, address)
        for name, route, entry in ADMIN
        if name not in OPEN_ADMIN
        and not name.endswith(("logout", "error_test"))
        and (address := address_of(route, entry, {**here, **special.get(name, {})}))
    ]


def opens(browser, address):
    """Tell whether somebody gets past the door of an address, by asking or else by sending nothing."""
    browser.raise_request_exception = False  # Wagtail misses what was not sent only behind the door
    answer = browser.get(address)
    if answer.status_code == 405:
        with transaction.atomic():  # what is sent must not change what the next one finds
            answer = browser.post(address)
            transaction.set_rollback(True)
    if answer.status_code == 302:
        # The door, the admin's first page with a refusal, one's own pages, the site's 404
        return not (
            "/login/" in answer["Location"]
            or answer["Location"] == "/admin/"
            or answer["Location"].startswith("/fr/admin/")
            or ("/admin/pages/" in address and answer["Location"].count("/") == 4)
        )
    return answer.status_code not in (403, 404)


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # of wagtail-localize's report
def test_every_address_of_the_admin_opens_for_those_who_may(asked, browsers):
    expected = {name: readers for names, readers in LISTS for name in names}
    wrong = []
    for name, address in asked:
        found = {reader for reader, browser in browsers.items() if opens(browser, address)}
        if found != expected.get(name, set()):
            wrong.append(f"{name} {address} opens for {sorted(found) or 'nobody'}")
    assert not wrong, "\n".join(wrong)
    assert set(expected) <= {name for name, _address in asked}


@pytest.mark.filterwarnings("ignore:Pagination may yield")
@pytest.mark.parametrize("reader", sorted(ELSEWHERE | DRAFTERS))
def test_nobody_learns_who_is_a_member_elsewhere(asked, browsers, reader):
    """Nor do drafters, in the admin: who moderates is none of their business there."""
    for name, address in asked:
        answer = browsers[reader].get(address)
        if answer.status_code == 200 and not answer.streaming:
            assert "Inès" not in answer.content.decode(), name
