"""Words that wait for a moderator, through the API: told to their author, and to nobody else."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.moderation import services as moderation
from consult.moderation.models import Case
from consult.threads.models import Comment, HeldText
from tests.api.client import problem
from tests.api.desk import hold, premoderate

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"


@pytest.fixture
def address(stage):
    premoderate(stage, "all")
    return f"drafts/{stage.draft.pk}/comments/"


@pytest.fixture
def words(stage):
    return {"section": str(stage.text.key), "text": SECRET, "stance": "for"}


# Posted


def test_what_is_held_is_taken_and_its_author_told_why(stage, cast, script, address, words):
    Consultation.objects.update(review_hours=6)
    client = script(cast.citizen)
    answer = client.ask("POST", f"{address}?lang=en", words)
    assert answer.status_code == 202
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert answer["Location"] == f"/api/v1/held/{told['id']}/"
    assert told["status"] == "waiting"
    assert told["grounds"] == [
        {
            "code": "premoderation",
            "count": None,
            "detail": "Moderators read all contributions before publication.",
        }
    ]
    promise = datetime.fromisoformat(told["expected_by"]) - datetime.fromisoformat(told["held_at"])
    assert promise == timedelta(hours=6)
    assert told["withdraw"] == f"http://testserver/api/v1/held/{told['id']}/"
    assert (told["text"], told["stance"], told["author"]["name"]) == (SECRET, "for", "Maïa L.")
    assert client.read(answer["Location"], Accept_Language="en") == told
    assert not Comment.objects.exists()
    assert client.read(address)["items"] == []


def test_the_same_key_gives_the_same_words_then_the_comment(cast, script, address, words):
    key = str(uuid4())
    client = script(cast.citizen)
    first = client.ask("POST", address, words, Idempotency_Key=key)
    again = client.ask("POST", address, words, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert HeldText.objects.count() == 1

    held_id = first.json()["id"]
    moderation.decide(by=cast.moderator_gov, subject_id=held_id, action="publish")
    after = client.ask("POST", address, words, Idempotency_Key=key)
    assert (after.status_code, after.json()["text"]) == (200, SECRET)
    assert after["Location"] == f"/api/v1/comments/{Comment.objects.get().pk}/"


def test_other_words_with_the_same_key_are_not_taken_for_held(cast, script, address, words):
    key = str(uuid4())
    client = script(cast.citizen)
    client.ask("POST", address, words, Idempotency_Key=key)
    answer = client.ask("POST", address, {**words, "text": "Autre."}, Idempotency_Key=key)
    problem(answer, 409, "comment.key_used")


def test_an_edit_that_is_held_leaves_the_comment_as_it_is(stage, cast, post, script):
    comment = post("Quel mois ?")
    premoderate(stage, "all")
    client = script(cast.citizen)
    answer = client.ask("PATCH", f"comments/{comment.pk}/", {"text": SECRET})
    assert answer.status_code == 202
    told = answer.json()
    assert (told["edits"], told["text"]) == (str(comment.pk), SECRET)
    assert client.read(f"comments/{comment.pk}/")["text"] == "Quel mois ?"


# Read


def test_its_author_reads_what_became_of_it(stage, cast, script):
    client = script(cast.citizen)
    published, refused = hold(stage, cast, "Oui."), hold(stage, cast, "Non.")
    moderation.decide(by=cast.moderator_gov, subject_id=published.pk, action="publish")
    reasons = moderation.Reasons(article_id=stage.articles[0].pk)
    moderation.decide(
        by=cast.moderator_gov, subject_id=refused.pk, action="refuse", reasons=reasons
    )
    told = client.read(f"held/{published.pk}/")
    assert told["status"] == "published"
    assert told["comment"] == str(Comment.objects.get().pk)
    assert (told["expected_by"], told["withdraw"]) == (None, None)
    assert client.read(f"held/{refused.pk}/")["status"] == "refused"


def test_nobody_else_reads_it(stage, cast, script):
    held = hold(stage, cast, SECRET)
    for who in (None, "neighbour", "drafter_gov", "moderator_gov", "outsider", "admin"):
        client = script(getattr(cast, who) if who else None)
        answer = client.ask("GET", f"held/{held.pk}/")
        problem(answer, 404, "not_found")
        assert SECRET not in answer.content.decode()
    problem(script(cast.citizen).ask("GET", f"held/{uuid4()}/"), 404, "not_found")


def test_not_on_a_draft_that_its_author_may_no_longer_read(stage, cast, close, script):
    """CVE-2026-40870: as with what they said there."""
    held = hold(stage, cast)
    close()
    for method in ("GET", "DELETE"):
        answer = script(cast.citizen).ask(method, f"held/{held.pk}/")
        problem(answer, 404, "not_found")


# Withdrawn


def test_its_author_takes_it_back(stage, cast, script):
    held = hold(stage, cast, SECRET)
    client = script(cast.citizen)
    answer = client.ask("DELETE", client.read(f"held/{held.pk}/")["withdraw"])
    assert (answer.status_code, answer.content) == (204, b"")
    told = client.read(f"held/{held.pk}/")
    assert (told["status"], told["text"], told["withdraw"]) == ("withdrawn", "", None)
    assert not Case.objects.open().exists()
    problem(client.ask("DELETE", f"held/{held.pk}/"), 409, "comment.no_longer_waiting")


def test_nobody_else_takes_it_back(stage, cast, script):
    """CVE-2026-40869: every verb asks policy for this actor on this object."""
    held = hold(stage, cast, SECRET)
    problem(script().ask("DELETE", f"held/{held.pk}/"), 401, "sign_in_first")
    for who in ("neighbour", "moderator_gov", "admin"):
        answer = script(getattr(cast, who)).ask("DELETE", f"held/{held.pk}/")
        problem(answer, 404, "not_found")
    assert HeldText.objects.get().source == SECRET


def test_how_long_it_takes_is_said_while_it_waits(stage, cast, script):
    """Later than promised is told as it is: the promise does not move."""
    held = hold(stage, cast)
    HeldText.objects.update(held_at=timezone.now() - timedelta(days=3))
    told = script(cast.citizen).read(f"held/{held.pk}/")
    assert datetime.fromisoformat(told["expected_by"]) < timezone.now()
