"""Who asks: the session of the site, with its safety token, and nothing else."""

import json
from uuid import uuid4

import pytest

from consult.threads.models import Comment
from tests.api.client import JSON, Script, problem
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def writing(stage, cast, post):
    """Every request that writes: method, address and body."""
    comment = post(by=cast.neighbour)
    one = f"/api/v1/comments/{comment.pk}/"
    return [
        ("POST", f"/api/v1/drafts/{stage.draft.pk}/comments/", {"text": "Oui."}),
        ("PATCH", one, {"text": "Non."}),
        ("DELETE", one, None),
        ("PUT", f"{one}vote/", {"value": "agree"}),
        ("DELETE", f"{one}vote/", None),
    ]


def signed_in(user):
    """A browser that keeps Django's checks, with the session of somebody and a token."""
    client = Script(enforce_csrf_checks=True)
    client.get("/en/account/login/")
    client.post(
        "/en/account/login/",
        {
            "login": user.email,
            "password": PASSWORD,
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        },
    )
    return client


def test_a_script_signs_in_through_the_site(stage, cast):
    """The way that docs/api.md describes."""
    client = signed_in(cast.citizen)
    token = client.cookies["csrftoken"].value
    answer = client.ask(
        "POST", f"drafts/{stage.draft.pk}/comments/", {"text": "Oui."}, X_CSRFToken=token
    )
    assert answer.status_code == 201


@pytest.mark.parametrize("token", [None, "", "nonsense", "a" * 32, "a" * 64])
def test_nothing_is_written_without_the_token(cast, writing, token):
    client = signed_in(cast.citizen)
    before = Comment.objects.values().get()
    for method, address, body in writing:
        headers = {} if token is None else {"X_CSRFToken": token}
        problem(client.ask(method, address, body, **headers), 403, "session.stale_token")
    assert Comment.objects.values().get() == before


def test_the_token_of_another_session_is_none(cast, writing):
    client, other = signed_in(cast.citizen), signed_in(cast.neighbour)
    token = other.cookies["csrftoken"].value
    for method, address, body in writing:
        answer = client.ask(method, address, body, X_CSRFToken=token)
        problem(answer, 403, "session.stale_token")


def test_a_foreign_page_writes_nothing(cast, writing):
    """Not even with the token: its origin tells."""
    client = signed_in(cast.citizen)
    token = client.cookies["csrftoken"].value
    for method, address, body in writing:
        answer = client.ask(
            method, address, body, X_CSRFToken=token, Origin="https://evil.example.org"
        )
        problem(answer, 403, "session.stale_token")


def test_over_https_the_origin_must_be_named(stage, cast):
    client = signed_in(cast.citizen)
    token = client.cookies["csrftoken"].value
    address = f"/api/v1/drafts/{stage.draft.pk}/comments/"

    def send(**headers):
        return client.generic(
            "POST",
            address,
            json.dumps({"text": "Oui."}),
            content_type=JSON,
            secure=True,
            headers={"X-CSRFToken": token, **headers},
        )

    problem(send(), 403, "session.stale_token")
    problem(send(Origin="https://evil.example.org"), 403, "session.stale_token")
    assert send(Origin="https://testserver").status_code == 201


def test_the_token_in_the_body_or_the_address_is_none(stage, cast):
    client = signed_in(cast.citizen)
    token = client.cookies["csrftoken"].value
    address = f"drafts/{stage.draft.pk}/comments/"
    body = {"text": "Oui.", "csrfmiddlewaretoken": token}
    problem(client.ask("POST", address, body), 403, "session.stale_token")
    answer = client.ask("POST", f"{address}?csrfmiddlewaretoken={token}", {"text": "Oui."})
    problem(answer, 403, "session.stale_token")


def test_credentials_in_the_address_or_a_header_sign_nobody_in(stage, cast, script):
    session = script(cast.citizen).cookies["sessionid"].value
    address = f"drafts/{stage.draft.pk}/comments/"
    answer = script().ask("POST", f"{address}?sessionid={session}", {"text": "Oui."})
    problem(answer, 422, "request.invalid")
    for value in (f"Bearer {session}", "Basic bTpw", f"Session {session}"):
        answer = script().ask("POST", address, {"text": "Oui."}, Authorization=value)
        problem(answer, 401, "sign_in_first")


def test_reading_needs_no_session_and_begins_none(stage, post, script):
    """Who only reads is given no cookie."""
    comment = post()
    for address in (
        "consultations/",
        f"drafts/{stage.draft.pk}/",
        f"drafts/{stage.draft.pk}/sections/",
        f"drafts/{stage.draft.pk}/comments/",
        f"comments/{comment.pk}/",
        f"comments/{uuid4()}/",
        "openapi.json",
        "problems/",
    ):
        answer = script().ask("GET", address)
        assert not answer.cookies, address
        assert "Set-Cookie" not in answer
    assert not script().ask("POST", f"drafts/{stage.draft.pk}/comments/", {"text": "x"}).cookies


def test_a_session_that_ended_signs_nobody_in(stage, cast, script):
    address = f"drafts/{stage.draft.pk}/comments/"
    client = script(cast.citizen)
    cast.citizen.is_active = False
    cast.citizen.save()
    problem(client.ask("POST", address, {"text": "Oui."}), 401, "sign_in_first")

    other = script(cast.neighbour)
    cast.neighbour.set_password("something else entirely")
    cast.neighbour.save()
    problem(other.ask("POST", address, {"text": "Oui."}), 401, "sign_in_first")


def test_other_sites_may_not_read_with_somebody_s_cookies(cast, script):
    """No header lets a page of another origin read the answer."""
    answer = script(cast.citizen).ask("GET", "drafts/", Origin="https://evil.example.org")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    preflight = script().ask(
        "OPTIONS", "drafts/", Origin="https://evil.example.org", Access_Control_Request_Method="GET"
    )
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.lower().startswith("access-control")]
