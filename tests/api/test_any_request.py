"""Any request that the schema allows, and many that it does not: each answer is one it describes.

Schemathesis makes the requests up: any methods, addresses, parameters and bodies. What they are
about is there, so that more is asked than whether it exists.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from consult.api.api import api
from consult.people.models import User
from tests.api.client import Script
from tests.api.desk import make_desk

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
    unsupported_method,
]
SITE = "http://localhost"
TOKEN = "a" * 32
HEADERS = {"Accept-Encoding": "identity", "X-CSRFToken": TOKEN}
OF_ONE_S_OWN = ("PATCH /api/v1/comments/{comment_id}/", "DELETE /api/v1/comments/{comment_id}/")
site = get_wsgi_application()


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """The site as tests ask it: the end of a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        answer = site({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)
        answer.close()
        return answer
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application

bounded = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def send(stage, cast, post):
    """Return how to send a made-up request, to what is there, and to hold the answer to the schema."""
    theirs = post(by=cast.neighbour)
    desk = make_desk(stage, cast, post)
    things = {
        **{name: str(key) for name, key in desk.named.items()},
        "draft_key": str(stage.draft.pk),
        "comment_id": str(theirs.pk),
        "consultation_id": str(stage.consultation.pk),
        "language": "fr",
        "number": 1,
        "code": "not_found",
    }
    places = {"section": str(stage.text.key), "in_reply_to": None}

    def act(case: schemathesis.Case, user: User | None = None, checks: Iterable = ()) -> None:
        for name in case.path_parameters or {}:
            case.path_parameters[name] = things[name]
        if user and case.operation.label in OF_ONE_S_OWN:
            case.path_parameters["comment_id"] = str(post(by=user).pk)
        if isinstance(case.body, dict):
            made_up = [name for name in places if is_key(case.body.get(name))]
            case.body |= {name: places[name] for name in made_up}
        response = case.call(base_url=SITE, headers=HEADERS, cookies=cookies_of(user))
        case.validate_response(response, checks=[*CHECKS, *checks])

    return act


def is_key(value: object) -> bool:
    """Tell whether a made-up value could name something."""
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def cookies_of(user: User | None) -> dict[str, str]:
    """Return the cookies with which somebody is signed in."""
    if user is None:
        return {}
    client = Script()
    client.force_login(user)
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}


@schema.parametrize()
@bounded
def test_as_nobody(case, send):
    send(case, checks=[negative_data_rejection])


@schema.parametrize()
@bounded
def test_as_a_citizen(case, cast, send):
    send(case, cast.citizen)


of_moderators = schema.include(tag="moderation")


@of_moderators.parametrize()
@bounded
def test_as_a_moderator(case, cast, send):
    send(case, cast.moderator_civ)
