"""Every address of the site answers everybody.

Every one is in a table here: a new one without an entry fails. Whom those of the admin answer is in
`tests/consultations/test_admin_rights.py`.
"""

import re
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from consult.following.kinds import Kind
from consult.following.models import Notice
from consult.following.services import derive_all
from consult.following.stopping import token_for
from consult.threads import services as translations
from tests.answers.answering import publish
from tests.factories.pages import let_edit
from tests.moderation.house import appeal, hold
from tests.people.organising import make_organisation, speak_for

pytestmark = pytest.mark.django_db

READERS = [None, "citizen", "moderator_gov", "publisher", "editor", "admin"]

PUBLIC = {
    "comment_permalink",
    "sitemap",
    "robots",
    "javascript_catalog",
    "threads:comment",
    "drafts:versions",
    "drafts:version",
    "drafts:download",
    "drafts:difference",
    "answers:story",
    "drafts:chosen_difference",
    "answers:signed_text",
    "threads:vote",
    "threads:edit",
    "threads:delete",
    "threads:history",
    "threads:translations",
    "threads:confirm_translation",
    "threads:withdraw_translation",
    "languages:translation",
    "api:list_translations",
    "api:offer_translation",
    "api:ask_machine",
    "api:confirm_translation",
    "api:withdraw_translation",
    "threads:changes",
    "threads:confirm",
    "threads:disown",
    "threads:guest_ask",
    "threads:guest",
    "threads:guest_withdraw",
    "threads:guest_forget",
    "threads:guest_leave",
    "threads:names",
    "threads:organisation",
    "threads:discussion",
    "api:api-root",
    "api:openapi-json",
    "api:comment",
    "api:problem",
    "api:list_consultations",
    "api:read_consultation",
    "api:list_drafts",
    "api:read_draft",
    "api:list_versions",
    "api:read_version",
    "api:list_sections",
    "api:list_comments",
    "api:post_comment",
    "api:edit_comment",
    "api:delete_comment",
    "api:list_replies",
    "api:list_edits",
    "api:cast_vote",
    "api:withdraw_vote",
    "api:list_problems",
    "api:held",
    "api:withdraw_held",
    "api:report_comment",
    "api:list_cases",
    "api:read_case",
    "api:take_case",
    "api:release_case",
    "api:decide_on_comment",
    "api:decide_on_held",
    "api:decision",
    "api:turn_key",
    "api:appeal_decision",
    "api:settle_appeal",
    "api:read_register",
    "api:list_answers",
    "api:begin_answer",
    "api:list_answers_to_comment",
    "api:answer",
    "api:change_answer",
    "api:discard_answer",
    "api:list_answer_edits",
    "api:publish_answer",
    "api:sign_answer",
    "moderation:report",
    "moderation:reported",
    "moderation:why",
    "moderation:appeal",
    "moderation:register",
    "moderation:register_feed",
    "moderation:register_csv",
    "moderation:register_json",
    "moderation:transparency",
    "moderation:transparency_csv",
    "moderation:transparency_json",
    "answers:coverage",
    "answers:coverage_csv",
    "answers:coverage_json",
    "answers:unanswered",
    "answers:requirements",
    "answers:archive",
    "api:read_coverage",
    "answers:draft_answers",
    "answers:answers_for",
    "answers:answer",
    "answers:history",
    "following:count",
    "following:stop",
    "following:draft_feed",
    "following:consultation_feed",
    "following:calendar",
    "consult.api.entrance.unknown",
    "people:guest",
    "people:preferences",
    "privacy:privacy",
    "threads:replies",
    "threads:reply",
    "threads:threads",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_signup_again",
    "account_request_login_code",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
    "wagtail_serve",
    "wagtailcore_login",
    "wagtailcore_authenticate_with_password",
    "wagtaildocs_serve",
    "wagtaildocs_authenticate_with_password",
    "django.views.static.serve",
    "consult.people.views.sign_in_door",  # Wagtail's own doors, which lead to ours
}
"""Answer everybody; what they show depends on who asks, and is tested by name elsewhere."""

OWN = {
    "people:profile",
    "threads:claim",
    "following:notices",
    "following:open_notice",
    "following:mine",
    "following:settings",
    "following:draft",
    "following:section",
    "following:thread",
    "people:organisation",
    "names:mine",
    "names:choose",
    "people:organisation_add",
    "people:organisation_record",
    "people:organisation_members",
    "privacy:data",
    "privacy:ask_export",
    "privacy:export_progress",
    "privacy:export",
    "privacy:erase",
    "answers:signing",
    "moderation:decide",
    "moderation:hide_translation",
    "moderation:queue",
    "moderation:rows",
    "moderation:many",
    "moderation:case",
    "moderation:classifier",
    "moderation:saved_replies",
    "moderation:statement",
    "moderation:mine",
    "moderation:held",
    "moderation:withdraw",
    "answers:desk",
    "answers:chosen",
    "answers:take_up",
    "answers:begin",
    "answers:edit",
    "answers:sign",
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
    "socialaccount_connections",
}
"""Ask strangers to sign in."""

OPEN_ADMIN = {
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtaillocalize:javascript_catalog",
    "wagtail_localize:javascript_catalog",
    "consult.people.views.sign_in_door",
}
"""Wagtail's own, without content: icons, words, and the door itself."""


def addresses(resolver=None, prefix="", namespace=""):
    """Every pattern of the site: its name, and its address with stand-ins for its parts."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = ":".join(filter(None, (namespace, entry.namespace)))
            yield from addresses(entry, prefix + str(entry.pattern), space)
        elif isinstance(entry, URLPattern):
            name = ":".join(filter(None, (namespace, entry.name or entry.lookup_str)))
            yield name, prefix + str(entry.pattern), entry


ALL = list(addresses())
ADMIN = [(name, route, entry) for name, route, entry in ALL if route.startswith("admin/")]
OURS = [(name, route, entry) for name, route, entry in ALL if not route.startswith("admin/")]


@pytest.fixture
def examples(stage, cast, post, hide):
    """What stands for each part of an address: things that exist."""
    organisation = make_organisation()
    speak_for(cast.citizen, organisation)
    comment = post()
    hidden = hide(post("Imbécile !"))
    held = hold(stage, cast.citizen)
    derive_all()
    decision = hidden.decisions.get()
    return {
        "answer_id": publish(cast.drafter_gov, comment).pk,
        "comment_id": comment.pk,
        "consultation_id": stage.consultation.pk,
        "decision_id": decision.pk,
        "appeal_id": appeal(decision).pk,
        "held_id": held.pk,
        "translation_id": translations.offer_translation(
            by=cast.neighbour, comment_id=comment.pk, language="en", body="Which month?"
        ).translation.pk,
        "kind": "comment",
        "object_id": comment.pk,
        "organisation_id": organisation.pk,
        "case_id": held.cases.get().pk,
        "notice_id": Notice.objects.filter(participant=cast.citizen).first().pk,
        "token": token_for(cast.citizen.pk, [Kind.DRAFT]),
        "draft_key": stage.draft.pk,
        "section_key": stage.text.key,
        "page_id": stage.page.pk,
        "parent_page_id": stage.page.pk,
        "revision_id": stage.page.save_revision().pk,
        "pk": cast.moderator_gov.memberships.get().pk,
        "app_label": "consultations",
        "model_name": "membership",
        "uidb36": "1",
        "key": "abc-def",
        "uuid": uuid4(),
    }


def address_of(route, entry, examples):
    """An address that the pattern matches, or None for a pattern too odd to fill in."""
    path = route
    for name, converter in getattr(entry.pattern, "converters", {}).items():
        value = examples.get(name, 1 if "Int" in type(converter).__name__ else "x")
        for written in (
            f"<{name}>",
            f"<int:{name}>",
            f"<uuid:{name}>",
            f"<str:{name}>",
            f"<slug:{name}>",
        ):
            path = path.replace(written, str(value))
    known = {
        r"^(\d+)/(.*)$": "1/x",
        r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc:def/",
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-x/",
        r"^((?:[\w\-]+/)*)$": "",
        r"^media/(?P<path>.*)$": "media/x",
    }
    for pattern, example in known.items():
        path = path.replace(pattern, example)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(examples.get(part[1], 1)), path)
    return None if re.search(r"[\\^$(?]", path) else "/" + path


@pytest.fixture
def browsers(stage, cast, as_user):
    editor = let_edit(cast.drafter_civ, stage.consultation_page)
    return {
        reader: as_user(editor if reader == "editor" else getattr(cast, reader) if reader else None)
        for reader in READERS
    }


def test_every_address_of_ours_is_in_the_table():
    assert {name for name, _route, _entry in OURS} <= PUBLIC | OWN


def test_every_address_of_ours_answers_everybody_without_failing(examples, browsers):
    for name, route, entry in OURS:
        address = address_of(route, entry, examples)
        assert address, route
        for reader, browser in browsers.items():
            fragments = name.startswith(("threads:", "moderation:", "answers:"))
            for headers in [{}, {"HX-Request": "true"}][: 1 + fragments]:
                answer = browser.get(address, headers=headers)
                assert answer.status_code < 500, (name, reader)
                if name in OWN and reader is None:
                    assert (answer.status_code, answer["Location"].split("?")[0]) == (
                        302,
                        "/fr/account/login/",
                    ), name


def test_who_lacks_rights_is_told_so_and_not_sent_in_circles(browsers):
    """Another log-in would lead back to where one came from."""
    answer = browsers["citizen"].get("/admin/", follow=True)

    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1


MEMBERS = {"memberships:index", "memberships:add", "memberships:edit", "memberships:delete"}


@pytest.mark.parametrize("reader", ["publisher", "editor", "admin"])
def test_members_are_managed_by_publishers_and_not_by_who_may_only_change_pages(
    examples, browsers, reader
):
    ours = [one for one in ADMIN if one[0].startswith("memberships:")]
    assert {name for name, _route, _entry in ours} >= MEMBERS
    for name, route, entry in ours:
        address = address_of(route, entry, examples)
        answer = browsers[reader].get(address)
        if reader == "editor":  # sent home, or told that there is no such thing
            assert answer.status_code == 302, name
            assert answer["Location"] in ("/admin/", f"/fr{address}"), name
            assert browsers[reader].get(f"/fr{address}").status_code == 404, name
        else:
            assert answer.status_code == 200, name


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # of wagtail-localize's report
def test_no_admin_address_fails_for_the_administrator(examples, browsers):
    """For all others `tests/consultations/test_admin_rights.py` asks every one."""
    for name, route, entry in ADMIN:
        address = address_of(route, entry, examples)
        if address is None or name.endswith(("logout", "error_test")):
            continue
        answer = browsers["admin"].get(address)
        assert answer.status_code < 500, (name, address)
