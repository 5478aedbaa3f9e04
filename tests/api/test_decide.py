"""Deciding, confirming, contesting and reviewing through the API."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.moderation import services
from consult.moderation.models import Decision, RegisterEntry
from consult.threads.models import Comment
from tests.api.client import problem
from tests.api.desk import hold, make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(post):
    return post("Imbécile !")


@pytest.fixture
def address(comment):
    return f"comments/{comment.pk}/decisions/"


@pytest.fixture
def reasons(stage):
    return {"article": str(stage.articles[0].key), "explanation": "Une insulte."}


# Taken


def test_hiding_is_provisional_and_said_so(cast, script, comment, address, reasons):
    client = script(cast.moderator_gov)
    answer = client.ask("POST", address, {"action": "hide", **reasons})
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert answer["Location"] == f"/api/v1/decisions/{told['id']}/"
    assert client.read(answer["Location"]) == told
    assert (told["action"], told["comment"], told["college"]) == (
        "hide",
        str(comment.pk),
        "government",
    )
    assert told["article"]["title"] == "Respect"
    assert told["explanation"] == "Une insulte."
    assert told["confirm_by"]
    assert told["appeal_by"]
    assert told["appeal"] is None
    hidden = script().read(f"comments/{comment.pk}/")
    assert (hidden["status"], hidden["text"]) == ("hidden", None)
    assert RegisterEntry.objects.get().decision_id == Decision.objects.get().pk


@pytest.mark.parametrize("action", ["keep", "warn", "suspend"])
def test_what_else_becomes_of_a_comment(cast, script, comment, address, reasons, action):
    until = timezone.now() + timedelta(days=3)
    body = {"action": action, **reasons}
    if action == "suspend":
        body |= {"until": until.isoformat(), "scope": "consultation"}
    told = script(cast.moderator_civ).ask("POST", address, body).json()
    assert told["action"] == action
    assert Comment.objects.get().is_visible
    if action == "suspend":
        assert told["scope"] == "consultation"
        answer = script(cast.citizen).ask("PATCH", f"comments/{comment.pk}/", {"text": "Non."})
        problem(answer, 403, "comment.suspended")


def test_restoring(cast, script, comment, address, hide):
    hide(comment)
    told = script(cast.moderator_civ).ask("POST", address, {"action": "restore"}).json()
    assert told["action"] == "restore"
    assert script().read(f"comments/{comment.pk}/")["text"] == "Imbécile !"


@pytest.mark.parametrize(("action", "status"), [("publish", "published"), ("refuse", "refused")])
def test_what_becomes_of_held_words(stage, cast, script, reasons, action, status):
    held = hold(stage, cast, "Attendons.")
    answer = script(cast.moderator_gov).ask(
        "POST", f"held/{held.pk}/decisions/", {"action": action, **reasons}
    )
    assert (answer.status_code, answer.json()["held"]) == (201, str(held.pk))
    assert script(cast.citizen).read(f"held/{held.pk}/")["status"] == status


def test_held_words_are_no_comment_to_decide_on(stage, cast, script, comment, reasons):
    """The thing must be what its address says: each way in reaches its own kind only."""
    held = hold(stage, cast)
    client = script(cast.moderator_gov)
    for path in (f"comments/{held.pk}/decisions/", f"held/{comment.pk}/decisions/"):
        problem(client.ask("POST", path, {"action": "warn", **reasons}), 404, "not_found")
    assert not Decision.objects.exists()


def test_refused(stage, cast, post, script, comment, address, reasons, settings):
    client = script(cast.moderator_gov)

    def refused(status, code, to=address, **body):
        problem(client.ask("POST", to, body), status, code)

    refused(422, "decision.no_article", action="hide")
    refused(422, "decision.no_article", action="hide", article=str(uuid4()))
    refused(422, "decision.no_explanation", action="warn", article=reasons["article"])
    refused(422, "decision.no_end", action="suspend", **reasons)
    refused(422, "decision.no_end", action="suspend", until="2020-01-01T00:00:00Z", **reasons)
    later = (timezone.now() + timedelta(days=3)).isoformat()
    refused(403, "decision.not_on_site", action="suspend", until=later, scope="site", **reasons)
    refused(422, "text.too_long", action="hide", **{**reasons, "explanation": "a" * 1001})
    refused(422, "decision.unknown_action", action="publish", **reasons)
    refused(409, "decision.nothing_to_decide", action="restore")
    refused(404, "not_found", to=f"comments/{uuid4()}/decisions/", action="keep")
    for wrong in ({}, {"action": "confirm"}, {"action": "keep", "by": "x"}, {"action": 1}):
        refused(422, "request.invalid", **wrong)
    for moment in (1, "1", "tomorrow", "2030-01-01", "9999-12-31T23:59:59-23:00", True):
        refused(422, "request.invalid", action="suspend", until=moment, **reasons)
    reply = post(by=cast.citizen, in_reply_to=post(by=cast.moderator_gov).pk)
    refused(403, "decision.own_comment", to=f"comments/{reply.pk}/decisions/", action="keep")
    assert not Decision.objects.exists()


def test_an_article_of_another_consultation_is_none(stage, cast, script, address):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    other = stage.other_draft.consultation.charter_articles.first()
    type(other).objects.filter(pk=other.pk).update(key=uuid4())
    other.refresh_from_db()
    body = {"action": "hide", "article": str(other.key)}
    problem(script(cast.moderator_gov).ask("POST", address, body), 422, "decision.no_article")


def test_deciding_takes_at_most_thirty_queries(cast, script, address, reasons):
    """With the session, the answer, and the first entry of a register."""
    client = script(cast.moderator_gov)
    client.read(f"comments/{Comment.objects.get().pk}/")
    with CaptureQueriesContext(connection) as captured:
        assert client.ask("POST", address, {"action": "hide", **reasons}).status_code == 201
    assert len(captured) <= 30


# Two at once


def test_the_second_moderator_is_told_what_the_first_decided(
    stage, cast, script, comment, address, reasons
):
    """Both looked at the same case; the second one's words are not written over the first's."""
    services.report_comment(
        by=cast.neighbour,
        comment_id=comment.pk,
        notice=services.Notice(stage.articles[0].pk, language="fr"),
    )
    first, second = script(cast.moderator_gov), script(cast.moderator_civ)
    cases = f"consultations/{stage.consultation.pk}/cases/"
    seen = [one.read(cases)["items"][0]["standing"] for one in (first, second)]
    assert seen[0] == seen[1]
    made = first.ask("POST", address, {"action": "keep", "seen": seen[0]}).json()
    answer = second.ask(
        "POST", f"{address}?lang=en", {"action": "hide", **reasons, "seen": seen[1]}
    )
    told = problem(answer, 409, "decision.already_decided")
    assert told["decision"] == {
        "id": made["id"],
        "action": "keep",
        "college": "government",
        "decided_at": made["decided_at"],
    }
    assert "reviewed and kept" in told["detail"]
    assert Decision.objects.count() == 1
    assert Comment.objects.get().is_visible


def test_without_having_looked_the_same_again_is_told_so(cast, script, address, reasons, comment):
    body = {"action": "hide", **reasons}
    first = script(cast.moderator_gov).ask("POST", address, body).json()
    told = problem(
        script(cast.moderator_civ).ask("POST", address, body), 409, "decision.already_decided"
    )
    assert told["decision"]["id"] == first["id"]


def test_words_that_changed_in_between_are_read_again(stage, cast, script, comment, address):
    services.report_comment(
        by=cast.neighbour,
        comment_id=comment.pk,
        notice=services.Notice(stage.articles[0].pk, language="fr"),
    )
    client = script(cast.moderator_gov)
    (case,) = client.read(f"consultations/{stage.consultation.pk}/cases/")["items"]
    script(cast.citizen).ask("PATCH", f"comments/{comment.pk}/", {"text": "Pardon."})
    answer = client.ask("POST", address, {"action": "keep", "seen": case["standing"]})
    told = problem(answer, 409, "decision.words_changed")
    assert "decision" not in told
    assert not Decision.objects.exists()


# The second key


@pytest.mark.parametrize(("confirms", "status"), [(True, "hidden"), (False, "visible")])
def test_the_other_college_turns_the_key(cast, script, comment, hide, confirms, status):
    hide(comment)
    first = Decision.objects.get()
    address = f"decisions/{first.pk}/key/"
    body = {"confirms": confirms, "explanation": "Vu."}
    problem(script(cast.moderator_gov).ask("POST", address, body), 403, "decision.other_college")
    answer = script(cast.moderator_civ).ask("POST", address, body)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["action"], told["about"]) == ("confirm" if confirms else "lift", str(first.pk))
    assert script().read(f"comments/{comment.pk}/")["status"] == status
    again = problem(
        script(cast.moderator_civ).ask("POST", address, body), 409, "decision.already_decided"
    )
    assert again["decision"]["id"] == told["id"]


@pytest.mark.parametrize("confirms", ["yes", 1, None, "true"])
def test_a_key_is_turned_one_way_or_the_other(cast, script, comment, hide, confirms):
    hide(comment)
    address = f"decisions/{Decision.objects.get().pk}/key/"
    answer = script(cast.moderator_civ).ask("POST", address, {"confirms": confirms})
    problem(answer, 422, "request.invalid")


def test_where_one_key_is_enough(cast, script, comment, address, reasons):
    Consultation.objects.update(has_two_keys=False)
    told = script(cast.moderator_gov).ask("POST", address, {"action": "hide", **reasons}).json()
    assert told["confirm_by"] is None
    answer = script(cast.moderator_civ).ask(
        "POST", f"decisions/{told['id']}/key/", {"confirms": True}
    )
    problem(answer, 409, "decision.nothing_to_decide")


# Appeals


def test_the_author_reads_why_and_contests_it_once(cast, script, comment, hide):
    hide(comment)
    decision = Decision.objects.get()
    author = script(cast.citizen)
    assert author.read(f"decisions/{decision.pk}/")["action"] == "hide"
    address = f"decisions/{decision.pk}/appeal/"
    problem(author.ask("POST", address, {"text": " "}), 422, "appeal.no_words")
    answer = author.ask("POST", address, {"text": "C’était ironique."})
    assert (answer.status_code, answer.json()["text"]) == (201, "C’était ironique.")
    told = author.read(f"decisions/{decision.pk}/")["appeal"]
    assert told == answer.json()
    problem(author.ask("POST", address, {"text": "Encore."}), 409, "appeal.once")


def test_not_after_the_time_for_it(cast, script, comment, hide):
    hide(comment)
    Decision.objects.update(decided_at=timezone.now() - timedelta(days=31))
    address = f"decisions/{Decision.objects.get().pk}/appeal/"
    problem(script(cast.citizen).ask("POST", address, {"text": "Non."}), 409, "appeal.too_late")


@pytest.mark.parametrize(("upholds", "status"), [(True, "hidden"), (False, "visible")])
def test_the_other_college_reviews_it(stage, cast, post, script, upholds, status):
    desk = make_desk(stage, cast, post)
    address = f"appeals/{desk.appeal.pk}/outcome/"
    body = {"upholds": upholds, "explanation": "Relue."}
    problem(script(cast.moderator_gov).ask("POST", address, body), 403, "decision.own_decision")
    client = script(cast.moderator_civ)
    problem(
        client.ask("POST", address, {**body, "explanation": " "}), 422, "decision.no_explanation"
    )
    answer = client.ask("POST", address, body)
    assert answer.status_code == 201
    assert answer.json()["action"] == ("uphold" if upholds else "overturn")
    assert script().read(f"comments/{desk.comment.pk}/")["status"] == status
    told = script(cast.citizen).read(f"decisions/{desk.decision.pk}/")
    assert told["appeal"]["outcome"] == answer.json()["id"]
    problem(client.ask("POST", address, body), 409, "decision.already_decided")


@pytest.mark.parametrize("address", ["decisions/{}/key/", "appeals/{}/outcome/", "cases/{}/take/"])
def test_what_never_was(cast, script, address):
    for body in ({"confirms": True}, {"upholds": True, "explanation": "x"}):
        if ("confirms" in body) is address.startswith("appeals"):
            continue
        answer = script(cast.moderator_gov).ask("POST", address.format(uuid4()), body)
        problem(answer, 404, "not_found")


def test_who_is_not_told_of_a_decision_does_not_read_it(cast, script, comment):
    """The site and the API say the same: that words were kept concerns nobody but moderators."""
    kept = services.decide(by=cast.moderator_gov, subject_id=comment.pk, action="keep")
    address = f"decisions/{kept.pk}/"
    problem(script(cast.citizen).ask("GET", address), 404, "not_found")
    assert script(cast.moderator_civ).read(address)["action"] == "keep"
