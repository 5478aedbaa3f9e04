"""Reporting a comment through the API, with an account and without."""

from uuid import uuid4

import pytest

from consult.moderation.models import Case, Report
from consult.threads.models import Comment
from tests.api.client import problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(post):
    return post("Imbécile !")


@pytest.fixture
def address(comment):
    return f"comments/{comment.pk}/reports/"


@pytest.fixture
def body(stage):
    return {"article": str(stage.articles[0].key), "text": "Une insulte."}


@pytest.mark.parametrize("who", [None, "neighbour", "drafter_gov", "outsider"])
def test_any_reader_reports(cast, script, comment, address, body, who):
    answer = script(getattr(cast, who) if who else None).ask("POST", address, body)
    assert answer.status_code == 201
    assert "Location" not in answer
    told = answer.json()
    assert (told["comment"], told["text"]) == (str(comment.pk), "Une insulte.")
    assert told["article"]["title"] == "Respect"
    report = Report.objects.get()
    assert (report.reporter and report.reporter.pk) == (getattr(cast, who).pk if who else None)
    assert Case.objects.get().cause == "reported"
    assert Comment.objects.get().is_visible


def test_where_to_tell_the_outcome(script, address, body):
    script().ask("POST", f"{address}?lang=en", {**body, "email": "x@example.org"})
    report = Report.objects.get()
    assert (report.email, report.language) == ("x@example.org", "en")


def test_no_address_of_a_reader_is_stored_in_clear(script, address, body):
    script().ask("POST", address, body)
    report = Report.objects.get()
    assert len(report.mark) == 64
    assert "127.0.0.1" not in str(vars(report))


@pytest.mark.parametrize("who", [None, "neighbour"])
def test_once_each(cast, script, address, body, who):
    client = script(getattr(cast, who) if who else None)
    client.ask("POST", address, body)
    problem(client.ask("POST", address, body), 409, "report.already")
    assert Report.objects.count() == 1


def test_refused(stage, cast, post, hide, script, address, body):
    reader = script(cast.neighbour)
    problem(script(cast.citizen).ask("POST", address, body), 403, "report.own")
    problem(
        reader.ask("POST", address, {**body, "article": str(uuid4())}),
        422,
        *["decision.no_article"],
    )
    problem(reader.ask("POST", address, {**body, "text": "a" * 1001}), 422, "text.too_long")
    problem(reader.ask("POST", address, {**body, "text": "\x00"}), 422, "text.control_characters")
    problem(script().ask("POST", address, {**body, "email": "x@"}), 422, "report.bad_address")
    problem(reader.ask("POST", f"comments/{uuid4()}/reports/", body), 404, "not_found")
    for wrong in ({}, {"article": "1"}, {**body, "by": "x"}):
        problem(reader.ask("POST", address, wrong), 422, "request.invalid")
    hidden = hide(post("Autre."))
    problem(reader.ask("POST", f"comments/{hidden.pk}/reports/", body), 409, "report.nothing")
    assert not Report.objects.exists()


def test_an_article_of_another_consultation_is_none(stage, cast, script, address, body):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    other = stage.other_draft.consultation.charter_articles.first()
    type(other).objects.filter(pk=other.pk).update(key=uuid4())
    other.refresh_from_db()
    answer = script(cast.neighbour).ask("POST", address, {"article": str(other.key)})
    problem(answer, 422, "decision.no_article")


def test_too_many_wait(cast, post, script, body, settings):
    settings.PACE = {**settings.PACE, "report": (1, 3600)}
    settings.PACE_NEW_ACCOUNT_SHARE = 1
    comments = [post(text) for text in ("Un.", "Deux.")]
    client = script(cast.neighbour)
    assert client.ask("POST", f"comments/{comments[0].pk}/reports/", body).status_code == 201
    answer = client.ask("POST", f"comments/{comments[1].pk}/reports/", body)
    told = problem(answer, 429, "pace.too_fast")
    assert int(answer["Retry-After"]) == told["retry_after"] > 0


def test_a_session_bears_its_token(cast, script, address, body):
    client = script(cast.neighbour, enforce_csrf_checks=True)
    problem(client.ask("POST", address, body), 403, "session.stale_token")
    assert script(enforce_csrf_checks=True).ask("POST", address, body).status_code == 201
