"""ETag and 304: what is the same is not sent again, and what changed always is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.live.models import DueEvent
from consult.live.services import record
from consult.threads import services
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"


@pytest.fixture
def comment(post):
    return post(SECRET)


@pytest.fixture
def addresses(stage, comment):
    draft = f"drafts/{stage.draft.pk}"
    return {
        "comments": f"{draft}/comments/",
        "section": f"{draft}/comments/?section={stage.text.key}&order=agreed",
        "search": f"{draft}/comments/?q={SECRET}",
        "replies": f"comments/{comment.pk}/replies/",
        "comment": f"comments/{comment.pk}/",
        "edits": f"comments/{comment.pk}/edits/",
        "sections": f"{draft}/sections/",
        "draft": f"{draft}/",
        "drafts": "drafts/",
        "versions": f"{draft}/versions/",
        "version": f"{draft}/versions/fr/1/",
        "consultations": "consultations/",
        "consultation": f"consultations/{stage.consultation.pk}/",
        "register": f"consultations/{stage.consultation.pk}/register/",
        "problems": "problems/",
    }


OF_THE_TALK = ("comments", "section", "search", "replies", "sections")


@pytest.fixture(autouse=True)
def one_minute(monkeypatch):
    """The clock stands still: what may be old for a minute stays so for a test."""
    monkeypatch.setattr("consult.api.caching.time.time", lambda: 1_800_000_000.0)


def asks_again(client, address, tag):
    return client.ask("GET", address, If_None_Match=tag)


@pytest.mark.parametrize("reader", [None, "citizen", "moderator_gov"])
def test_the_very_same_is_not_sent_again(cast, addresses, script, reader):
    client = script(getattr(cast, reader) if reader else None)
    for name, address in addresses.items():
        first = client.ask("GET", address)
        assert first.status_code == 200
        assert first["ETag"].startswith('W/"'), name
        assert first["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Accept-Language"} <= set(first["Vary"].split(", "))
        again = asks_again(client, address, first["ETag"])
        assert (again.status_code, again.content) == (304, b""), name
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == "private, no-cache"
        assert "Content-Type" not in again


@pytest.mark.parametrize("tags", ["*", '"x", {tag}', "{strong}", '{tag}, W/"y"'])
def test_a_tag_among_others_or_any(addresses, script, tags):
    tag = script().ask("GET", addresses["comment"])["ETag"]
    sent = tags.format(tag=tag, strong=tag.removeprefix("W/"))
    assert asks_again(script(), addresses["comment"], sent).status_code == 304


@pytest.mark.parametrize("tag", ["", "nonsense", '"', 'W/"', '"0"', "\x7f", '"' * 500])
def test_a_tag_that_is_none_is_no_reason_not_to_answer(addresses, script, tag):
    assert asks_again(script(), addresses["comments"], tag).status_code == 200


@pytest.mark.parametrize("reader", [None, "neighbour"])
def test_an_event_makes_it_new(cast, post, comment, addresses, script, reader):
    client = script(getattr(cast, reader) if reader else None)
    tags = {name: client.ask("GET", addresses[name])["ETag"] for name in OF_THE_TALK}
    post(f"{SECRET} aussi", in_reply_to=comment.pk)
    for name, tag in tags.items():
        assert asks_again(client, addresses[name], tag).status_code == 200, name


def test_what_was_hidden_is_not_what_the_client_has(comment, addresses, hide, script):
    """No hidden comment is vouched for by a tag."""
    tags = {name: script().ask("GET", one)["ETag"] for name, one in addresses.items()}
    hide(comment)
    for name in (*OF_THE_TALK[:3], "comment"):
        answer = asks_again(script(), addresses[name], tags[name])
        assert answer.status_code == 200, name
        assert SECRET not in answer.content.decode()


def test_a_vote_is_new_once_it_is_told(cast, comment, addresses, script):
    """Votes are told together, a second later: so long the tag vouches for the counts before."""
    tags = {name: script().ask("GET", addresses[name])["ETag"] for name in ("comments", "section")}
    services.cast_vote(by=cast.neighbour, comment_id=comment.pk, value="agree")
    # What record_due does, which wants a transaction of its own.
    DueEvent.objects.all().delete()
    record(stream_id=comment.draft_id, type="votes.changed", object_id=comment.pk)
    for name, tag in tags.items():
        told = asks_again(script(), addresses[name], tag).json()["items"][0]
        assert told["votes"]["agree"] == 1, name


def test_nothing_is_vouched_for_while_something_is_overdue(cast, comment, addresses, script):
    services.cast_vote(by=cast.neighbour, comment_id=comment.pk, value="agree")
    DueEvent.objects.update(due_at=timezone.now() - timedelta(seconds=3))
    tag = script().ask("GET", addresses["comments"])["ETag"]
    services.cast_vote(by=cast.neighbour, comment_id=comment.pk, value="disagree")
    again = asks_again(script(), addresses["comments"], tag)
    assert again.json()["items"][0]["votes"] == {"agree": 0, "disagree": 1, "own": None}


def test_one_s_own_vote_is_new_at_once(cast, comment, addresses, script):
    client = script(cast.neighbour)
    tag = client.ask("GET", addresses["comments"])["ETag"]
    services.cast_vote(by=cast.neighbour, comment_id=comment.pk, value="agree")
    again = asks_again(client, addresses["comments"], tag)
    assert again.json()["items"][0]["votes"] == {"agree": 1, "disagree": 0, "own": "agree"}


def test_a_new_version_is_new(stage, addresses, script):
    tags = {name: script().ask("GET", addresses[name])["ETag"] for name in ("sections", "draft")}
    publish(stage.page)
    for name, tag in tags.items():
        assert asks_again(script(), addresses[name], tag).status_code == 200, name


def test_signing_in_changes_the_tag(cast, addresses, script):
    tag = script().ask("GET", addresses["comments"])["ETag"]
    assert asks_again(script(cast.moderator_gov), addresses["comments"], tag).status_code == 200


def test_languages_have_tags_of_their_own(addresses, script):
    tag = script().ask("GET", addresses["sections"], Accept_Language="fr")["ETag"]
    answer = script().ask("GET", addresses["sections"], Accept_Language="en", If_None_Match=tag)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "name", [*OF_THE_TALK, "draft", "comment", "edits", "versions", "version", "register"]
)
def test_a_tag_opens_nothing(cast, addresses, close, script, name):
    """CVE-2026-40870: whoever may no longer read is told so, whatever they have."""
    tag = script().ask("GET", addresses[name])["ETag"]
    close()
    for sent in (tag, "*"):
        assert asks_again(script(), addresses[name], sent).status_code == 404


def test_old_names_are_told_for_a_minute_at_most(cast, addresses, script, monkeypatch):
    client = script()
    tag = client.ask("GET", addresses["comments"])["ETag"]
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(public_name="Maïa Nouvelle")
    monkeypatch.setattr("consult.api.caching.time.time", lambda: 1_800_000_060.0)
    again = asks_again(client, addresses["comments"], tag)
    assert again.json()["items"][0]["author"]["name"] == "Maïa Nouvelle"


def test_what_is_the_same_costs_little(addresses, script):
    """A list that did not change is neither loaded nor written."""
    for name in OF_THE_TALK:
        tag = script().ask("GET", addresses[name])["ETag"]
        with CaptureQueriesContext(connection) as captured:
            assert asks_again(script(), addresses[name], tag).status_code == 304
        assert len(captured) <= 4, name


def test_errors_are_kept_by_nobody(script):
    assert script().ask("GET", f"comments/{uuid4()}/")["Cache-Control"] == "no-store"
