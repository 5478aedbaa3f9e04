"""Whatever goes wrong, the answer is a problem document (RFC 9457) that a machine can read."""

import json
from uuid import uuid4

import pytest
from django.conf import settings as project

from consult.api import problems
from consult.core.errors import Refused
from consult.moderation import refusals as moderation
from consult.threads import refusals, services
from consult.threads.models import Comment
from tests.api.client import Script, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(stage):
    return f"drafts/{stage.draft.pk}/comments/"


@pytest.mark.parametrize(
    "path", ["", "nothing", "nothing/", "drafts", "comments/", "drafts/x/y/z/", "%00", "..", "docs"]
)
def test_an_address_that_is_none(script, path):
    for method in ("GET", "POST", "DELETE", "HEAD"):
        answer = script().ask(method, path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
    problem(script().ask("GET", path), 404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_is_none_here(cast, script, address, method):
    answer = script(cast.citizen).ask(method, address)
    problem(answer, 405, "request.method_not_allowed")
    assert answer["Allow"] == "GET, POST, HEAD"


def test_head_is_answered_as_get(script, address):
    head, get = script().ask("HEAD", address), script().ask("GET", address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\x00\xff",
        b'{"text": NaN, ',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"text": ' + b"9" * 100_000 + b"}",
        b"\xff\xfe{",
    ],
)
def test_a_body_that_is_no_json(cast, script, address, body):
    answer = script(cast.citizen).ask("POST", address, body)
    problem(answer, 400, "request.malformed")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"1", b"[{}]"])
def test_a_body_that_is_no_object(cast, script, address, body):
    answer = script(cast.citizen).ask("POST", address, body)
    problem(answer, 422, "request.invalid")


def test_an_empty_body(cast, script, address):
    answer = script(cast.citizen).generic(
        "POST", f"/api/v1/{address}", CONTENT_TYPE="application/json"
    )
    problem(answer, 422, "request.invalid")


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "", "x"],
)
def test_a_body_of_another_kind(cast, script, address, kind):
    """A form on a foreign page can send these without asking; none of them is read."""
    answer = script(cast.citizen).generic(
        "POST", f"/api/v1/{address}", b'{"text": "x"}', content_type=kind
    )
    problem(answer, 415, "request.not_json")
    assert not Comment.objects.exists()


def test_json_may_say_its_letters(cast, script, address):
    answer = script(cast.citizen).generic(
        "POST",
        f"/api/v1/{address}",
        json.dumps({"text": "é"}),
        content_type="application/json; charset=utf-8",
    )
    assert answer.status_code == 201


def test_a_body_that_is_too_large(cast, script, address):
    body = {"text": "a" * (project.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    problem(script(cast.citizen).ask("POST", address, body), 413, "request.too_large")


def test_many_errors_are_told_in_part(cast, script, address):
    body = {f"field{number}": 1 for number in range(10_000)}
    told = problem(script(cast.citizen).ask("POST", address, body), 422, "request.invalid")
    assert len(told["errors"]) == problems.MOST_ERRORS


class Broken(Exception):
    """Something that no code expects."""


@pytest.fixture
def broken(monkeypatch):
    """A service that fails as a database that is away does."""

    def fail(**_details):
        raise Broken("password=hunter2 in /srv/secret.py")

    monkeypatch.setattr(services, "post_comment", fail)


@pytest.mark.parametrize("debug", [False, True])
def test_what_nobody_expected_is_told_without_details(
    cast, script, address, broken, settings, caplog, debug
):
    settings.DEBUG = debug
    client = script(cast.citizen, raise_request_exception=False)
    answer = client.ask("POST", address, {"text": "x"})
    problem(answer, 500, "unexpected")
    for secret in ("hunter2", "secret", "Broken", "Traceback"):
        assert secret not in answer.content.decode()
    assert "hunter2" in caplog.text  # whoever keeps the site is told


def test_reading_that_fails_is_told_so_too(script, stage, monkeypatch):
    def fail(*_arguments):
        raise Broken("hunter2")

    monkeypatch.setattr("consult.api.reading.readable_page", fail)
    client = Script(raise_request_exception=False)
    answer = client.ask("GET", f"drafts/{stage.draft.pk}/")
    problem(answer, 500, "unexpected")
    assert "hunter2" not in answer.content.decode()


# Kinds


def test_each_type_leads_to_what_it_is(script):
    listed = script().read("problems/")["items"]
    assert len(listed) == len({one["code"] for one in listed}) > 30
    for one in listed:
        assert script().read(one["type"]) == one
    problem(script().ask("GET", "problems/nonsense/"), 404, "not_found")


def test_every_refusal_of_a_conversation_is_known():
    """Who reads the schema knows what may come."""
    raised = codes_of(refusals)
    # What the schema of a request leaves no room for: these names are enumerated there.
    enumerated = {
        "comment.unknown_kind",
        "comment.unknown_stance",
        "comment.unknown_language",
        "vote.unknown",
    }
    # Programs act for somebody with an account.
    of_guests = {
        "comment.guests_take_no_stance",
        "vote.guests_do_not_vote",
        "translation.guests_do_not_translate",
        "guest.no_address",
        "guest.unknown_link",
        "guest.link_too_old",
    }
    assert raised - enumerated - of_guests <= set(problems.KNOWN)
    assert not enumerated & set(problems.KNOWN)


def codes_of(module):
    return {
        kind.code
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Refused) and kind is not Refused
    }


def test_every_refusal_of_the_moderation_is_known():
    # What only pages can ask for: many at once, saved replies, filters by name, translations.
    of_pages = {"decision.too_many", "decision.nothing_chosen", "decision.own_translation"}
    raised = {
        code
        for code in codes_of(moderation)
        if code.split(".")[0] in ("decision", "case", "report", "appeal")
    }
    assert raised - of_pages <= set(problems.KNOWN)


def test_titles_are_the_same_in_every_language(script):
    address = f"comments/{uuid4()}/"
    titles = {
        script().ask("GET", address, Accept_Language=language).json()["title"]
        for language in ("fr", "en")
    }
    assert titles == {"Not found"}
