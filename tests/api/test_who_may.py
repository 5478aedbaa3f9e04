"""Every operation of the schema, for everybody, on things that are not theirs to see or to change.

The operations come from the schema itself, so that a new one without a check fails here.
"""

import pytest

from consult.api.api import api
from consult.live.models import Event
from consult.moderation.models import Case, Decision
from consult.threads.models import Comment, HeldText, Vote
from tests.answers.answering import publish
from tests.api.client import problem
from tests.api.desk import make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OPERATIONS = [
    (method.upper(), address, operation["operationId"])
    for address, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
]
OF_A_DRAFT = [one for one in OPERATIONS if "{draft_key}" in one[1] or "{comment_id}" in one[1]]
WRITES = [one for one in OPERATIONS if one[0] != "GET"]
OF_MODERATORS = ("list_cases", "read_case", "take_case", "release_case")
DECIDING = ("decide_on_comment", "decide_on_held", "turn_key", "settle_appeal")
OF_DRAFTERS = (
    "begin_answer",
    "change_answer",
    "discard_answer",
    "publish_answer",
    "sign_answer",
)
"""Who may do these on what is in tests/api/test_answers.py."""
OF_THE_AUTHOR = ("read_held", "withdraw_held", "read_decision", "appeal_decision")
ARTICLE = "00000000-0000-4000-8000-000000000000"
NEW_ANSWER = {"contributions": [], "outcome": "adopted", "reasons": "Oui.", "language": "fr"}
BODIES = {
    "begin_answer": NEW_ANSWER,
    "change_answer": {**NEW_ANSWER, "seen": "x"},
    "publish_answer": {"seen": "x"},
    "sign_answer": {"seen": "x"},
    "post_comment": {"text": "Oui."},
    "edit_comment": {"text": "Non."},
    "cast_vote": {"value": "agree"},
    "offer_translation": {"language": "en", "text": "Which month?"},
    "ask_machine": {"language": "en"},
    "report_comment": {"article": ARTICLE},
    "decide_on_comment": {"action": "keep"},
    "decide_on_held": {"action": "publish"},
    "turn_key": {"confirms": True},
    "appeal_decision": {"text": "Non."},
    "settle_appeal": {"upholds": True, "explanation": "Oui."},
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


@pytest.fixture
def desk(stage, cast, post):
    """Everything that moderators have before them, all of the citizen and of this consultation."""
    return make_desk(stage, cast, post)


def fill(address, stage, comment, **more):
    named = ("case_id", "held_id", "decision_id", "appeal_id", "answer_id", "translation_id")
    nothing = dict.fromkeys(named, ARTICLE)
    return address.format(
        **nothing | more,
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
    assert len(OPERATIONS) == 47
    assert {name for _method, _address, name in WRITES} == {
        *OF_DRAFTERS,
        "withdraw_held",
        "report_comment",
        "take_case",
        "release_case",
        "decide_on_comment",
        "decide_on_held",
        "turn_key",
        "appeal_decision",
        "settle_appeal",
        "post_comment",
        "edit_comment",
        "delete_comment",
        "cast_vote",
        "withdraw_vote",
        "offer_translation",
        "ask_machine",
        "confirm_translation",
        "withdraw_translation",
    }


@pytest.mark.parametrize(("method", "address", "name"), **names(OF_A_DRAFT))
def test_a_draft_that_is_not_theirs_to_read(
    stage, cast, post, close, script, method, address, name
):
    """CVE-2026-40870: for everybody, whatever they are in this or another consultation. Moderators
    decide all the same: they were given the desk, not the page.
    """
    comment = post()
    close()
    before = Event.objects.count()
    for who in EVERYBODY:
        if name == "decide_on_comment" and who in (None, "moderator_gov", "moderator_civ"):
            continue
        if name == "delete_comment" and who == "citizen":  # one's own words stay one's own
            continue
        if name in OF_DRAFTERS and who is None:  # nobody is asked to sign in first
            continue
        client = script(getattr(cast, who) if who else None)
        answer = client.ask(method, fill(address, stage, comment), BODIES.get(name))
        problem(answer, 404, "not_found")
    assert Event.objects.count() == before
    assert Comment.objects.get().source == "Quel mois ?"


@pytest.mark.parametrize(
    ("method", "address", "name"), **names([one for one in WRITES if one[2] != "report_comment"])
)
def test_nothing_is_written_by_nobody(stage, post, desk, script, method, address, name):
    comment = post()
    before = Event.objects.count()
    for known in (desk.named, {}):
        answer = script().ask(method, fill(address, stage, comment, **known), BODIES.get(name))
        problem(answer, 401, "sign_in_first")
    assert Event.objects.count() == before
    assert not Vote.objects.exists()


@pytest.mark.parametrize(("method", "address", "name"), **names(WRITES))
def test_nothing_is_written_without_the_session_s_token(
    stage, cast, desk, script, method, address, name
):
    """Whoever lures a moderator to another page writes nothing in their name."""
    before = Event.objects.count()
    for who in (cast.moderator_civ, cast.citizen):
        client = script(who, enforce_csrf_checks=True)
        at = fill(address, stage, desk.comment, **desk.named)
        problem(client.ask(method, at, BODIES.get(name)), 403, "session.stale_token")
    assert Event.objects.count() == before


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


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one and "moderator" not in one])
@pytest.mark.parametrize(
    ("method", "address", "name"),
    **names([one for one in OPERATIONS if one[2] in (*OF_MODERATORS, *DECIDING)]),
)
def test_who_does_not_moderate_this_consultation_decides_nothing(
    stage, cast, desk, script, method, address, name, who
):
    """CVE-2026-40869: verb by role, and moderators of another consultation. What the public cannot
    know of is a 404; what it knows of is refused.
    """
    before = Decision.objects.count(), Case.objects.filter(taken_by=None).count()
    client = script(getattr(cast, who))
    answer = client.ask(method, fill(address, stage, desk.comment, **desk.named), BODIES.get(name))
    is_secret = name in OF_MODERATORS or (name == "decide_on_held" and who != "citizen")
    problem(answer, *((404, "not_found") if is_secret else (403, "not_allowed")))
    assert (Decision.objects.count(), Case.objects.filter(taken_by=None).count()) == before


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one != "citizen"])
@pytest.mark.parametrize(
    ("method", "address", "name"), **names([one for one in OPERATIONS if one[2] in OF_THE_AUTHOR])
)
def test_what_concerns_an_author_is_for_nobody_else(
    stage, cast, desk, script, method, address, name, who
):
    """CVE-2026-40869: a decision is read by moderators of its consultation too, and by no others."""
    client = script(getattr(cast, who) if who else None)
    answer = client.ask(method, fill(address, stage, desk.comment, **desk.named), BODIES.get(name))
    if name == "read_decision" and who in ("moderator_gov", "moderator_civ"):
        assert answer.status_code == 200
    elif name == "appeal_decision" and who:
        problem(answer, 403, "appeal.not_yours")
    elif who is None and method != "GET":
        problem(answer, 401, "sign_in_first")
    else:
        problem(answer, 404, "not_found")
    assert HeldText.objects.get(pk=desk.held.pk).is_waiting


@pytest.mark.parametrize(
    ("method", "address", "name"),
    **names(
        [one for one in OPERATIONS if one[2] in ("turn_key", "settle_appeal", "appeal_decision")]
    ),
)
def test_decisions_of_a_consultation_that_one_may_not_read(
    stage, cast, desk, close, script, method, address, name
):
    """CVE-2026-40870: whether there is one is not told."""
    close()
    for who in ("neighbour", "drafter_gov", "outsider", "publisher"):
        at = fill(address, stage, desk.comment, **desk.named)
        problem(script(getattr(cast, who)).ask(method, at, BODIES.get(name)), 404, "not_found")


PUBLIC = [
    one for one in OPERATIONS if one[0] == "GET" and one[2] not in (*OF_MODERATORS, *OF_THE_AUTHOR)
]


@pytest.mark.parametrize(("method", "address", "name"), **names(PUBLIC))
def test_everybody_reads_what_is_public(stage, cast, post, script, method, address, name):
    comment = post()
    answer = publish(cast.drafter_gov, comment)
    at = fill(address, stage, comment, answer_id=answer.pk)
    for who in EVERYBODY:
        client = script(getattr(cast, who) if who else None)
        assert client.ask(method, at).status_code == 200, who
