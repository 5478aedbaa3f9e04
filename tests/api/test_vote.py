"""Voting through the API."""

from uuid import uuid4

import pytest
from django.utils import timezone

from consult.threads.models import Vote
from tests.api.client import problem

pytestmark = pytest.mark.django_db


def test_cast_change_and_withdraw(cast, post, script):
    comment = post()
    client, address = script(cast.neighbour), f"comments/{comment.pk}/vote/"
    steps = [
        ("PUT", {"value": "agree"}, (1, 0, "agree")),
        ("PUT", {"value": "agree"}, (1, 0, "agree")),
        ("PUT", {"value": "disagree"}, (0, 1, "disagree")),
        ("DELETE", None, (0, 0, None)),
        ("DELETE", None, (0, 0, None)),
    ]
    for method, body, (agree, disagree, own) in steps:
        answer = client.ask(method, address, body)
        assert answer.status_code == 200
        assert answer.json() == {
            "comment": str(comment.pk),
            "votes": {"agree": agree, "disagree": disagree, "own": own},
        }
    assert not Vote.objects.exists()


def test_not_on_one_s_own(cast, post, script):
    answer = script(cast.citizen).ask("PUT", f"comments/{post().pk}/vote/", {"value": "agree"})
    problem(answer, 403, "vote.own_comment")


def test_not_signed_in(post, script):
    address = f"comments/{post().pk}/vote/"
    problem(script().ask("PUT", address, {"value": "agree"}), 401, "sign_in_first")
    problem(script().ask("DELETE", address), 401, "sign_in_first")


def test_not_on_what_is_hidden(cast, post, hide, script):
    comment = hide(post())
    answer = script(cast.neighbour).ask("PUT", f"comments/{comment.pk}/vote/", {"value": "agree"})
    problem(answer, 409, "comment.not_visible")


def test_not_where_one_may_not_read(cast, post, close, script):
    """CVE-2026-40870: not to be written on either, and not known to exist."""
    address = f"comments/{post().pk}/vote/"
    close()
    for who in (None, cast.neighbour, cast.outsider):
        problem(script(who).ask("PUT", address, {"value": "agree"}), 404, "not_found")
        problem(script(who).ask("DELETE", address), 404, "not_found")


@pytest.mark.parametrize(
    "body", [{"value": "maybe"}, {"value": ""}, {}, {"value": None}, [], "agree"]
)
def test_a_vote_is_one_of_two(cast, post, script, body):
    answer = script(cast.neighbour).ask("PUT", f"comments/{post().pk}/vote/", body)
    problem(answer, 422, "request.invalid")


def test_too_fast(cast, post, script, settings):
    settings.PACE = {**settings.PACE, "vote": (1, 3600)}
    type(cast.neighbour).objects.update(joined_at=timezone.now().replace(year=2020))
    client, address = script(cast.neighbour), f"comments/{post().pk}/vote/"
    client.ask("PUT", address, {"value": "agree"})
    answer = client.ask("DELETE", address)
    told = problem(answer, 429, "pace.too_fast")
    assert answer["Retry-After"] == str(told["retry_after"])


def test_on_one_that_never_was(cast, script):
    address = f"comments/{uuid4()}/vote/"
    problem(script(cast.citizen).ask("PUT", address, {"value": "agree"}), 404, "not_found")
