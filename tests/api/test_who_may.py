"""Every operation of the schema, for everybody, on things that are not theirs to see or to change.

The operations come from the schema itself, so that a new one without a check fails here.
"""

import pytest

from consult.api.api import api
from consult.live.models import Event
from consult.threads.models import Comment, Vote
from tests.api.client import problem

pytestmark = pytest.mark.django_db

OPERATIONS = [
    (method.upper(), address, operation["operationId"])
    for address, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
]
OF_A_DRAFT = [one for one in OPERATIONS if "{draft_key}" in one[1] or "{comment_id}" in one[1]]
WRITES = [one for one in OPERATIONS if one[0] != "GET"]
BODIES = {
    "post_comment": {"text": "Oui."},
    "edit_comment": {"text": "Non."},
    "cast_vote": {"value": "agree"},
}
EVERYBODY = [
    None,
    "citizen",
    "neighbour",
    "drafter_gov",
    "drafter_civ",
    "moderator_gov",
    "moderator_civ",
    "publisher",
    "outsider",
]


def fill(address, stage, comment):
    return address.format(
        draft_key=comment.draft_id,
        comment_id=comment.pk,
        consultation_id=stage.consultation.pk,
        language="fr",
        number=1,
        code="not_found",
    )


def names(operations):
    return {"argvalues": operations, "ids": [name for _method, _address, name in operations]}


def test_the_schema_names_what_is_tested_here():
    assert len(OPERATIONS) == 18
    assert {name for _method, _address, name in WRITES} == {
        "post_comment",
        "edit_comment",
        "delete_comment",
        "cast_vote",
        "withdraw_vote",
    }


@pytest.mark.parametrize(("method", "address", "name"), **names(OF_A_DRAFT))
def test_a_draft_that_is_not_theirs_to_read(
    stage, cast, post, close, script, method, address, name
):
    """CVE-2026-40870: for everybody, whatever they are in this or another consultation."""
    comment = post()
    close()
    before = Event.objects.count()
    for who in EVERYBODY:
        client = script(getattr(cast, who) if who else None)
        answer = client.ask(method, fill(address, stage, comment), BODIES.get(name))
        problem(answer, 404, "not_found")
    assert Event.objects.count() == before
    assert Comment.objects.get().source == "Quel mois ?"


@pytest.mark.parametrize(("method", "address", "name"), **names(WRITES))
def test_nothing_is_written_by_nobody(stage, post, script, method, address, name):
    comment = post()
    before = Event.objects.count()
    answer = script().ask(method, fill(address, stage, comment), BODIES.get(name))
    problem(answer, 401, "sign_in_first")
    assert Event.objects.count() == before
    assert not Vote.objects.exists()


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one not in (None, "citizen")])
@pytest.mark.parametrize(
    ("method", "address", "name"),
    **names([one for one in WRITES if one[2] in ("edit_comment", "delete_comment")]),
)
def test_nobody_changes_what_somebody_else_said(
    stage, cast, post, script, method, address, name, who
):
    """CVE-2026-40869: every verb asks policy for this actor on this object."""
    comment = post()
    client = script(getattr(cast, who))
    answer = client.ask(method, fill(address, stage, comment), BODIES.get(name))
    problem(answer, 403, "comment.not_yours")
    assert Comment.objects.get().source == "Quel mois ?"


@pytest.mark.parametrize(
    ("method", "address", "name"), **names([one for one in OPERATIONS if one[0] == "GET"])
)
def test_everybody_reads_what_is_public(stage, cast, post, script, method, address, name):
    comment = post()
    for who in EVERYBODY:
        client = script(getattr(cast, who) if who else None)
        assert client.ask(method, fill(address, stage, comment)).status_code == 200, who
