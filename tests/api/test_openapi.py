"""The schema: what clients were promised, complete, with examples that are true."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from pydantic import TypeAdapter

from consult.api.api import api
from consult.api.schemas import (
    answers,
    comments,
    consultations,
    coverage,
    drafts,
    held,
    moderation,
    problems,
    translations,
)
from consult.api.schemas.problems import Problem

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "openapi.json"
SCHEMA = api.get_openapi_schema()
CLASSES = {
    name: kind
    for module in (
        answers,
        comments,
        consultations,
        coverage,
        drafts,
        held,
        moderation,
        problems,
        translations,
    )
    for name, kind in vars(module).items()
    if hasattr(kind, "model_validate")
}
OPERATIONS = [
    pytest.param(method, operation, id=operation["operationId"])
    for methods in SCHEMA["paths"].values()
    for method, operation in methods.items()
]


def test_it_is_what_clients_were_promised():
    """A change here can break scripts: it needs a word in CHANGELOG.md, and then this file anew.

    `python -m tests.api.snapshot` writes it.
    """
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == SCHEMA


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_the_same_in_every_language(language):
    with translation.override(language):
        assert api.get_openapi_schema() == SCHEMA


@pytest.mark.django_db
def test_it_is_served(script):
    assert script().read("openapi.json") == SCHEMA


@pytest.mark.parametrize(("method", "operation"), OPERATIONS)
def test_each_operation_says_what_it_is_for(method, operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    for parameter in operation["parameters"]:
        assert parameter.get("description") or parameter["in"] == "path"
    if method != "get":
        open_to_all = [{}] if operation["operationId"] == "report_comment" else []
        assert operation["security"] == [*open_to_all, {"session": [], "token": []}]


@pytest.mark.parametrize(
    "operation", [one.values[1] for one in OPERATIONS], ids=[one.id for one in OPERATIONS]
)
def test_each_answer_is_described_with_an_example_that_is_true(operation):
    examples = SCHEMA["components"]["examples"]
    assert {"404", "422"} & set(operation["responses"])
    for status, answer in operation["responses"].items():
        assert answer["description"]
        if status in ("204", "304"):
            assert "content" not in answer
            continue
        ((media_type, content),) = answer["content"].items()
        is_problem = status >= "400"
        assert media_type == f"application/{'problem+' if is_problem else ''}json"
        assert content["examples"]
        for name, reference in content["examples"].items():
            assert reference == {"$ref": f"#/components/examples/{name}"}
            value = examples[name]["value"]
            kind = Problem if is_problem else CLASSES[name]
            assert kind.model_validate(value).model_dump(mode="json", by_alias=True) == {
                **dict.fromkeys(kind.model_fields),
                **value,
            }
            assert not is_problem or str(value["status"]) == status
    if "requestBody" in operation:
        ((name, _reference),) = operation["requestBody"]["content"]["application/json"][
            "examples"
        ].items()
        CLASSES[name].model_validate(examples[name]["value"])


def test_every_reference_leads_somewhere():
    for reference in references(SCHEMA):
        part = SCHEMA
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
    assert TypeAdapter(dict).validate_python(SCHEMA)["openapi"] == "3.1.0"


def references(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for one in part.values():
            yield from references(one)
    elif isinstance(part, list):
        for one in part:
            yield from references(one)


def test_reading_may_be_asked_again_with_its_tag():
    for methods in SCHEMA["paths"].values():
        read = methods.get("get")
        if read:
            assert "304" in read["responses"]
            assert "ETag" in read["responses"]["200"]["headers"]
            assert "If-None-Match" in {one["name"] for one in read["parameters"]}


def test_what_is_limited_says_when_to_come_back():
    for methods in SCHEMA["paths"].values():
        for operation in methods.values():
            if "429" in operation["responses"]:
                assert "Retry-After" in operation["responses"]["429"]["headers"]


def test_no_answer_has_room_for_what_is_private():
    """No e-mail address, no account, no row."""
    named = {
        name
        for schema in answers()
        for name in SCHEMA["components"]["schemas"][schema].get("properties", {})
    }
    assert {"explanation", "taken_by", "detail"} <= named
    assert not named & {
        "email",
        "reporter",
        "user",
        "user_id",
        "account",
        "participant",
        "moderator",
        "pk",
        "password",
        "ip",
    }


def answers():
    """Return the names of all schemas of which an answer is made."""
    found, left = set(), []
    for _method, operation in (one.values for one in OPERATIONS):
        left += references(operation["responses"])
    while left:
        *_path, kind, name = left.pop().split("/")
        if kind == "schemas" and name not in found:
            found.add(name)
            left += references(SCHEMA["components"]["schemas"][name])
    return found
