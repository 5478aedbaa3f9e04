"""Taking one's words back through the API."""

from uuid import uuid4

import pytest

from consult.threads.models import Comment
from tests.api.client import problem

pytestmark = pytest.mark.django_db


def test_a_tombstone_stays(cast, post, script):
    comment = post()
    client, address = script(cast.citizen), f"comments/{comment.pk}/"
    answer = client.ask("DELETE", address)
    assert (answer.status_code, answer.content) == (204, b"")
    told = client.read(address)
    assert (told["status"], told["text"], told["author"]) == ("deleted", None, None)


def test_twice_is_told(cast, post, script):
    client, address = script(cast.citizen), f"comments/{post().pk}/"
    client.ask("DELETE", address)
    problem(client.ask("DELETE", address), 409, "comment.already_deleted")


def test_nobody_else_may(cast, post, script):
    """CVE-2026-40869: every verb asks policy for this actor on this object."""
    address = f"comments/{post().pk}/"
    problem(script().ask("DELETE", address), 401, "sign_in_first")
    for who in ("neighbour", "drafter_gov", "moderator_gov", "publisher", "outsider", "admin"):
        problem(script(getattr(cast, who)).ask("DELETE", address), 403, "comment.not_yours")
    assert Comment.objects.get().is_visible


def test_one_may_where_the_draft_is_closed_to_them_by_now(cast, post, close, script):
    comment = post()
    close()
    address = f"comments/{comment.pk}/"
    problem(script(cast.neighbour).ask("DELETE", address), 404, "not_found")
    assert script(cast.citizen).ask("DELETE", address).status_code == 204
    assert Comment.objects.get().source == ""


def test_a_hidden_one_stays_for_its_appeal(cast, post, hide, script):
    comment = hide(post())
    answer = script(cast.citizen).ask("DELETE", f"comments/{comment.pk}/")
    problem(answer, 409, "comment.stays_while_hidden")


def test_one_that_never_was(cast, script):
    problem(script(cast.citizen).ask("DELETE", f"comments/{uuid4()}/"), 404, "not_found")
