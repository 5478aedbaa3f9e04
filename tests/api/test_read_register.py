"""The register through the API: everybody can check it, and it says nothing of words or persons."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.moderation import canonical, services
from consult.moderation.models import Register, RegisterEntry
from tests.api.client import problem
from tests.api.desk import make_desk

pytestmark = pytest.mark.django_db

CHECK = Path(__file__).parents[2] / "docs" / "verify_register.py"


@pytest.fixture
def address(stage):
    return f"consultations/{stage.consultation.pk}/register/"


def test_nothing_was_decided_yet(script, address):
    told = script().read(address)
    assert (told["items"], told["next"]) == ([], None)
    assert told["head"] == {"number": 0, "hash": canonical.NOTHING_BEFORE}


def test_each_entry_is_what_is_hashed(stage, cast, post, script, address):
    desk = make_desk(stage, cast, post)
    services.turn_key(by=cast.moderator_civ, decision_id=desk.decision.pk, confirms=True)
    told = script().read(address)
    assert [one["body"]["action"] for one in told["items"]] == ["hide", "confirm"]
    assert [one["body"]["about"] for one in told["items"]] == [None, str(desk.decision.pk)]
    before = canonical.NOTHING_BEFORE
    for one in told["items"]:
        assert one["body"]["previous"] == before
        before = canonical.digest(canonical.canonical(one["body"]))
        assert one["hash"] == before
    assert told["head"] == {"number": 2, "hash": before}
    for secret in ("Imbécile", "Mais non", "Aurèle", "Maïa"):
        assert secret not in json.dumps(told, ensure_ascii=False)


def test_what_the_api_tells_can_be_checked_with_the_script(
    stage, cast, post, script, address, tmp_path
):
    make_desk(stage, cast, post)
    told = script().read(address)
    export = {**told, "entries": told["items"]}
    assert checked(export, tmp_path).returncode == 0
    export["entries"][0]["body"]["action"] = "keep"
    assert checked(export, tmp_path).returncode == 1


def checked(export, folder):
    path = folder / "register.json"
    path.write_text(json.dumps(export), encoding="utf-8")
    return subprocess.run([sys.executable, CHECK, path], capture_output=True, check=False)  # noqa: S603


@pytest.mark.parametrize(
    "change",
    [
        lambda body: "nonsense",
        lambda body: body.replace('"number":1', '"number":"1"'),
        lambda body: body.replace('"hide"', '"keep"').replace("{", "{ "),
        lambda body: body.replace("{", '{"action":"keep",', 1),
    ],
)
def test_what_somebody_tampered_with_is_told_as_it_is(cast, post, hide, script, address, change):
    """Nothing is put right on the way: whoever checks sees it."""
    hide(post())
    entry = RegisterEntry.objects.get()
    RegisterEntry.objects.update(body=change(entry.body))
    (told,) = script().read(address)["items"]
    assert told["body"] == change(entry.body)
    assert told["hash"] == entry.hash


def test_page_by_page(cast, post, script, address):
    comment = post()
    for _time in range(5):
        services.decide(by=cast.moderator_gov, subject_id=comment.pk, action="keep")
    client = script()
    first = client.read(f"{address}?limit=2")
    assert [one["body"]["number"] for one in first["items"]] == [1, 2]
    services.decide(by=cast.moderator_gov, subject_id=comment.pk, action="keep")
    numbers = [one["body"]["number"] for one in client.walk(first["next"])]
    assert numbers == [3, 4, 5, 6]
    assert Register.objects.get().last == 6


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "cursor=0", "cursor=x", "article=1"])
def test_other_questions_are_refused(script, address, query):
    """CVE-2023-34090: filters are an allow list."""
    problem(script().ask("GET", f"{address}?{query}"), 422, "request.invalid")


def test_it_is_new_with_each_decision(cast, post, hide, script, address):
    comment = post()
    tag = script().ask("GET", address)["ETag"]
    assert script().ask("GET", address, If_None_Match=tag).status_code == 304
    hide(comment)
    assert script().ask("GET", address, If_None_Match=tag).status_code == 200


def test_only_who_may_read_the_consultation_reads_it(cast, closed, script, address):
    """CVE-2026-40870: its moderators too, who have the desk."""
    cast.citizen.groups.add(closed)
    for who in (None, cast.neighbour, cast.outsider, cast.moderator_gov):
        problem(script(who).ask("GET", address), 404, "not_found")
    assert script(cast.citizen).read(address)["items"] == []


def test_as_many_queries_whatever_was_decided(cast, post, script, address):
    comment, client = post(), script()

    def count():
        with CaptureQueriesContext(connection) as captured:
            client.read(address)
        return len(captured)

    few = count()
    for _time in range(6):
        services.decide(by=cast.moderator_gov, subject_id=comment.pk, action="keep")
    assert few == count() <= 6
