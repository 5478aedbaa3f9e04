"""Each decision as a rule: who may take which on what, what it does, and that nothing is half done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.consultations.policy import membership_of
from consult.core.errors import NotAllowed, NotFound
from consult.core.ids import new_id
from consult.moderation import refusals, services
from consult.moderation.models import Action, Case, Decision, RegisterEntry, Report
from consult.moderation.services import Reasons
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from tests.moderation.house import (
    actions,
    assert_registers_hold,
    decide,
    hold,
    hold_edit,
    open_causes,
    post_elsewhere,
    reasons,
    status_of,
)

pytestmark = pytest.mark.django_db

ON_COMMENT = ["keep", "hide", "warn", "suspend"]
ON_HELD = ["publish", "refuse", "warn", "suspend"]
MODERATORS = ["moderator_gov", "moderator_civ"]
STRANGERS = ["citizen", "neighbour", "drafter_gov", "drafter_civ", "publisher", "outsider", "admin"]


def tomorrow():
    return timezone.now() + timedelta(days=1)


def try_out(stage, by, subject, action):
    """Decide with all that any decision may need."""
    more = {"until": tomorrow()} if action == "suspend" else {}
    return decide(stage, by, subject, action, **more)


# Who may: every verb, every role, here and elsewhere (CVE-2026-40869)


@pytest.mark.parametrize("action", ON_COMMENT)
@pytest.mark.parametrize("role", STRANGERS)
def test_who_does_not_moderate_here_decides_nothing_on_a_comment(stage, cast, post, role, action):
    comment = post(by=cast.citizen)
    with pytest.raises(NotAllowed):
        try_out(stage, getattr(cast, role), comment, action)
    assert (status_of(comment), actions()) == ("visible", [])


@pytest.mark.parametrize("action", ON_HELD)
@pytest.mark.parametrize("role", STRANGERS)
def test_who_does_not_moderate_here_decides_nothing_on_held_words(stage, cast, role, action):
    held = hold(stage, cast.citizen)
    with pytest.raises(NotAllowed):
        try_out(stage, getattr(cast, role), held, action)
    assert (status_of(held), actions()) == ("waiting", [])


@pytest.mark.parametrize("action", ON_COMMENT)
@pytest.mark.parametrize("role", MODERATORS)
def test_moderators_decide_here_and_not_elsewhere(stage, cast, post, role, action):
    by = getattr(cast, role)
    there = post_elsewhere(stage, cast.citizen)
    with pytest.raises(NotAllowed):
        try_out(stage, by, there, action)
    decision = try_out(stage, by, post(), action)
    assert (decision.moderator, decision.college) == (by, by.memberships.get().college)


def test_an_article_of_another_consultation_is_none(stage, cast, post):
    """Wagtail CVE-2026-44199: the child must belong to the parent that was checked."""
    there = stage.other_draft.consultation.charter_articles.first()
    comment = post()
    for action in ("hide", "warn"):
        with pytest.raises(refusals.NoArticle):
            services.decide(
                by=cast.moderator_gov,
                subject_id=comment.pk,
                action=action,
                reasons=Reasons(article_id=there.pk, explanation="Insulte."),
            )
    assert (status_of(comment), actions()) == ("visible", [])


def test_what_does_not_exist_is_not_found(cast):
    with pytest.raises(NotFound):
        services.decide(by=cast.moderator_gov, subject_id=new_id(), action="keep")


# Nobody on themselves


@pytest.mark.parametrize("action", ON_COMMENT)
def test_nobody_decides_on_their_own(stage, cast, post, action):
    own = post(by=cast.moderator_gov)
    reply = post("Non.", in_reply_to=own.pk)
    for subject in (own, reply):
        with pytest.raises(refusals.OwnComment):
            try_out(stage, cast.moderator_gov, subject, action)
    assert actions() == []


@pytest.mark.parametrize("action", ON_HELD)
def test_nobody_decides_on_held_answers_to_their_own(stage, cast, post, action):
    own = post(by=cast.moderator_gov)
    held = hold(stage, cast.citizen, in_reply_to=own.pk)
    with pytest.raises(refusals.OwnComment):
        try_out(stage, cast.moderator_gov, held, action)
    assert try_out(stage, cast.moderator_civ, held, action)


@pytest.mark.parametrize("action", ON_HELD)
def test_nobody_decides_on_a_held_edit_of_an_answer_to_their_own(stage, cast, post, action):
    own = post(by=cast.moderator_gov)
    reply = post("Non.", in_reply_to=own.pk)
    held = hold_edit(stage, reply)
    with pytest.raises(refusals.OwnComment):
        try_out(stage, cast.moderator_gov, held, action)
    assert try_out(stage, cast.moderator_civ, held, action)


# What each does


def test_keeping_is_a_decision(stage, cast, post):
    comment = post()
    services.report_comment(
        by=cast.neighbour, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
    )
    decision = decide(stage, cast.moderator_gov, comment, "keep")
    assert (decision.article, decision.confirm_by) == (None, None)
    assert (status_of(comment), open_causes(comment=comment)) == ("visible", [])
    assert Report.objects.get().outcome == decision
    assert Case.objects.get().closed_by == decision


def test_what_changes_after_review_comes_back(stage, cast, post):
    comment = post()
    decide(stage, cast.moderator_gov, comment, "keep")
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    assert open_causes(comment=comment) == ["changed"]
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Encore autre chose.")
    assert open_causes(comment=comment) == ["changed"]
    decide(stage, cast.moderator_gov, comment, "keep")
    assert open_causes(comment=comment) == []


def test_what_nobody_has_reviewed_changes_freely(cast, post):
    comment = post()
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    assert not Case.objects.exists()


def test_what_was_held_and_published_comes_back_when_it_changes(stage, cast):
    """A harmless text is passed, then becomes another: the moderators see that too."""
    held = hold(stage, cast.citizen)
    decide(stage, cast.moderator_gov, held, "publish")
    comment = HeldText.objects.get(pk=held.pk).published_as
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    assert open_causes(comment=comment) == ["changed"]


def test_publishing_and_refusing(stage, cast):
    passed, refused = hold(stage, cast.citizen, "Oui."), hold(stage, cast.neighbour, "Non.")
    assert open_causes(held=passed) == ["held"]
    decide(stage, cast.moderator_gov, passed, "publish")
    decide(stage, cast.moderator_gov, refused, "refuse")
    assert list(Comment.objects.values_list("source", flat=True)) == ["Oui."]
    assert (status_of(passed), status_of(refused)) == ("published", "refused")
    assert (open_causes(held=passed), open_causes(held=refused)) == ([], ["unconfirmed"])


def test_a_held_edit_is_published_or_refused(stage, cast, post):
    comment = post("Avant.")
    decide(stage, cast.moderator_gov, hold_edit(stage, comment, "Refusé."), "refuse")
    assert Comment.objects.get().source == "Avant."
    decide(stage, cast.moderator_gov, hold_edit(stage, comment, "Après."), "publish")
    assert Comment.objects.get().source == "Après."


@pytest.mark.parametrize("action", ["warn", "suspend"])
def test_what_is_done_to_a_person_is_explained(stage, cast, post, action):
    comment = post()
    with pytest.raises(refusals.NoExplanation):
        decide(stage, cast.moderator_gov, comment, action, explanation="  ", until=tomorrow())
    with pytest.raises(refusals.NoArticle):
        services.decide(
            by=cast.moderator_gov,
            subject_id=comment.pk,
            action=action,
            reasons=Reasons(explanation="Insulte.", until=tomorrow()),
        )
    assert actions() == []


@pytest.mark.parametrize("action", ["warn", "suspend"])
def test_what_is_done_to_a_person_settles_no_report(stage, cast, post, action):
    comment = post()
    services.report_comment(
        by=cast.neighbour, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
    )
    try_out(stage, cast.moderator_gov, comment, action)
    assert open_causes(comment=comment) == ["reported"]


# What is no decision


@pytest.mark.parametrize("action", ["confirm", "lift", "expire", "uphold", "overturn", "", "erase"])
def test_follow_ups_are_taken_elsewhere(stage, cast, post, action):
    comment, held = post(), hold(stage, cast.neighbour)
    for subject in (comment, held):
        with pytest.raises(refusals.UnknownAction):
            decide(stage, cast.moderator_gov, subject, action)


@pytest.mark.parametrize("action", ["publish", "refuse"])
def test_a_comment_is_not_held(stage, cast, post, action):
    with pytest.raises(refusals.UnknownAction):
        decide(stage, cast.moderator_gov, post(), action)


@pytest.mark.parametrize("action", ["keep", "hide", "restore"])
def test_held_words_are_no_comment(stage, cast, action):
    with pytest.raises(refusals.UnknownAction):
        decide(stage, cast.moderator_gov, hold(stage, cast.citizen), action)


@pytest.mark.parametrize("action", [*ON_COMMENT, "restore"])
def test_nothing_is_decided_on_a_deleted_comment(stage, cast, post, action):
    comment = post()
    threads.delete_comment(by=cast.citizen, comment_id=comment.pk)
    with pytest.raises(refusals.Deleted):
        try_out(stage, cast.moderator_gov, comment, action)
    assert actions() == []


@pytest.mark.parametrize("action", ON_HELD)
def test_nothing_is_decided_on_withdrawn_words(stage, cast, action):
    held = hold(stage, cast.citizen)
    threads.withdraw_held(by=cast.citizen, held_id=held.pk)
    assert open_causes(held=held) == []
    with pytest.raises(refusals.NothingToDecide):
        try_out(stage, cast.moderator_gov, held, action)


# Two moderators


def seen(subject):
    return services.standing(subject, services.latest_decision(subject))


def test_who_comes_second_is_told_what_the_first_decided(stage, cast, post):
    comment = post()
    before = seen(comment)
    decide(stage, cast.moderator_gov, comment, "keep")
    with pytest.raises(refusals.AlreadyDecided) as refused:
        services.hide_comment(
            by=cast.moderator_civ,
            comment_id=comment.pk,
            article_id=stage.articles[0].pk,
            seen=before,
        )
    assert refused.value.status == 409
    assert refused.value.data["what"] == Action.KEEP.label
    assert (status_of(comment), actions()) == ("visible", ["keep"])


def test_changed_words_are_read_again_first(stage, cast, post):
    comment = post()
    before = seen(comment)
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    with pytest.raises(refusals.WordsChanged):
        services.hide_comment(
            by=cast.moderator_gov,
            comment_id=comment.pk,
            article_id=stage.articles[0].pk,
            seen=before,
        )
    assert (status_of(comment), actions()) == ("visible", [])


@pytest.mark.parametrize("junk", ["x", "none.", "\x00", "none." + "0" * 500])
def test_a_made_up_standing_decides_nothing(cast, post, junk):
    with pytest.raises(refusals.WordsChanged):
        services.decide(by=cast.moderator_gov, subject_id=post().pk, action="keep", seen=junk)


def test_who_may_not_decide_does_not_learn_what_was_decided(stage, cast, post):
    comment = post()
    decide(stage, cast.moderator_gov, comment, "keep")
    with pytest.raises(NotAllowed):
        services.decide(by=cast.outsider, subject_id=comment.pk, action="keep", seen="x")


# Whole or not at all


def test_where_the_register_fails_nothing_is_decided(stage, cast, post, monkeypatch):
    comment = post()
    services.report_comment(
        by=cast.neighbour, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
    )

    def fails(decision):
        raise IntegrityError("The register is away.")

    monkeypatch.setattr("consult.moderation.services.decisions.enter", fails)
    with pytest.raises(IntegrityError):
        decide(stage, cast.moderator_gov, comment, "hide")
    assert (status_of(comment), actions()) == ("visible", [])
    assert open_causes(comment=comment) == ["reported"]
    assert Report.objects.get().closed_at is None
    stage.text.refresh_from_db()
    assert stage.text.comments_count == 1


def test_each_decision_is_entered_in_its_own_register(stage, cast, post):
    decide(stage, cast.moderator_gov, post(), "hide")
    decide(stage, cast.moderator_civ, post("Deux."), "keep")
    there = stage.other_draft.consultation.charter_articles.first()
    services.hide_comment(
        by=cast.outsider,
        comment_id=post_elsewhere(stage, cast.citizen).pk,
        article_id=there.pk,
    )
    assert_registers_hold()
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == [1, 1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"article": None},
        {"college": ""},
        {"moderator": None},
        {"action": "confirm"},
        {"action": "suspend"},
        {"comment": None},
    ],
    ids=str,
)
def test_the_database_refuses_impossible_decisions(stage, cast, post, wrong):
    decision = decide(stage, cast.moderator_gov, post(), "hide")
    for name, value in wrong.items():
        setattr(decision, name, value)
    decision.pk = new_id()
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


# How much it costs


@pytest.mark.parametrize("what", ["hide", "publish", "lift", "settle_appeal"])
def test_a_decision_needs_twenty_queries_at_most(
    stage, cast, post, what, django_assert_max_num_queries
):
    """With reports, an appeal and a second key under way; the view has asked who moderates here."""
    comment, held = post(), hold(stage, cast.neighbour)
    for reader in (cast.neighbour, cast.drafter_civ, cast.publisher):
        services.report_comment(
            by=reader, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
        )
    hidden = decide(stage, cast.moderator_gov, post("Deux."), "hide")
    appealed = services.appeal_decision(by=cast.citizen, decision_id=hidden.pk, words="Non.")
    by = User.objects.get(pk=cast.moderator_civ.pk)
    assert membership_of(by, stage.consultation, "moderator")
    before, why = seen(comment), reasons(stage)
    works = {
        "hide": lambda: services.decide(
            by=by,
            subject_id=comment.pk,
            action="hide",
            reasons=why,
            seen=before,
        ),
        "publish": lambda: services.decide(by=by, subject_id=held.pk, action="publish"),
        "lift": lambda: services.turn_key(by=by, decision_id=hidden.pk, confirms=False),
        "settle_appeal": lambda: services.settle_appeal(
            by=by, appeal_id=appealed.pk, upholds=False, explanation="Trop dur."
        ),
    }
    with django_assert_max_num_queries(20 + len(["SAVEPOINT", "RELEASE SAVEPOINT"])):
        works[what]()  # within the test's own transaction its own is a savepoint
    assert Decision.objects.count() == 2
