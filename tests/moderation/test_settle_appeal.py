"""Appeals: the author contests once, in time; the other college reviews, with reasons."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from consult.consultations import services as consultations
from consult.consultations.models import Membership
from consult.core.errors import NotAllowed, NotFound, Refused, SignInFirst
from consult.core.ids import new_id
from consult.core.text import TooLong
from consult.moderation import refusals, services
from consult.moderation.models import APPEAL_LENGTH, Appeal, Case, Decision
from consult.moderation.queries import look_at
from consult.moderation.queries.cases import open_cases
from consult.people.models import User
from consult.threads.models import Comment
from tests.factories.people import make_user
from tests.moderation.house import (
    actions,
    appeal,
    assert_registers_hold,
    decide,
    expire,
    hold,
    open_causes,
    set_rules,
    status_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(stage, cast, post):
    return decide(stage, cast.moderator_gov, post("Un mot."), "hide")


def settle(by, contested, *, upholds, explanation="Relu."):
    return services.settle_appeal(
        by=User.objects.get(pk=by.pk),
        appeal_id=contested.pk,
        upholds=upholds,
        explanation=explanation,
    )


# Who contests what, and until when


@pytest.mark.parametrize(
    "role", ["neighbour", "drafter_gov", "moderator_gov", "moderator_civ", "outsider", "admin"]
)
def test_only_the_author_contests(cast, hidden, role):
    """CVE-2026-40869: each verb asks for this actor on this object."""
    with pytest.raises(refusals.NotYourDecision):
        services.appeal_decision(by=getattr(cast, role), decision_id=hidden.pk, words="Non.")
    assert not Appeal.objects.exists()


def test_strangers_sign_in_first(hidden):
    with pytest.raises(SignInFirst):
        services.appeal_decision(by=AnonymousUser(), decision_id=hidden.pk, words="Non.")


def test_what_does_not_exist_is_not_found(cast):
    with pytest.raises(NotFound):
        services.appeal_decision(by=cast.citizen, decision_id=new_id(), words="Non.")
    with pytest.raises(NotFound):
        services.settle_appeal(
            by=cast.moderator_civ, appeal_id=new_id(), upholds=True, explanation="Relu."
        )


def test_a_decision_is_contested_once(hidden):
    case = appeal(hidden).decision.cases.get(cause="appealed")
    assert case.college == "civil_society"
    with pytest.raises(refusals.AppealedBefore):
        appeal(hidden)


def test_it_is_contested_in_time(stage, hidden):
    set_rules(stage.consultation, appeal_days=2)
    Decision.objects.filter(pk=hidden.pk).update(decided_at=timezone.now() - timedelta(days=3))
    with pytest.raises(refusals.TooLate):
        appeal(hidden)


@pytest.mark.parametrize("action", ["keep", "restore", "publish"])
def test_what_restricts_nothing_is_not_contested(stage, cast, hidden, action):
    subject = hold(stage, cast.citizen) if action == "publish" else hidden.comment
    if action == "keep":
        decide(stage, cast.moderator_civ, subject, "restore")
    decision = decide(stage, cast.moderator_civ, subject, action)
    with pytest.raises(refusals.NotContestable):
        appeal(decision)


def test_what_has_ended_is_not_contested(stage, cast, hidden):
    """Hidden, restored, hidden again: the first decision restricts nothing any more."""
    decide(stage, cast.moderator_civ, hidden.comment, "restore")
    for _round in range(2):
        with pytest.raises(refusals.NotContestable):
            appeal(hidden)
        if _round == 0:
            decide(stage, cast.moderator_civ, hidden.comment, "hide")


@pytest.mark.parametrize("words", ["", "  \n", "\u200b"])
def test_an_appeal_says_why(hidden, words):
    with pytest.raises(refusals.NoWords):
        appeal(hidden, words)


def test_an_appeal_is_no_book(hidden):
    with pytest.raises(TooLong):
        appeal(hidden, "x" * (APPEAL_LENGTH + 1))


def test_a_suspended_author_can_still_contest(stage, cast, post):
    later = timezone.now() + timedelta(days=1)
    decision = decide(stage, cast.moderator_gov, post(), "suspend", until=later)
    assert appeal(decision)


# Who settles it


@pytest.mark.parametrize("role", ["citizen", "drafter_civ", "publisher", "outsider", "admin"])
def test_only_moderators_here_settle(cast, hidden, role):
    with pytest.raises(NotAllowed):
        settle(getattr(cast, role), appeal(hidden), upholds=False)
    assert status_of(hidden.comment) == "hidden"


def test_nobody_settles_an_appeal_against_themselves(cast, hidden):
    contested = appeal(hidden)
    with pytest.raises(refusals.OwnDecision):
        settle(cast.moderator_gov, contested, upholds=True)
    Membership.objects.filter(participant=cast.moderator_gov).update(college="civil_society")
    with pytest.raises(refusals.OwnDecision):  # on the other side since, and the same person
        settle(cast.moderator_gov, contested, upholds=True)


def test_a_colleague_of_the_same_college_does_not_settle(cast, hidden):
    Membership.objects.filter(participant=cast.moderator_civ).update(college="government")
    with pytest.raises(refusals.OtherCollege):
        settle(cast.moderator_civ, appeal(hidden), upholds=False)


@pytest.fixture
def contested_and_confirmed(cast, hidden):
    services.turn_key(by=cast.moderator_civ, decision_id=hidden.pk, confirms=True)
    return appeal(hidden)


@pytest.fixture
def colleague(stage):
    """A second moderator of civil society."""
    person = make_user("Second")
    consultations.add_member(
        consultation=stage.consultation,
        participant=person,
        role="moderator",
        college="civil_society",
    )
    return person


def offered_to(stage, by):
    """Return what somebody may do with the appeal, and why not, as the queue shows it."""
    case = Case.objects.get(cause="appealed")
    seat = Membership.objects.get(participant=by)
    look = look_at(case.pk, stage.consultation, seat, language="fr", at=timezone.now())
    (listed,) = open_cases(seat, cause="appealed", after=None, limit=5)[0]
    assert listed.actions == look.actions
    return {"uphold", "overturn"} <= set(look.actions), look.refusal


def test_who_turned_the_second_key_leaves_the_appeal_to_a_colleague(
    stage, cast, contested_and_confirmed, colleague
):
    """A second key is a decision too."""
    may, refusal = offered_to(stage, cast.moderator_civ)
    assert (may, refusal.code) == (False, "decision.own_key")
    with pytest.raises(refusals.OwnKey):
        settle(cast.moderator_civ, contested_and_confirmed, upholds=True)
    assert offered_to(stage, colleague) == (True, None)
    assert settle(colleague, contested_and_confirmed, upholds=False).action == "overturn"


def test_alone_in_their_college_they_settle_it_themselves(stage, cast, contested_and_confirmed):
    """Or nobody could, and the words would stay hidden for good."""
    assert offered_to(stage, cast.moderator_civ) == (True, None)
    assert settle(cast.moderator_civ, contested_and_confirmed, upholds=True)


@pytest.mark.parametrize("why", ["left", "answered", "changed sides"])
def test_a_colleague_who_may_not_settle_is_none(
    stage, cast, post, hidden, contested_and_confirmed, colleague, why
):
    if why == "left":
        User.objects.filter(pk=colleague.pk).update(is_active=False)
    elif why == "changed sides":
        Membership.objects.filter(participant=colleague).update(college="government")
    else:
        answered = post("Racine.", by=colleague)
        Comment.objects.filter(pk=hidden.comment_id).update(
            in_reply_to=answered, thread=answered, number=1
        )
    assert offered_to(stage, cast.moderator_civ) == (True, None)
    assert settle(cast.moderator_civ, contested_and_confirmed, upholds=True)


def test_nobody_settles_their_own_appeal(stage, cast, post):
    """Ours: a moderator deciding on themselves."""
    decision = decide(stage, cast.moderator_gov, post(by=cast.moderator_civ), "hide")
    with pytest.raises(refusals.OwnComment):
        settle(cast.moderator_civ, appeal(decision), upholds=False)


# What it does


def test_upheld_it_stays_hidden_and_needs_no_second_key_any_more(cast, hidden):
    contested = appeal(hidden)
    outcome = settle(cast.moderator_civ, contested, upholds=True)
    contested.refresh_from_db()
    assert contested.outcome == outcome
    assert open_causes(comment=hidden.comment) == []
    assert expire() == 0
    with pytest.raises(refusals.AlreadyDecided):
        services.turn_key(by=cast.moderator_civ, decision_id=hidden.pk, confirms=False)
    assert (status_of(hidden.comment), actions()) == ("hidden", ["hide", "uphold"])


def test_overturned_the_words_return_once(stage, cast, hidden):
    contested = appeal(hidden)
    settle(cast.moderator_civ, contested, upholds=False)
    for upholds in (True, False):
        with pytest.raises(refusals.AlreadyDecided):
            settle(cast.moderator_civ, contested, upholds=upholds)
    assert (status_of(hidden.comment), actions()) == ("visible", ["hide", "overturn"])
    stage.text.refresh_from_db()
    assert stage.text.comments_count == 1
    assert_registers_hold()


def test_a_refusal_that_is_overturned_publishes(stage, cast):
    held = hold(stage, cast.citizen, "J’attends.")
    refused = decide(stage, cast.moderator_gov, held, "refuse")
    services.turn_key(by=cast.moderator_civ, decision_id=refused.pk, confirms=True)
    settle(cast.moderator_civ, appeal(refused), upholds=False)
    assert Comment.objects.get().source == "J’attends."


def test_a_warning_that_is_overturned_hides_and_shows_nothing(stage, cast, post):
    comment = post()
    warned = decide(stage, cast.moderator_gov, comment, "warn")
    settle(cast.moderator_civ, appeal(warned), upholds=False)
    assert (status_of(comment), actions()) == ("visible", ["warn", "overturn"])


def test_the_outcome_has_reasons(cast, hidden):
    contested = appeal(hidden)
    with pytest.raises(refusals.NoExplanation):
        settle(cast.moderator_civ, contested, upholds=True, explanation=" ")
    assert actions() == ["hide"]


# Appeals and other endings


@pytest.mark.parametrize("how", ["lift", "expire", "restore"])
def test_what_ends_otherwise_ends_the_appeal_too(stage, cast, hidden, how):
    """No appeal is left without an outcome, and nobody overturns what is over."""
    contested = appeal(hidden)
    if how == "lift":
        services.turn_key(by=cast.moderator_civ, decision_id=hidden.pk, confirms=False)
    elif how == "expire":
        expire()
    else:
        decide(stage, cast.moderator_civ, hidden.comment, "restore")
    contested.refresh_from_db()
    assert contested.outcome.action == how
    assert open_causes(comment=hidden.comment) == []
    decide(stage, cast.moderator_gov, hidden.comment, "hide")
    with pytest.raises(refusals.AlreadyDecided):
        settle(cast.moderator_civ, contested, upholds=False)
    assert status_of(hidden.comment) == "hidden"


def test_restoring_leaves_other_appeals_about_the_same_words(stage, cast, hidden):
    warned = decide(stage, cast.moderator_gov, hidden.comment, "warn")
    contested = appeal(warned)
    decide(stage, cast.moderator_civ, hidden.comment, "restore")
    assert open_causes(comment=hidden.comment) == ["appealed"]
    assert Appeal.objects.get(pk=contested.pk).outcome is None
    assert settle(cast.moderator_civ, contested, upholds=True)
    assert not Case.objects.open().exists()


def test_confirming_leaves_the_appeal(cast, hidden):
    contested = appeal(hidden)
    services.turn_key(by=cast.moderator_civ, decision_id=hidden.pk, confirms=True)
    assert open_causes(comment=hidden.comment) == ["appealed"]
    assert settle(cast.moderator_civ, contested, upholds=False)
    assert status_of(hidden.comment) == "visible"


def test_a_refused_appeal_writes_nothing(cast, hidden):
    before = actions(), open_causes(comment=hidden.comment)
    with pytest.raises(Refused):
        services.appeal_decision(by=cast.neighbour, decision_id=hidden.pk, words="Non.")
    assert (actions(), open_causes(comment=hidden.comment)) == before
