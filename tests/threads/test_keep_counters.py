"""Stored counters equal a recount, whatever was done (Decidim: counters that drifted)."""

import json
import random

import pytest

from consult.core.errors import Refused
from consult.drafts.models import Draft, Section
from consult.drafts.queries import reading_of
from consult.live.models import Event, Stream
from consult.live.reading import tell
from consult.moderation import services as moderation
from consult.threads.models import Comment
from consult.threads.places import Place

pytestmark = pytest.mark.django_db


def assert_counters_are_true(draft: Draft) -> None:
    """The sections count what the public sees; threads count their replies, hidden ones too."""
    for section in draft.sections.all():
        visible = Comment.objects.at(section).visible().count()
        assert section.comments_count == visible
    for root in Comment.objects.roots().filter(draft=draft):
        numbers = root.replies.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, root.replies_count + 1))
    events = Event.objects.filter(stream=draft.pk).order_by("number")
    last = Stream.objects.get(pk=draft.pk).last
    assert list(events.values_list("number", flat=True)) == list(range(1, last + 1))


@pytest.mark.parametrize("seed", range(3))
def test_after_posts_replies_hides_and_restores(stage, cast, post, settings, seed):
    settings.COMMENT_LIMIT = 1000
    chance = random.Random(seed)  # noqa: S311 - a story told the same way each time
    people = [cast.citizen, cast.neighbour, cast.drafter_gov]
    for _step in range(30):
        comments = list(Comment.objects.select_related("section"))
        verb = chance.choice(["post", "post", "reply", "hide", "restore", "hide"])
        try:
            act(verb, chance, comments, stage, cast, post, chance.choice(people))
        except Refused:
            continue
    assert_counters_are_true(stage.draft)
    assert Comment.objects.filter(status="hidden").exists()


def act(verb, chance, comments, stage, cast, post, by):
    if verb == "post":
        post("Un mot.", by=by, place=stage.place(chance.choice(stage.sections)))
    elif comments and verb == "reply":
        answered = chance.choice(comments)
        post("Oui.", by=by, place=stage.place(answered.section), in_reply_to=answered.pk)
    elif comments and verb == "hide":
        moderation.hide_comment(
            by=cast.moderator_gov,
            comment_id=chance.choice(comments).pk,
            article_id=stage.articles[0].pk,
        )
    elif comments:
        moderation.restore_comment(by=cast.moderator_civ, comment_id=chance.choice(comments).pk)


def test_refusals_count_nothing(stage, cast, post):
    post("Un mot.")
    before = Stream.objects.get(pk=stage.draft.pk).last
    for wrong in ({"body": ""}, {"body": "x" * 6000}, {"body": "x", "kind": "poem"}):
        with pytest.raises(Refused):
            post(**wrong)
    assert_counters_are_true(stage.draft)
    assert Stream.objects.get(pk=stage.draft.pk).last == before


def test_first_state_plus_events_equals_fresh_state(stage, cast, post, hide):
    """The law of a live page: what the frames say of counters is what a fresh page shows."""
    since = Stream.objects.get(pk=stage.draft.pk).last
    root = post("Un mot.")
    hide(post("Deux mots.", in_reply_to=root.pk))
    post("Trois mots.", place=stage.place(stage.sections[2]))
    events = Event.objects.filter(stream=stage.draft.pk, number__gt=since).order_by("number")
    frames = [json.loads(told["fr"]) for _number, told in tell(list(events), ["fr"])]
    fresh = reading_of(stage.page)
    counts = {}
    for frame in frames:
        counts[frame["comment"]["section"]] = frame["comments"]["section"]
        assert frame["comments"]["draft"] == fresh.comments_count
    shown = {str(one.key): one.comments_count for one in fresh.sections if one.comments_count}
    assert counts == shown
    assert [frame["n"] for frame in frames] == list(range(since + 1, since + 5))


def test_the_whole_draft_counts_its_own_and_all_passages(stage, cast, post):
    post("Du passage.")
    post("Du tout.", place=Place(stage.draft.pk))
    assert reading_of(stage.page).comments_count == 2
    assert Section.objects.get(key=stage.draft.pk).comments_count == 1
