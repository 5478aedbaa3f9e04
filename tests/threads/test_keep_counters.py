"""Stored counters equal a recount, whatever was done (Decidim: counters that drifted); people
without an account are counted apart (FCC 2017: millions of comments that were no evidence).
"""

import json
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.core.errors import Refused
from consult.drafts.models import Draft, Section
from consult.drafts.queries import reading_of
from consult.live.models import Event, Stream
from consult.live.reading import tell
from consult.moderation import services as moderation
from consult.moderation.models import Appeal, Case, Decision
from consult.people.guests.services import guest_with
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.places import Place
from tests.moderation import house

pytestmark = pytest.mark.django_db


STANCES = ("for", "against", "neither")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["post", "reply", "vote", "edit", "hide", "delete", "restore", "answer"]),
        st.integers(0, 3),  # who
        st.integers(0, 9),  # about which comment or section
        st.sampled_from(["", "agree", "disagree", *STANCES]),
    ),
    max_size=30,
)


def assert_counters_are_true(draft: Draft) -> None:
    """Sections count what the public sees and who stands where; threads count their replies,
    hidden ones too, and those of officials; comments count their votes; the stream has no gap.
    """
    comments = Comment.objects.filter(draft=draft)
    for section in draft.sections.all():
        visible = comments.at(section).visible()
        assert section.comments_count == visible.count()
        assert section.threads_count == visible.roots().count()
        of_guests = visible.filter(by_guest=True)
        assert section.guest_comments_count == of_guests.count()
        assert section.guest_threads_count == of_guests.roots().count()
        assert not of_guests.exclude(stance="").exists()
        begun = Counter(visible.roots().values_list("language", flat=True))
        counted = section.languages.exclude(threads_count=0)
        assert dict(counted.values_list("language", "threads_count")) == begun
        assert section.answered_count == visible.roots().exclude(answered_at=None).count()
        stances = dict(
            visible.exclude(stance="").order_by("pk").values_list("author", "stance")
        )  # the newest of each author
        assert (section.for_count, section.against_count, section.neither_count) == tuple(
            list(stances.values()).count(one) for one in STANCES
        )
    for root in comments.roots():
        numbers = root.replies.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, root.replies_count + 1))
        assert root.guest_replies_count == root.replies.filter(by_guest=True).count()
        officials = root.replies.visible().filter(by_official=True)
        assert root.official_replies_count == officials.count()
    for comment in comments:
        votes = list(comment.votes.values_list("value", flat=True))
        agree, disagree = votes.count("agree"), votes.count("disagree")
        assert (comment.agree_count, comment.disagree_count) == (agree, disagree)
        assert comment.divided == (200 * agree * disagree // (agree + disagree) if votes else 0)
        assert comment.edits_count == comment.edits.count() or comment.is_deleted
    events = Event.objects.filter(stream=draft.pk).order_by("number")
    last = Stream.objects.get(pk=draft.pk).last
    assert list(events.values_list("number", flat=True)) == list(range(1, last + 1))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_after_any_sequence_of_verbs(stage, cast, post, steps):
    """Post, reply, vote, edit, hide, delete, restore in any order, also where they are refused."""
    people = [cast.citizen, cast.neighbour, cast.drafter_gov, guest_at(stage)]
    try:
        with transaction.atomic():
            for verb, who, which, choice in steps:
                with suppress(Refused):
                    act(verb, people[who], which, choice, stage, cast, post)
            assert_counters_are_true(stage.draft)
            raise Undone
    except Undone:
        pass


def guest_at(stage):
    house.set_rules(stage.consultation, allows_guests=True)
    return guest_with(scope=stage.consultation.pk, email="passante@example.org", language="fr")


class Undone(Exception):
    """Takes back what one example wrote."""


def act(verb, by, which, choice, stage, cast, post):
    comments = list(Comment.objects.order_by("pk"))
    if verb == "post" or not comments:
        stance = choice if choice in STANCES else ""
        section = stage.sections[which % 2]
        post("Un mot.", by=by, place=stage.place(section), stance=stance)
        return
    comment = comments[which % len(comments)]
    if verb == "reply":
        place = stage.place(comment.section)
        post("Oui.", by=by, place=place, in_reply_to=comment.pk)
    elif verb == "vote":
        vote = choice if choice not in STANCES else ""
        threads.cast_vote(by=by, comment_id=comment.pk, value=vote)
    elif verb == "edit":
        long_ago = timezone.now() - timedelta(hours=which)
        Comment.objects.filter(pk=comment.pk).update(posted_at=long_ago)
        threads.edit_comment(by=comment.author, comment_id=comment.pk, body=f"Autre {which}.")
    elif verb == "answer":
        found = threads.lock_contributions([comment.pk])
        threads.set_answered(found, "declined" if which % 2 else "", timezone.now())
    elif verb == "delete":
        threads.delete_comment(by=comment.author, comment_id=comment.pk)
    elif verb == "hide":
        article = stage.articles[0].pk
        moderation.hide_comment(by=cast.moderator_civ, comment_id=comment.pk, article_id=article)
    else:
        moderation.restore_comment(by=cast.moderator_civ, comment_id=comment.pk)


# Whatever moderators do

VERBS = (
    *("post", "reply", "vote", "edit", "delete", "hold", "hold edit", "withdraw", "report"),
    *("hide", "restore", "keep", "publish", "refuse", "warn", "confirm", "lift", "expire"),
    *("appeal", "uphold", "overturn"),
    *("hide", "restore", "refuse", "appeal", "overturn"),  # more often, for more goes on from them
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 3),  # who
        st.integers(0, 2),  # about which comment, held text or decision
        st.sampled_from(["", "agree", "disagree", *STANCES]),
    ),
    min_size=10,
    max_size=30,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_after_any_sequence_of_decisions(stage, cast, post, acts):
    """Hold, publish, refuse, hide, confirm, lift, expire, restore, appeal, uphold, overturn and all
    that authors do, in any order, also where they are refused.
    """
    people = [cast.citizen, cast.neighbour, cast.drafter_gov, guest_at(stage)]
    house.set_rules(stage.consultation, holds_repetition=False)
    try:
        with transaction.atomic():
            for verb, who, which, choice in acts:
                with suppress(Refused):
                    moderate(verb, people[who], which, choice, stage, cast, post)
            assert_counters_are_true(stage.draft)
            house.assert_registers_hold()
            assert_what_is_hidden_was_decided(stage)
            raise Undone
    except Undone:
        pass


def moderate(verb, by, which, choice, stage, cast, post):
    """Do one thing that moderators do, or have others do."""
    moderator = cast.moderator_civ if choice in ("", "agree", "for") else cast.moderator_gov
    comments, held = list(Comment.objects.order_by("pk")), list(HeldText.objects.order_by("pk"))
    decided = list(Decision.objects.filter(about=None).order_by("-pk"))
    some = comments[which % len(comments)] if comments else None
    words = held[which % len(held)] if held else None
    decision = decided[which % len(decided)] if decided else None
    if verb == "hold":
        house.hold(stage, by, f"En attente {which}.", in_reply_to=some and some.pk)
    elif verb == "expire":
        house.expire()
    elif verb in ("hold edit", "report", "hide", "restore", "keep", "warn") and some:
        moderate_comment(verb, some, by, moderator, stage)
    elif verb in ("publish", "refuse", "withdraw") and words:
        moderate_held(verb, words, moderator, stage)
    elif verb in ("confirm", "lift", "appeal", "uphold", "overturn") and decision:
        follow_up(verb, decision, moderator)
    else:
        act(
            verb if verb in ("reply", "vote", "edit", "delete") else "post",
            *(by, which, choice),
            stage,
            cast,
            post,
        )


def moderate_comment(verb, comment, by, moderator, stage):
    if verb == "hold edit":
        house.hold_edit(stage, comment, f"En attente {comment.edits_count}.")
    elif verb == "report":
        notice = moderation.Notice(stage.articles[0].pk)
        moderation.report_comment(by=by, comment_id=comment.pk, notice=notice)
    else:
        house.decide(stage, moderator, comment, verb)


def moderate_held(verb, held, moderator, stage):
    if verb == "withdraw":
        threads.withdraw_held(by=held.author, held_id=held.pk)
    else:
        house.decide(stage, moderator, held, verb)


def follow_up(verb, decision, moderator):
    if verb == "appeal":
        house.appeal(decision)
    elif verb in ("confirm", "lift"):
        confirms = verb == "confirm"
        moderation.turn_key(by=moderator, decision_id=decision.pk, confirms=confirms)
    elif hasattr(decision, "appeal"):
        moderation.settle_appeal(
            by=moderator,
            appeal_id=decision.appeal.pk,
            upholds=verb == "uphold",
            explanation="Relu.",
        )


def assert_what_is_hidden_was_decided(stage):
    """What stands follows from the decisions, and nothing waits that is settled."""
    for comment in Comment.objects.filter(draft=stage.draft):
        hidings = Decision.objects.filter(comment=comment, action="hide").order_by("-pk")
        in_force = [one for one in hidings if not moderation.is_undone(one)]
        assert len(in_force) == (1 if comment.is_hidden else 0)
        waits = set(house.open_causes(comment=comment))
        assert not (comment.is_deleted and waits & {"reported", "changed", "unconfirmed"})
        assert not (comment.is_visible and "unconfirmed" in waits)
    for held in HeldText.objects.filter(draft=stage.draft):
        assert held.is_waiting == ("held" in house.open_causes(held=held))
        assert (held.published_as_id is not None) == (
            held.status == "published" and held.edits_id is None
        )
    for case in Case.objects.open().filter(cause="unconfirmed"):
        assert not case.decision.followed_by.exists()
    for appeal in Appeal.objects.all():
        is_open = Case.objects.open().filter(decision=appeal.decision, cause="appealed").exists()
        assert is_open == (appeal.outcome is None)


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
