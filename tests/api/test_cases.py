"""The moderators' cases through the API: listed, read, taken and let go."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.consultations.models import Membership
from consult.moderation import services
from consult.moderation.models import Case, Report
from tests.api.client import problem
from tests.api.desk import hold, make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(stage):
    return f"consultations/{stage.consultation.pk}/cases/"


@pytest.fixture
def report(stage, cast):
    def act(comment, by=None):
        services.report_comment(
            by=by or cast.neighbour,
            comment_id=comment.pk,
            notice=services.Notice(stage.articles[0].pk, "Une insulte.", language="fr"),
        )
        return Case.objects.get(comment=comment, cause="reported")

    return act


# Listed


def test_what_waits_the_oldest_first(stage, cast, post, script, address):
    desk = make_desk(stage, cast, post)
    told = script(cast.moderator_civ).read(address)
    assert [one["cause"] for one in told["items"]] == ["unconfirmed", "appealed", "held"]
    unconfirmed, appealed, held = told["items"]
    assert unconfirmed["comment"]["text"] == "Imbécile !"
    assert unconfirmed["due_at"] == unconfirmed["decision"]["confirm_by"]
    assert unconfirmed["college"] == "civil_society"
    assert unconfirmed["decision"]["article"]["title"] == "Respect"
    assert appealed["decision"]["appeal"]["text"] == "Mais non."
    assert (held["comment"], held["held"]["text"]) == (None, "Attendons.")
    assert held["held"]["withdraw"] is None
    assert held["id"] == str(desk.case.pk)
    assert told["next"] is None


def test_what_each_moderator_may_decide(stage, cast, post, script, address):
    """Confirming is the other college's; nobody decides on a reply to what they said."""
    make_desk(stage, cast, post)

    def actions(who):
        found = script(who).read(address)["items"]
        return {one["cause"]: one["actions"] for one in found}

    own, other = actions(cast.moderator_gov), actions(cast.moderator_civ)
    assert own["unconfirmed"] == own["appealed"] == ["restore", "warn", "suspend"]
    assert {"confirm", "lift"} <= set(other["unconfirmed"])
    assert {"uphold", "overturn"} <= set(other["appealed"])
    assert own["held"] == other["held"] == ["publish", "refuse", "warn", "suspend"]


def test_by_cause(stage, cast, post, script, address):
    make_desk(stage, cast, post)
    found = script(cast.moderator_gov).read(f"{address}?cause=held")["items"]
    assert [one["cause"] for one in found] == ["held"]


@pytest.mark.parametrize(
    "query",
    [
        "cause=secret",
        "author=1",
        "comment__author__email=a",
        "comment__source__contains=a",
        "taken_by=1",
        "closed_at=",
        "order=opened_at",
        "limit=0",
        "limit=101",
        "cursor=1",
    ],
)
def test_filters_are_an_allow_list(cast, script, address, query):
    """CVE-2023-34090: filters on every attribute let strangers read private columns bit by bit."""
    answer = script(cast.moderator_gov).ask("GET", f"{address}?{query}")
    problem(answer, 422, "request.invalid")


def test_page_by_page_nothing_is_lost_or_doubled(cast, post, report, script, address):
    cases = [report(post(f"Insulte {number}.")) for number in range(5)]
    client = script(cast.moderator_gov)
    first = client.read(f"{address}?limit=2")
    assert [one["id"] for one in first["items"]] == [str(one.pk) for one in cases[:2]]
    services.decide(by=cast.moderator_civ, subject_id=cases[0].comment_id, action="keep")
    later = client.walk(first["next"])
    assert [one["id"] for one in later] == [str(one.pk) for one in cases[2:]]


def test_another_consultation_s_are_not_there(stage, cast, post, report, script):
    report(post())
    other = stage.other_draft.consultation
    assert script(cast.outsider).read(f"consultations/{other.pk}/cases/")["items"] == []


@pytest.mark.parametrize("address", ["cases", "register"])
def test_a_consultation_that_is_none(cast, script, address):
    answer = script(cast.moderator_gov).ask("GET", f"consultations/{uuid4()}/{address}/")
    problem(answer, 404, "not_found")


def test_whoever_moderates_no_more_reads_no_more(stage, cast, post, report, script, address):
    case = report(post())
    client = script(cast.moderator_gov)
    tag = client.ask("GET", address)["ETag"]
    Membership.objects.filter(participant=cast.moderator_gov).delete()
    for path in (address, f"cases/{case.pk}/"):
        problem(client.ask("GET", path, If_None_Match=tag), 404, "not_found")


def test_as_many_queries_whatever_waits(stage, cast, post, report, script, address):
    client = script(cast.moderator_civ)
    make_desk(stage, cast, post)
    report(post("Zéro."))

    def count():
        with CaptureQueriesContext(connection) as captured:
            client.read(address)
        return len(captured)

    few = count()
    for number in range(4):
        report(post(f"Insulte {number}.", by=cast.drafter_civ))
        hold(stage, cast, f"Texte {number}.")
        hidden = post(f"Caché {number}.", by=cast.drafter_gov)
        services.hide_comment(
            by=cast.moderator_gov, comment_id=hidden.pk, article_id=stage.articles[0].pk
        )
    assert few == count() <= 12


# One


def test_one_with_its_reports_and_decisions(stage, cast, post, report, script):
    comment = post("Imbécile !")
    services.decide(by=cast.moderator_gov, subject_id=comment.pk, action="keep")
    case = report(comment)
    told = script(cast.moderator_civ).read(f"cases/{case.pk}/")
    assert [one["action"] for one in told["decisions"]] == ["keep"]
    (found,) = told["reports"]
    assert (found["text"], found["article"]["number"]) == ("Une insulte.", 1)
    assert told["reports_count"] == 1


def test_who_reports_is_not_told(cast, post, report, script):
    """Who reported is nobody's business: what a report says is."""
    case = report(post())
    Report.objects.update(reporter=None, mark="f" * 64, email="secret@example.org")
    told = script(cast.moderator_gov).ask("GET", f"cases/{case.pk}/").content.decode()
    assert "Une insulte." in told
    for secret in ("secret@example.org", "f" * 64, cast.neighbour.public_name):
        assert secret not in told


def test_one_that_is_settled(cast, post, report, script):
    case = report(post())
    services.decide(by=cast.moderator_gov, subject_id=case.comment_id, action="keep")
    told = script(cast.moderator_civ).read(f"cases/{case.pk}/")
    assert told["closed_at"]
    assert told["closed_by"]["action"] == "keep"
    assert told["reports"] == []


# Taken


def test_taking_it_shows_others_who_is_on_it(cast, post, report, script):
    case = report(post())
    mine, other = script(cast.moderator_gov), script(cast.moderator_civ)
    told = mine.ask("POST", f"cases/{case.pk}/take/").json()
    until = datetime.fromisoformat(told["taken_until"]) - timezone.now()
    assert timedelta(minutes=14) < until <= timedelta(minutes=15)
    assert other.read(f"cases/{case.pk}/")["taken_by"] == "Aurèle"
    for verb in ("take", "release"):
        refused = problem(other.ask("POST", f"cases/{case.pk}/{verb}/", {}), 409, "case.taken")
        assert "Aurèle" in refused["detail"]
    told = mine.ask("POST", f"cases/{case.pk}/release/", {}).json()
    assert (told["taken_by"], told["taken_until"]) == (None, None)


def test_a_quarter_of_an_hour_later_it_is_anybody_s(cast, post, report, script):
    case = report(post())
    services.take_case(by=cast.moderator_gov, case_id=case.pk)
    Case.objects.update(taken_at=timezone.now() - timedelta(minutes=15))
    client = script(cast.moderator_civ)
    assert client.read(f"cases/{case.pk}/")["taken_by"] is None
    assert client.ask("POST", f"cases/{case.pk}/take/").json()["taken_by"] == "Inès"


def test_what_is_settled_is_not_taken(cast, post, report, script):
    case = report(post())
    services.decide(by=cast.moderator_gov, subject_id=case.comment_id, action="keep")
    answer = script(cast.moderator_civ).ask("POST", f"cases/{case.pk}/take/")
    problem(answer, 409, "case.closed")
