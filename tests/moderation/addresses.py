"""Every address of the site and how each is asked for, for tests that walk through all of them.

A new address fails `test_every_address_is_in_the_table` until it stands here: say with which
queries it shows the most.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from consult.api.api import api
from consult.live.routing import websocket_urlpatterns

WORD = "Pamplemousse"
"""A word that every text of the tests shares, so that a search finds all that it may find."""

SECTION = "?section={section}"
ASKED: dict[str, tuple[str, ...]] = {
    # The site
    "wagtail_serve": ("", SECTION, "?section={draft_key}"),
    "comment_permalink": (),
    "sitemap": (),
    "robots": (),
    "javascript_catalog": (),
    "wagtaildocs_serve": (),
    "wagtaildocs_authenticate_with_password": (),
    "wagtailcore_authenticate_with_password": (),
    "wagtailcore_login": (),
    "fr/_util/login/": (),
    "media/<path:path>": (),
    # Accounts
    **dict.fromkeys(
        (
            "account_login",
            "account_logout",
            "account_inactive",
            "account_signup",
            "account_reauthenticate",
            "account_email",
            "account_email_verification_sent",
            "account_change_password",
            "account_set_password",
            "account_reset_password",
            "account_confirm_login_code",
            "account_confirm_email",
            "account_reset_password_from_key_done",
            "account_reset_password_from_key",
            "account_reset_password_done",
            "people:profile",
            "threads:claim",
            "people:guest",
            "privacy:privacy",
            "privacy:data",
            "privacy:ask_export",
            "privacy:export_progress",
            "privacy:export",
            "privacy:erase",
            "people:preferences",
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
            "people:organisation",
            "people:organisation_add",
            "people:organisation_record",
            "people:organisation_members",
            "names:mine",
            "names:choose",
        ),
        (),
    ),
    # Drafts and their threads
    "drafts:versions": (),
    "drafts:version": (),
    "drafts:download": (),
    "answers:signing": (),
    "answers:signed_text": (),
    "drafts:chosen_difference": ("?before=1&after=1",),
    "drafts:difference": ("", "?view=sides"),
    "answers:story": ("", "?before=2"),
    "threads:threads": (SECTION, SECTION + "&comment={comment}", SECTION + "&order=oldest"),
    "threads:discussion": ("", f"?q={WORD}", "?order=discussed", "?state=hidden"),
    "threads:organisation": ("", "?after={comment}"),
    "threads:names": ("?q=m", "?section={section}&q=m", "?beginning=M"),
    "threads:comment": (),
    "threads:replies": ("", "?after=0"),
    "threads:reply": (),
    "threads:vote": (),
    "threads:edit": (),
    "threads:delete": (),
    "threads:history": ("", "?before=9"),
    "threads:translations": (),
    "threads:confirm_translation": (),
    "threads:withdraw_translation": (),
    "languages:translation": ("", "?look=1"),
    "threads:changes": (),
    **dict.fromkeys(
        (
            "threads:confirm",
            "threads:disown",
            "threads:guest_ask",
            "threads:guest",
            "threads:guest_withdraw",
            "threads:guest_forget",
            "threads:guest_leave",
        ),
        (),
    ),
    # Moderation
    "moderation:decide": (),
    "moderation:queue": ("", "?case={case}", "?cause=reported", "?cause=held"),
    "moderation:rows": ("", "?cause=held"),
    "moderation:many": (),
    "moderation:case": (),
    "moderation:classifier": (),
    "moderation:saved_replies": (),
    "moderation:report": (),
    "moderation:hide_translation": (),
    "moderation:reported": (),
    "moderation:why": (),
    "moderation:statement": (),
    "moderation:appeal": (),
    "moderation:mine": (),
    "moderation:held": (),
    "moderation:withdraw": (),
    "moderation:register": (),
    "moderation:register_feed": (),
    "moderation:register_csv": (),
    "moderation:register_json": (),
    "moderation:transparency": (),
    "moderation:transparency_csv": (),
    "moderation:transparency_json": (),
    # The drafters' desk
    "answers:desk": ("", "?state=answered", SECTION, "?order=support"),
    "answers:chosen": (),
    "answers:take_up": (),
    # Answers
    "answers:coverage": (),
    "answers:coverage_csv": (),
    "answers:coverage_json": (),
    "answers:unanswered": (),
    "answers:requirements": (),
    "answers:archive": (),
    # Answers
    "answers:draft_answers": ("", SECTION),
    "answers:begin": ("", f"?q={WORD}"),
    "answers:answers_for": (),
    "answers:answer": ("", "?original"),
    "answers:edit": ("", f"?q={WORD}"),
    "answers:sign": (),
    "answers:history": (),
    # Keeping in touch
    **dict.fromkeys(
        (
            "following:notices",
            "following:count",
            "following:open_notice",
            "following:mine",
            "following:settings",
            "following:stop",
            "following:draft",
            "following:section",
            "following:thread",
            "following:draft_feed",
            "following:consultation_feed",
            "following:calendar",
        ),
        (),
    ),
    # The API
    "api:list_comments": ("", SECTION, f"?q={WORD}", "?order=discussed"),
    **dict.fromkeys(
        (
            "api:openapi-json",
            "api:list_consultations",
            "api:read_consultation",
            "api:list_drafts",
            "api:read_draft",
            "api:list_versions",
            "api:read_version",
            "api:list_sections",
            "api:post_comment",
            "api:comment",
            "api:edit_comment",
            "api:delete_comment",
            "api:list_replies",
            "api:list_edits",
            "api:list_translations",
            "api:offer_translation",
            "api:ask_machine",
            "api:confirm_translation",
            "api:withdraw_translation",
            "api:cast_vote",
            "api:withdraw_vote",
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
            "api:read_coverage",
            "api:list_answers",
            "api:begin_answer",
            "api:list_answers_to_comment",
            "api:answer",
            "api:change_answer",
            "api:discard_answer",
            "api:list_answer_edits",
            "api:publish_answer",
            "api:sign_answer",
            "api:list_problems",
            "api:problem",
            "api:api-root",
            "api/v1/",
        ),
        (),
    ),
}
"""Name of an address, or the address itself where it has none → the queries it is asked with, if
others than none.
"""

WRITTEN_AS_PATTERNS = {
    "wagtaildocs_serve": "documents/1/x.txt",
    "account_confirm_email": "fr/account/confirm-email/x/",
    "account_reset_password_from_key": "fr/account/password/reset/key/1-x/",
}
"""Addresses that Django knows as regular expressions."""

FORM = {
    "body": f"J’ajoute. {WORD}",
    "vote": "agree",
    "action": "hide",
    "explanation": "Nous avons relu.",
    "words": "Voyez vous-mêmes.",
    "title": "Titre",
    "text": "Texte",
    "language": "fr",
    "switch": "on",
}
"""What is sent to every address that takes a form: each takes what it knows."""

SOCKETS = {"ws/drafts/<uuid:stream_id>/", "ws/desks/<uuid:stream_id>/"}
"""The addresses of WebSockets."""


@dataclass(frozen=True)
class Address:
    """One address of the site, as Django's resolver knows it."""

    route: str
    name: str
    is_admin: bool = field(default=False)

    def filled(self, values: dict[str, list]) -> Iterator[str]:
        """Yield the address with each of the values that belong to it. Raises KeyError for a kind
        of value that nobody has said.
        """
        names = re.findall(r"<(?:\w+:)?(\w+)>", self.route)
        for chosen in product(*(values[name] for name in names)):
            address = self.route
            for name, value in zip(names, chosen, strict=True):
                address = re.sub(rf"<(?:\w+:)?{name}>", str(value), address)
            yield "/" + address


def addresses() -> list[Address]:
    """Return every address that the site has, in one language, once."""
    with translation.override(settings.LANGUAGE_CODE):  # the prefix of some is the language's
        found = {(one.route, one.name): one for one in walk(get_resolver())}
    return list(found.values())


def walk(resolver: URLResolver, before: str = "", within: tuple = ()) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            spaces = (*within, one.namespace) if one.namespace else within
            yield from walk(one, route, spaces)
        else:
            yield address_of(one, route, within)


def address_of(pattern: URLPattern, route: str, within: tuple) -> Address:
    name = ":".join([*within, pattern.name]) if pattern.name else route
    return Address(WRITTEN_AS_PATTERNS.get(name, route), name, route.startswith("admin/"))


def sockets() -> set[str]:
    """Return the address of every WebSocket that the site has."""
    return {str(one.pattern) for one in websocket_urlpatterns}


def operations() -> dict[str, list[tuple[str, dict | None]]]:
    """Return by route what the API's own schema says can be sent: the method and an example."""
    schema = api.get_openapi_schema()
    examples = schema["components"]["examples"]
    found: dict[str, list[tuple[str, dict | None]]] = {}
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method == "get":
                continue
            named = operation.get("requestBody", {}).get("content", {})
            (name,) = named.get("application/json", {}).get("examples", {None: None})
            example = examples[name]["value"] if name else None
            found.setdefault(address.lstrip("/"), []).append((method.upper(), example))
    return found


def as_template(route: str) -> str:
    """Return a route as the API's schema writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
