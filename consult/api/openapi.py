"""What the schema says of each operation: its answers with examples, its problems, its headers."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from consult.api import examples_cases
from consult.api.problems import KNOWN, MEDIA_TYPE, may_refuse, problem_of, title_of
from consult.api.refusals import Invalid
from consult.api.schemas.problems import FieldError, Problem
from consult.consultations.colleges import College
from consult.core.errors import Refused
from consult.core.pace import TooFast
from consult.moderation.models import Action, Decision
from consult.moderation.refusals import AlreadyDecided

REF = "#/components/schemas/{model}"
EXAMPLE = "#/components/examples/{}"
SAMPLES = {
    "when": "04/30/2027 11:59 p.m.",
    "length": 5001,
    "limit": 5000,
    "what": "hidden",
    "who": "civil society",
    "name": "Aurèle M.",
}
"""What fills the places in the sentences of examples."""
SOME_ERROR = FieldError(
    where="query",
    field="limit",
    code="less_than_equal",
    detail="Write a number of 100 or less.",
)
FIRST = Decision(
    pk=UUID(examples_cases.DECISION_ID),
    action=Action.HIDE,
    college=College.CIVIL_SOCIETY,
    decided_at=datetime(2027, 4, 30, 21, 59, tzinfo=UTC),
)
TAG = {"description": "What this answer is known by.", "schema": {"type": "string"}}
LOCATION = {"description": "The address of what was made.", "schema": {"type": "string"}}
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of an answer that the client has: 304 if it is still the same.",
}
DESCRIPTIONS = {
    "200": "What was asked for, or came of it.",
    "201": "What was made.",
    "202": "Taken, and not public yet: a moderator reads it first.",
    "204": "Done: there is nothing more to say.",
    "304": "The client has the very same already.",
}
SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The session of the site: sign in there.",
    },
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": f"The value of the cookie {settings.CSRF_COOKIE_NAME}.",
    },
}


# What operations are declared with


def reads(model: type[BaseModel], *refusals: type[Refused]) -> dict[str, Any]:
    """Return what declares an operation that reads."""
    extra = {
        "parameters": [IF_NONE_MATCH],
        "responses": {200: {"headers": {"ETag": TAG}}, 304: {"headers": {"ETag": TAG}}},
    }
    return declared({200: model}, refusals, extra)


def writes(
    models: dict[int, type[BaseModel] | None],
    *refusals: type[Refused],
    located: bool = True,
    is_open: bool = False,
) -> dict[str, Any]:
    """Return what declares an operation that writes: its answers by status, and its refusals.

    `located` says whether what is made has an address, `is_open` whether it needs no session.
    """
    made = {HTTPStatus.CREATED, HTTPStatus.ACCEPTED} & set(models) if located else ()
    extra: dict[str, Any] = {
        "responses": {int(status): {"headers": {"Location": LOCATION}} for status in made}
    }
    return declared(models, refusals, {**extra, "x-open": is_open})


def declared(
    models: dict[int, type[BaseModel] | None],
    refusals: tuple[type[Refused], ...],
    extra: dict[str, Any],
) -> dict[str, Any]:
    """Return what declares an operation."""
    codes = [kind.code for kind in may_refuse(*refusals)]
    return {
        "response": {int(status): model for status, model in models.items()},
        "openapi_extra": {**extra, "x-problems": codes},
    }


# The schema


def completed(schema: dict) -> dict:
    """Return the framework's schema with what it leaves out."""
    schema = json.loads(json.dumps(schema, cls=NinjaJSONEncoder))
    parts = schema["components"]
    problem = Problem.model_json_schema(ref_template=REF)
    models = {**parts["schemas"], **problem.pop("$defs"), "Problem": problem}
    examples = {
        name: {"value": model.pop("examples")[0]}
        for name, model in models.items()
        if "examples" in model
    }
    with translation.override("en"):
        examples |= {code: {"value": sample_of(kind)} for code, kind in sorted(KNOWN.items())}
    for method, operation in operations(schema):
        complete(method, operation)
    asked = re.compile(r".*Asked")  # parameters are listed one by one
    parts["schemas"] = {name: one for name, one in models.items() if not asked.fullmatch(name)}
    parts["securitySchemes"], parts["examples"] = SCHEMES, examples
    return schema


def operations(schema: dict) -> Iterator[tuple[str, dict]]:
    """Yield each operation with its method."""
    for address in schema["paths"].values():
        yield from address.items()


def complete(method: str, operation: dict) -> None:
    """Say of an operation what it is for, who may ask, and what it answers."""
    summary, _, description = operation["description"].partition("\n")
    operation["summary"] = summary.strip().removesuffix(".")
    operation["description"] = description.strip()
    operation["security"] = [{}, {"session": []}]
    if method != "get":
        without = [{}] if operation.pop("x-open") else []
        operation["security"] = [*without, {"session": [], "token": []}]
    for parameter in operation["parameters"]:
        simplify(parameter)
    for status, response in operation["responses"].items():
        response["description"] = DESCRIPTIONS[status]
        add_example(response)
    add_example(operation.get("requestBody", {}))
    operation["responses"].update(problem_responses(operation.pop("x-problems")))


def simplify(parameter: dict) -> None:
    """Describe a parameter once, and without null: it is there or left out."""
    schema = parameter["schema"]
    for said_already in ("description", "title"):
        schema.pop(said_already, None)
    if "anyOf" in schema:
        (parameter["schema"],) = (one for one in schema["anyOf"] if one != {"type": "null"})


def add_example(message: dict) -> None:
    """Show what a body looks like, by the example of its class."""
    for content in message.get("content", {}).values():
        name = content["schema"]["$ref"].rsplit("/", 1)[-1]
        content["examples"] = {name: {"$ref": EXAMPLE.format(name)}}


def problem_responses(codes: list[str]) -> dict[str, dict]:
    """Return the problems that an operation may answer with, by status."""
    by_status = defaultdict(list)
    for code in codes:
        by_status[int(KNOWN[code].status)].append(KNOWN[code])
    return {str(status): problem_response(kinds) for status, kinds in sorted(by_status.items())}


def problem_response(kinds: list[type[Refused]]) -> dict:
    """Return what the schema says of the problems that have one status."""
    response = {
        "description": "; ".join(title_of(kind) for kind in kinds) + ".",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": REF.format(model="Problem")},
                "examples": {kind.code: {"$ref": EXAMPLE.format(kind.code)} for kind in kinds},
            }
        },
    }
    if any(issubclass(kind, TooFast) for kind in kinds):
        response["headers"] = {"Retry-After": RETRY_AFTER}
    return response


def sample_of(kind: type[Refused]) -> dict:
    """Return a problem of a kind, as it could come."""
    if issubclass(kind, TooFast):
        refusal = kind(retry_after=90)
    else:
        refusal = kind(**SAMPLES)
        if kind is AlreadyDecided:
            refusal.decision = FIRST
    errors = [SOME_ERROR] if kind is Invalid else []
    return problem_of(refusal, errors).model_dump(mode="json", exclude_none=True)
