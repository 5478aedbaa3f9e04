"""Who gets where in Wagtail's admin: every address of it, for every role, here and elsewhere.

The page that is asked for is a draft of one consultation, the membership one of its moderators'. A
new address goes into the list of those for whom it opens; one that stands in none is closed to all.
"""

from functools import partial

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from wagtail.blocks import Block
from wagtail.models import GroupPagePermission
from wagtail_localize.models import OverridableSegment, TranslationSource

from consult.answers.models import AnswerText
from consult.consultations import services
from tests.factories.people import make_user
from tests.pages.test_addresses import ADMIN, OPEN_ADMIN, address_of, examples

__all__ = ["examples"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# One of each kind: rights are those of a role, whatever the college (the last test says so).
HERE = {"drafter", "publisher"}
ELSEWHERE = {"other_drafter", "other_publisher"}
MEMBERS = HERE | ELSEWHERE
PUBLISHERS = {"publisher", "other_publisher"}
WITHOUT = {"anonymous", "citizen", "moderator", "other_moderator"}

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
    "wagtailadmin_pages:choose_parent",  # among those below which one may write
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
    "wagtailsnippets:index",
    "wagtailsnippets_answers_answertext:list",
    "wagtailsnippets_answers_answertext:list_results",
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
    "wagtailadmin_editing_sessions:ping",
    "drafts_languages",
    "drafts_update",
    "drafts_translate",
    "threads_quotes",
    "wagtail_localize:edit_string_translation",
    "wagtail_localize:edit_override",
    "wagtail_localize:preview_translation",
    "wagtail_localize:download_pofile",
    "wagtail_localize:upload_pofile",
    "wagtail_localize:stop_translation",
    "wagtail_localize.views.edit_translation.download_pofile",
    "wagtail_localize.views.edit_translation.stop_translation",
    "consult.consultations.translating.upload_pofile",
    "wagtail_localize.views.edit_translation.WrappedAPIView",  # of a string, or of an override
}

# A published answer, for those who publish: they translate it
ANSWER = {
    "wagtailsnippets_answers_answertext:edit",
    "wagtailsnippets_answers_answertext:usage",
    "wagtailsnippets_answers_answertext:history",
    "wagtailsnippets_answers_answertext:history_results",
    "consult.answers.translations.SubmitText",
    "wagtail_localize:submit_snippet_translation",
}

CLOSING = ("answers_closing", "answers_reopen", "answers_make_report", "answers_recount")

# The draft and its consultation's members, for those who publish
PUBLISHER_HERE = {
    "memberships:edit",
    "memberships:delete",
    "memberships:history",
    "memberships:history_results",
    "organisation_members:index",  # of who took part in it
    "organisation_members:index_results",
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:add_subpage",
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
    *ANSWER,
    "consult.answers.translations.UpdateTranslations",
}

LISTS = [
    (FOR_MEMBERS, MEMBERS),
    (FOR_PUBLISHERS, PUBLISHERS),
    (HERE_ONLY, HERE),
    (PUBLISHER_HERE, {"publisher"}),
]
READERS = {name: readers for names, readers in LISTS for name in names}

NEXT = "/admin/account/"
"""Where to go after what is sent: elsewhere than who is turned away."""


@pytest.fixture
def browsers(stage, cast, as_user):
    """A browser for each kind of reader: of the cast, and members of the other consultation."""
    add_elsewhere = partial(services.add_member, consultation=stage.other_draft.consultation)
    other_publisher, other_drafter = make_user("Odile"), make_user("Oscar")
    add_elsewhere(participant=other_publisher, role="publisher", college="")
    add_elsewhere(participant=other_drafter, role="drafter", college="civil_society")
    readers = {
        "anonymous": None,
        "citizen": cast.citizen,
        "moderator": cast.moderator_gov,
        "drafter": cast.drafter_gov,
        "publisher": cast.publisher,
        "other_moderator": cast.outsider,
        "other_drafter": other_drafter,
        "other_publisher": other_publisher,
    }
    return {name: as_user(reader) for name, reader in readers.items()}


@pytest.fixture
def addresses(examples, stage, english_page):
    """Every address of the admin with its name, for things of the stage's consultation."""
    source = TranslationSource.objects.get(object=stage.page.translation_key)
    string = source.stringsegment_set.first()
    link = OverridableSegment.objects.create(
        source=source, context=string.context, order=1, data_json="1"
    )
    here = {
        **examples,
        "parent_page_id": stage.consultation_page.pk,
        "page_to_move_id": stage.page.pk,
        "page_to_copy_id": stage.page.pk,
        "destination_id": stage.consultation_page.pk,
        "object_id": stage.page.pk,
        "translation_source_id": source.pk,
        "translation_id": source.translations.get().pk,
        "string_segment_id": string.pk,
        "overridable_segment_id": link.pk,
        **dict.fromkeys(("content_type_app_name", "app_label"), "drafts"),
        **dict.fromkeys(("content_type_model_name", "model_name"), "draftpage"),
    }
    text = AnswerText.objects.get(answer=examples["answer_id"])
    translated = {"app_label": "answers", "model_name": "answertext", "pk": text.pk}
    of_consultation = {"page_id": stage.consultation_page.pk}
    special = {
        **dict.fromkeys(("drafts_import", *CLOSING), of_consultation),
        **dict.fromkeys(ANSWER, translated),
    }
    asks = {"wagtailadmin_block_preview": f"?id={next(iter(Block.definition_registry))}"}
    return [
        (name, address + asks.get(name, ""))
        for name, route, entry in ADMIN
        if name not in OPEN_ADMIN
        and not name.endswith(("logout", "error_test"))
        and (address := address_of(route, entry, {**here, **special.get(name, {})}))
    ]


def ask(browser: Client, address: str) -> HttpResponse:
    """Ask for an address; where it only takes what is sent, send it nothing."""
    answer = browser.get(address)
    if answer.status_code == 405:
        browser.raise_request_exception = False  # what was not sent is missed behind the door only
        send = browser.put if "PUT" in answer["Allow"] else browser.post
        with transaction.atomic():  # what is sent must not change what the next one finds
            answer = send(f"{address}?next={NEXT}", {"next": NEXT})
            transaction.set_rollback(True)
        browser.raise_request_exception = True
    return answer


def is_open(answer: HttpResponse) -> bool:
    if answer.status_code == 302:
        # The door, the admin's first page with a refusal, one's own pages, the site's 404
        return not (
            "/login/" in answer["Location"]
            or answer["Location"] == "/admin/"
            or answer["Location"].startswith("/fr/admin/")
            or (
                answer.request["PATH_INFO"].startswith("/admin/pages/")
                and answer["Location"].count("/") == 4
            )
        )
    return answer.status_code not in (403, 404)


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # of wagtail-localize's report
def test_every_address_of_the_admin_opens_for_those_who_may(addresses, browsers):
    """CVE-2026-45086: participants opened an admin editor by its address.

    Nor does anybody who does not manage members learn here who is one: who moderates is none of
    their business.
    """
    opened, wrong = {}, []
    for name, address in addresses:
        for reader, browser in browsers.items():
            answer = ask(browser, address)
            opened.setdefault(name, set())
            if is_open(answer):
                opened[name].add(reader)
            if reader != "publisher" and answer.status_code == 200 and not answer.streaming:
                assert "Inès" not in answer.content.decode(), (name, reader)
    for name, readers in opened.items():
        if readers != READERS.get(name, set()):
            wrong.append(f"{name} opens for {', '.join(sorted(readers)) or 'nobody'}")
    assert not wrong, "\n".join(wrong)
    assert opened.keys() >= READERS.keys()
    assert len(addresses) > 150


def test_rights_in_the_admin_are_the_same_for_both_colleges(stage, cast):
    def rights(member):
        pages = GroupPagePermission.objects.filter(group__in=member.groups.all())
        return member.get_all_permissions(), set(pages.values_list("page", "permission"))

    assert rights(cast.drafter_gov) == rights(cast.drafter_civ)
    assert rights(cast.moderator_gov) == rights(cast.moderator_civ)
