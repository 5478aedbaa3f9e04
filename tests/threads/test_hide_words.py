"""Hidden means gone from every public surface; the replies stay (Decidim issues 12829, 8660)."""

import json
from uuid import uuid4

import pytest
from django.utils import timezone

from consult.drafts.models import Section
from consult.live.models import Event
from consult.live.reading import tell
from consult.moderation import services as moderation
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.places import Said

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def said(stage, cast, post):
    """A thread whose root and second reply are hidden; the root's form bore a key."""
    key = uuid4()
    User.objects.filter(pk=cast.citizen.pk).update(public_name="Wilhelmine")
    root = post(f"{SECRET} *racine*", idempotency_key=key)
    stays = post("Je réponds poliment.", by=cast.neighbour, in_reply_to=root.pk)
    reply = post(f"{SECRET} *réponse*", in_reply_to=stays.pk)
    again = post("Je réponds encore.", by=cast.drafter_civ, in_reply_to=reply.pk)
    for comment in (root, reply):
        moderation.hide_comment(
            by=cast.moderator_gov, comment_id=comment.pk, article_id=stage.articles[1].pk
        )
    return {"root": root, "stays": stays, "reply": reply, "again": again, "key": key}


def surfaces(stage, said):
    """Every address at which a comment is shown, and how it is asked for."""
    root, reply = said["root"].pk, said["reply"].pk
    section = f"?section={stage.text.key}"
    for comment in (root, reply):
        yield "permalink, and the page it leads to", f"/c/{comment}", {}
        yield "comment", f"/fr/comments/{comment}/", {}
        yield "reply form, and the page it leads to", f"/fr/comments/{comment}/reply/", {}
        yield "reply form", f"/fr/comments/{comment}/reply/", HTMX
        yield "moderation", f"/fr/moderation/comments/{comment}/", {}
        yield "moderation", f"/fr/moderation/comments/{comment}/", HTMX
    yield "talk", stage.page.url + section, {}
    yield "whole draft", f"{stage.page.url}?section={stage.draft.pk}", {}
    yield "draft", stage.page.url, {}
    yield "fragment", stage.url() + section, HTMX
    yield "fragment of a thread", f"{stage.url()}{section}&comment={reply}", HTMX
    yield "later page", f"{stage.url()}{section}&before={uuid_after(root)}", HTMX
    yield "replies, without JavaScript", f"/fr/comments/{root}/replies/?after=1", {}
    yield "replies", f"/fr/comments/{root}/replies/", HTMX
    yield "replies of a reply", f"/fr/comments/{reply}/replies/", HTMX


def uuid_after(pk):
    return type(pk)(int=pk.int + 1)


PUBLIC = [None, "citizen", "neighbour", "drafter_gov", "publisher", "outsider", "admin"]


@pytest.mark.parametrize("reader", PUBLIC)
def test_nothing_of_hidden_words_is_anywhere(stage, cast, said, as_user, reader):
    browser = as_user(getattr(cast, reader) if reader else None)
    own_name = reader == "citizen"
    for surface, address, headers in surfaces(stage, said):
        page = browser.get(address, headers=headers, follow=True)
        html = page.content.decode()
        assert SECRET not in html, (surface, address)
        assert own_name or "Wilhelmine" not in html, (surface, address)


@pytest.mark.parametrize("reader", [None, "citizen", "drafter_gov"])
def test_the_replies_stay_under_the_tombstone(stage, cast, said, as_user, reader):
    browser = as_user(getattr(cast, reader) if reader else None)
    html = browser.get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert "Je réponds poliment." in html
    assert "Je réponds encore." in html
    assert html.count('class="tomb"') == 2
    assert "Sujet" in html.split('class="tomb"')[1][:300]


@pytest.mark.parametrize("reader", ["moderator_gov", "moderator_civ"])
def test_moderators_of_this_consultation_see_them(stage, cast, said, as_user, reader):
    browser = as_user(getattr(cast, reader))
    address = f"{stage.page.url}?section={stage.text.key}"
    assert browser.get(address).content.decode().count(SECRET) == 2
    fragment = browser.get(f"/fr/comments/{said['root'].pk}/", headers=HTMX).content.decode()
    assert SECRET in fragment


def test_moderators_who_are_no_longer_see_them_no_longer(stage, cast, said, as_user):
    browser = as_user(cast.moderator_gov)
    cast.moderator_gov.memberships.all().delete()
    page = browser.get(f"{stage.page.url}?section={stage.text.key}")
    assert SECRET not in page.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_sending_the_old_form_again_does_not_bring_them_back(stage, cast, said, as_user, headers):
    """A repeated form returns the first result: as the public may see it now."""
    typed = {"section": str(stage.text.key), "body": "x", "idempotency_key": str(said["key"])}
    answer = as_user(cast.citizen).post(stage.url(), typed, headers=headers, follow=True)
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_a_replay_tells_nothing_hidden_since(stage, said):
    """Discourse CVE-2026-91156: the live bus told restricted talk."""
    events = list(Event.objects.filter(stream=stage.draft.pk).order_by("number"))
    frames = [json.loads(text) for _n, told in tell(events, ["fr", "en"]) for text in told.values()]

    of_root = [one for one in frames if one.get("comment", {}).get("id") == str(said["root"].pk)]
    assert [one["type"] for one in of_root] == ["comment.posted"] * 2 + ["comment.hidden"] * 2
    assert all(one["comment"]["author"] is None for one in of_root)
    assert all(one["comment"]["status"] == "hidden" for one in of_root)
    assert SECRET not in json.dumps(frames)
    assert "Wilhelmine" not in json.dumps(frames)


def test_frames_tell_moderators_no_more_than_the_public(stage, said):
    """Frames are encoded once for all: a moderator's page asks for the comment over HTTP."""
    events = list(Event.objects.filter(stream=stage.draft.pk))
    assert "act-moderate" not in json.dumps(list(tell(events, ["fr"])))


def test_what_is_restored_is_back_on_the_page_and_in_the_replay(stage, cast, said, as_user):
    moderation.restore_comment(by=cast.moderator_civ, comment_id=said["root"].pk)
    html = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert html.count(SECRET) == 1
    events = list(Event.objects.filter(stream=stage.draft.pk))
    assert SECRET in json.dumps(list(tell(events, ["fr"])))


def test_hidden_words_are_kept_for_whoever_reviews_the_decision(said):
    said["root"].refresh_from_db()
    assert said["root"].source == f"{SECRET} *racine*"


def test_a_reply_to_hidden_words_names_nobody(stage, cast, said, post, as_user):
    """Decidim 12829: what was hidden stayed in places that quoted it."""
    post("Et encore.", by=cast.neighbour, in_reply_to=said["reply"].pk)
    html = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert "Wilhelmine" not in html


def test_counters_count_what_the_public_sees(stage, said):
    assert Section.objects.get(pk=stage.text.pk).comments_count == 2


def test_words_of_a_passage_that_is_gone_are_hidden_too(stage, cast, said, as_user):
    Section.objects.filter(pk=stage.text.pk).update(retired_at=timezone.now())
    html = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert "Je réponds poliment." in html
    assert SECRET not in html


def test_a_visible_comment_shows_its_words_to_everybody(stage, cast, as_user):
    """The proof that the tests above look in the right places."""
    threads.post_comment(by=cast.citizen, place=stage.place(), said=Said(SECRET, "fr"))
    for reader in (None, cast.neighbour):
        html = as_user(reader).get(f"{stage.page.url}?section={stage.text.key}").content.decode()
        assert SECRET in html
