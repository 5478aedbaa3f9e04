"""Posting through the API: what the form does, in JSON."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.live.models import Event
from consult.threads.models import Comment
from tests.api.client import problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(stage):
    return f"drafts/{stage.draft.pk}/comments/"


@pytest.fixture
def words(stage):
    return {"section": str(stage.text.key), "text": "Quel mois ?"}


def test_it_is_there_and_the_answer_says_where(cast, script, address, words):
    client = script(cast.citizen)
    answer = client.ask("POST", address, {**words, "kind": "question", "stance": "for"})
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert answer["Location"] == f"/api/v1/comments/{told['id']}/"
    assert client.read(answer["Location"]) == told
    assert (told["text"], told["kind"], told["stance"]) == ("Quel mois ?", "question", "for")
    assert told["author"]["name"] == "Maïa L."
    assert Event.objects.filter(type="comment.posted", object_id=told["id"]).count() == 1


def test_without_a_section_it_is_about_the_whole_draft(stage, cast, script, address):
    for body in ({"text": "Tout."}, {"text": "Tout.", "section": str(stage.draft.pk)}):
        told = script(cast.citizen).ask("POST", address, body).json()
        assert told["section"] == str(stage.draft.pk)


def test_a_suggestion_with_a_quote(cast, script, address, words):
    body = {
        **words,
        "text": "",
        "kind": "suggestion",
        "wording": "Les données existent.",
        "quote": {"exact": "elles restent dispersées"},
    }
    told = script(cast.citizen).ask("POST", address, body).json()
    assert told["wording"] == "Les données existent."
    assert told["difference"]
    assert told["quote"]["exact"] == "elles restent dispersées"


def test_a_reply(cast, post, script, address, words):
    root = post()
    body = {**words, "in_reply_to": str(root.pk)}
    told = script(cast.neighbour).ask("POST", address, body).json()
    assert (told["thread"], told["number"]) == (str(root.pk), 1)


def test_its_language(cast, script, address, words):
    """It is told from the words; where they do not say, it is that of the request, unless named."""
    client = script(cast.citizen)
    sentence = {
        **words,
        "text": "Il faudrait publier le calendrier complet des réunions publiques.",
    }
    assert client.ask("POST", f"{address}?lang=en", sentence).json()["language"] == "fr"
    assert client.ask("POST", f"{address}?lang=en", words).json()["language"] == "en"
    assert client.ask("POST", address, words, Accept_Language="en").json()["language"] == "en"
    body = {**words, "language": "es"}
    assert client.ask("POST", f"{address}?lang=en", body).json()["language"] == "es"


# Once


def test_the_same_key_posts_once(cast, script, address, words):
    key = str(uuid4())
    client = script(cast.citizen)
    first = client.ask("POST", address, words, Idempotency_Key=key)
    again = client.ask("POST", address, words, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert Comment.objects.count() == 1


def test_other_words_with_the_same_key_are_not_taken_for_posted(cast, script, address, words):
    key = str(uuid4())
    client = script(cast.citizen)
    client.ask("POST", address, words, Idempotency_Key=key)
    answer = client.ask("POST", address, {**words, "text": "Autre."}, Idempotency_Key=key)
    problem(answer, 409, "comment.key_used")


def test_the_key_of_somebody_else_is_no_key(cast, script, address, words):
    key = str(uuid4())
    for who in (cast.citizen, cast.neighbour):
        answer = script(who).ask("POST", address, words, Idempotency_Key=key)
        assert answer.status_code == 201


def test_a_key_that_is_none_is_refused(cast, script, address, words):
    answer = script(cast.citizen).ask("POST", address, words, Idempotency_Key="abc")
    (error,) = problem(answer, 422, "request.invalid")["errors"]
    assert (error["where"], error["field"]) == ("header", "Idempotency-Key")
    assert not Comment.objects.exists()


# Refused


def test_whoever_is_not_signed_in_is_told_so(script, address, words):
    answer = script().ask("POST", address, words)
    problem(answer, 401, "sign_in_first")
    assert answer["WWW-Authenticate"].startswith("Cookie ")


def test_nobody_is_asked_to_sign_in_where_it_is_over(stage, script, address, words):
    stage.consultation.__class__.objects.filter(pk=stage.consultation.pk).update(
        closes_at=timezone.now()
    )
    told = problem(script().ask("POST", address, words), 409, "comment.no_longer_open")
    assert "%(" not in told["detail"]


def test_a_draft_that_one_may_not_read_is_none_to_write_on(cast, closed, script, address, words):
    """CVE-2026-40870: also for whoever is not signed in, who must not learn that it exists."""
    for who in (None, cast.citizen, cast.outsider):
        problem(script(who).ask("POST", address, words), 404, "not_found")
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"text": " \n "}, 422, "text.empty"),
        ({"text": "a" * 5001}, 422, "text.too_long"),
        ({"text": "a\x00b"}, 422, "text.control_characters"),
        ({"text": "a\ud800b"}, 422, "text.control_characters"),
        ({"quote": {"exact": "\x00"}}, 422, "quote.not_there"),
        ({"quote": {"exact": "\ud800"}}, 422, "quote.not_there"),
        ({"section": str(uuid4())}, 409, "comment.section_gone"),
        ({"in_reply_to": str(uuid4())}, 409, "comment.other_thread"),
        ({"kind": "suggestion"}, 422, "suggestion.no_wording"),
        (
            {"kind": "suggestion", "section": None, "wording": "x"},
            422,
            "suggestion.no_wording_here",
        ),
        ({"quote": {"exact": "nulle part"}}, 422, "quote.not_there"),
        ({"quote": {"exact": "a" * 1001}}, 422, "quote.too_long"),
        ({"text": "@a " * 10_000}, 422, "text.too_long"),
        ({"text": "@a " * 11}, 422, "comment.too_many_mentions"),
    ],
)
def test_what_the_service_refuses_is_a_problem(cast, script, address, words, change, status, code):
    answer = script(cast.citizen).ask("POST", address, {**words, **change})
    if code == "text.too_long" and "@" in change["text"]:
        code = answer.json()["code"]
        assert code in ("text.too_long", "comment.too_many_mentions")
    problem(answer, status, code)
    assert not Comment.objects.exists()


def test_a_section_of_another_draft(stage, cast, script, address, words):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = stage.other_draft.sections.exclude(key=stage.other_draft.pk).first()
    answer = script(cast.citizen).ask("POST", address, {**words, "section": str(foreign.key)})
    problem(answer, 409, "comment.section_gone")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": 1}, "text"),
        ({"text": None}, "text"),
        ({"kind": "rumour"}, "kind"),
        ({"stance": "perhaps"}, "stance"),
        ({"language": "xx"}, "language"),
        ({"section": "nonsense"}, "section"),
        ({"in_reply_to": "nonsense"}, "in_reply_to"),
        ({"quote": {}}, "quote.exact"),
        ({"quote": "mots"}, "quote"),
        ({"quote": {"exact": "a", "start": 1}}, "quote.start"),
        ({"author": "Ravi"}, "author"),
        ({"by_official": True}, "by_official"),
        ({"status": "hidden"}, "status"),
        ({"\ud800": "x"}, ""),
        ({"a" * 1000: "x"}, "a" * 100),
    ],
)
def test_a_field_is_what_it_should_be_or_named(cast, script, address, words, change, field):
    """A forged author is no field; what was sent is not repeated."""
    answer = script(cast.citizen).ask("POST", address, {**words, **change})
    errors = problem(answer, 422, "request.invalid")["errors"]
    assert [(one["where"], one["field"]) for one in errors] == [("body", field)]
    assert "nonsense" not in answer.content.decode()
    assert not Comment.objects.exists()


def test_too_fast(cast, script, address, words, settings):
    settings.PACE = {**settings.PACE, "post": (1, 3600)}
    client = script(cast.moderator_gov)
    cast.moderator_gov.__class__.objects.update(joined_at=timezone.now().replace(year=2020))
    assert client.ask("POST", address, words).status_code == 201
    answer = client.ask("POST", address, words)
    told = problem(answer, 429, "pace.too_fast")
    assert 0 < told["retry_after"] <= 7200
    assert answer["Retry-After"] == str(told["retry_after"])


def test_suspended(cast, script, address, words):
    cast.citizen.suspended_until = timezone.now().replace(year=2100)
    cast.citizen.save()
    problem(script(cast.citizen).ask("POST", address, words), 403, "comment.suspended")


# Cost


def test_it_takes_as_many_queries_whatever_is_said(cast, post, script, address, words):
    client = script(cast.citizen)
    client.ask("POST", address, words)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.ask("POST", address, words)
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
        for _more in range(10):
            post()
    assert counts[0] == counts[1] <= 20


def test_its_language_is_told_from_the_words_or_named(stage, cast, script):
    address, client = f"drafts/{stage.draft.pk}/comments/", script(cast.citizen)
    german = {"text": "Abends fahren hier viel zu wenige Busse."}
    assert client.ask("POST", address, german).json()["language"] == "de"
    named = {"text": "Ja, danke", "language": "de"}
    assert client.ask("POST", address, named).json()["language"] == "de"
    too_short = {"text": "Ja, danke"}
    assert client.ask("POST", f"{address}?lang=en", too_short).json()["language"] == "en"
    answer = client.ask("POST", address, {"text": "nuqneH", "language": "tlh"})
    problem(answer, 422, "request.invalid")
