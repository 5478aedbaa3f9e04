"""Changing one's words through the API."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult.threads.models import Comment
from tests.api.client import problem

pytestmark = pytest.mark.django_db


def test_at_first_without_a_trace(cast, post, script):
    comment = post("Quel moi ?")
    answer = script(cast.citizen).ask("PATCH", f"comments/{comment.pk}/", {"text": "Quel mois ?"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert (told["text"], told["edited_at"], told["edits_count"]) == ("Quel mois ?", None, 0)


def test_later_for_all_to_see(cast, post, script):
    comment = post("Quel moi ?")
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(hours=1))
    client = script(cast.citizen)
    told = client.ask("PATCH", f"comments/{comment.pk}/", {"text": "Quel mois ?"}).json()
    assert told["edits_count"] == 1
    (edit,) = script().read(f"comments/{comment.pk}/edits/")["items"]
    assert "".join(one["text"] for one in edit["text"] if one["op"] in "=-") == "Quel moi ?"


def test_the_wording_of_a_suggestion(cast, post, script):
    comment = post(kind="suggestion", wording="Les données existent.")
    client, address = script(cast.citizen), f"comments/{comment.pk}/"
    told = client.ask("PATCH", address, {"text": "Plus court."}).json()
    assert told["wording"] == "Les données existent."
    told = client.ask("PATCH", address, {"text": "Plus court.", "wording": "Rien."}).json()
    assert told["wording"] == "Rien."


def test_nobody_else_may(cast, post, script):
    """CVE-2026-40869: every verb asks policy for this actor on this object."""
    address = f"comments/{post().pk}/"
    problem(script().ask("PATCH", address, {"text": "x"}), 401, "sign_in_first")
    for who in ("neighbour", "drafter_gov", "moderator_gov", "publisher", "outsider", "admin"):
        answer = script(getattr(cast, who)).ask("PATCH", address, {"text": "x"})
        problem(answer, 403, "comment.not_yours")
    assert Comment.objects.get().source == "Quel mois ?"


def test_not_once_it_is_hidden(cast, post, hide, script):
    comment = hide(post())
    answer = script(cast.citizen).ask("PATCH", f"comments/{comment.pk}/", {"text": "x"})
    problem(answer, 409, "comment.not_visible")


def test_not_on_a_draft_that_one_may_no_longer_read(cast, post, close, script):
    """CVE-2026-40870: the author cannot either."""
    comment = post()
    close()
    answer = script(cast.citizen).ask("PATCH", f"comments/{comment.pk}/", {"text": "x"})
    problem(answer, 404, "not_found")


def test_words_are_checked_as_when_posting(cast, post, script):
    address = f"comments/{post().pk}/"
    client = script(cast.citizen)
    problem(client.ask("PATCH", address, {"text": " "}), 422, "text.empty")
    problem(client.ask("PATCH", address, {"text": "a" * 5001}), 422, "text.too_long")
    for body in ({}, {"text": None}, {"text": "x", "kind": "question"}):
        problem(client.ask("PATCH", address, body), 422, "request.invalid")


def test_one_that_never_was(cast, script):
    answer = script(cast.citizen).ask("PATCH", f"comments/{uuid4()}/", {"text": "x"})
    problem(answer, 404, "not_found")


def test_another_language_for_the_same_words_is_no_edit(cast, post, script):
    comment = post("Information")
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(hours=1))
    words = {"text": "Information", "language": "de"}
    told = script(cast.citizen).ask("PATCH", f"comments/{comment.pk}/", words).json()
    assert (told["language"], told["edited_at"], told["edits_count"]) == ("de", None, 0)
