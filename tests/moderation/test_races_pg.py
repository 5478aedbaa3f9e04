"""Moderators, authors and the clock at the same time, with real concurrency: one of them comes first,
the other is told so; nothing is done twice, nothing by half, and nobody waits for ever.
"""

from contextlib import suppress

import pytest

from consult.core.errors import Refused
from consult.drafts.models import Section
from consult.live.models import Event, Stream
from consult.moderation import refusals, services
from consult.moderation.models import Appeal, Case, Decision
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Said
from consult.threads.refusals import NotVisible, StaysWhileHidden
from tests.cast import make_cast, make_stage
from tests.moderation.house import (
    actions,
    appeal,
    assert_registers_hold,
    decide,
    expire,
    hold,
    hold_edit,
    status_of,
)
from tests.threads.posting import at_once
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 3


@pytest.fixture
def house():
    """A stage with real commits, and who takes part."""
    stage = make_stage()
    return stage, make_cast(stage)


def say(stage, by, body="Un mot.", section=None):
    return threads.post_comment(by=by, place=stage.place(section), said=Said(body, "fr")).comment


def anew(person):
    """Return somebody as their next request loads them."""
    return User.objects.get(pk=person.pk)


def race(*works):
    """Do all at once and return what was refused. Anything but a refusal fails, a deadlock first."""
    failures = at_once(works)
    for failure in failures:
        if not isinstance(failure, Refused):
            raise failure
    return failures


def assert_all_is_sound(stage):
    """Counters, numbers of every stream, registers, and no case that waits for nothing."""
    assert_counters_are_true(stage.draft)
    assert_registers_hold()
    for stream in Stream.objects.all():
        numbers = Event.objects.filter(stream=stream).order_by("number")
        assert list(numbers.values_list("number", flat=True)) == list(range(1, stream.last + 1))
    for case in Case.objects.open().filter(cause="unconfirmed"):
        assert not case.decision.followed_by.exists()
    assert not Case.objects.open().filter(cause="appealed", decision__appeal__outcome__isnull=False)


@pytest.mark.parametrize("other", ["hide", "keep"])
def test_two_decisions(house, other):
    """The first decides. The second, who had the same before them, is told what, and writes nothing."""
    stage, cast = house
    for turn in range(ROUNDS):
        comment = say(stage, cast.citizen, f"Mot {turn}")
        seen = services.standing(comment, None)

        def act(by, action, comment=comment, seen=seen):
            services.decide(
                by=anew(by),
                subject_id=comment.pk,
                action=action,
                reasons=services.Reasons(stage.articles[0].pk),
                seen=seen,
            )

        (refused,) = race(
            lambda act=act: act(cast.moderator_gov, "hide"),
            lambda act=act: act(cast.moderator_civ, other),
        )
        assert isinstance(refused, refusals.AlreadyDecided)
        assert Decision.objects.filter(comment=comment).count() == 1
    assert_all_is_sound(stage)


def test_decision_against_edit(house):
    """Either the edit comes first, and the moderator reads again; or it is refused."""
    stage, cast = house
    for turn in range(ROUNDS):
        comment = say(stage, cast.citizen, f"Mot {turn}")
        seen = services.standing(comment, None)
        (refused,) = race(
            lambda comment=comment, seen=seen: services.hide_comment(
                by=anew(cast.moderator_gov),
                comment_id=comment.pk,
                article_id=stage.articles[0].pk,
                seen=seen,
            ),
            lambda comment=comment: threads.edit_comment(
                by=anew(cast.citizen), comment_id=comment.pk, body="Autre chose."
            ),
        )
        comment = Comment.objects.get(pk=comment.pk)
        if isinstance(refused, refusals.WordsChanged):
            assert (comment.status, comment.source) == ("visible", "Autre chose.")
        else:
            assert isinstance(refused, NotVisible)
            assert (comment.status, comment.source) == ("hidden", f"Mot {turn}")
    assert_all_is_sound(stage)


def test_decision_against_deletion(house):
    stage, cast = house
    for turn in range(ROUNDS):
        comment = say(stage, cast.citizen, f"Mot {turn}")
        services.report_comment(
            by=cast.neighbour, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
        )
        (refused,) = race(
            lambda comment=comment: decide(stage, cast.moderator_gov, comment, "hide"),
            lambda comment=comment: threads.delete_comment(
                by=anew(cast.citizen), comment_id=comment.pk
            ),
        )
        if isinstance(refused, refusals.Deleted):
            assert status_of(comment) == "deleted"
        else:
            assert isinstance(refused, StaysWhileHidden)
            assert status_of(comment) == "hidden"
        assert not Case.objects.open().filter(comment=comment, cause="reported").exists()
    assert_all_is_sound(stage)


def test_appeal_against_restore(house):
    """Restored first, there is nothing to contest; contested first, restoring is the outcome."""
    stage, cast = house
    for turn in range(ROUNDS):
        hidden = decide(stage, cast.moderator_gov, say(stage, cast.citizen, f"Mot {turn}"), "hide")
        refused = race(
            lambda hidden=hidden: appeal(hidden),
            lambda hidden=hidden: decide(stage, cast.moderator_civ, hidden.comment, "restore"),
        )
        assert status_of(hidden.comment) == "visible"
        if refused:
            assert isinstance(refused[0], refusals.NotContestable)
            assert not Appeal.objects.filter(decision=hidden).exists()
        else:
            assert Appeal.objects.get(decision=hidden).outcome.action == "restore"
    assert not Case.objects.open().exists()
    assert_all_is_sound(stage)


@pytest.mark.parametrize("second", [True, False])
def test_two_second_keys(house, second):
    stage, cast = house
    hidden = decide(stage, cast.moderator_gov, say(stage, cast.citizen), "hide")
    works = [
        lambda confirms=confirms: services.turn_key(
            by=anew(cast.moderator_civ), decision_id=hidden.pk, confirms=confirms
        )
        for confirms in (True, second, True, second)
    ]
    refused = race(*works)
    assert {type(one) for one in refused} == {refusals.AlreadyDecided}
    assert len(refused) == 3
    assert len(actions()) == 2
    assert_all_is_sound(stage)


def test_expiry_against_confirmation(house):
    """And several processes that look for what is due at once."""
    stage, cast = house
    for turn in range(ROUNDS):
        comment = say(stage, cast.citizen, f"Mot {turn}")
        hidden = decide(stage, cast.moderator_gov, comment, "hide")
        race(
            expire,
            lambda hidden=hidden: services.turn_key(
                by=anew(cast.moderator_civ), decision_id=hidden.pk, confirms=True
            ),
            expire,
        )
        (second,) = hidden.followed_by.all()
        expected = {"confirm": "hidden", "expire": "visible"}[second.action]
        assert status_of(comment) == expected
    assert_all_is_sound(stage)


def test_processes_that_look_for_what_is_due_at_once_end_each_decision_once(house):
    stage, cast = house
    for turn in range(6):
        decide(stage, cast.moderator_gov, say(stage, cast.citizen, f"Mot {turn}"), "hide")
    returned = []
    assert race(*[lambda: returned.append(expire())] * 4) == []
    assert sum(returned) == 6
    assert sorted(actions()) == ["expire"] * 6 + ["hide"] * 6
    assert_all_is_sound(stage)


def test_two_who_take_one_case(house):
    stage, cast = house
    case = hold(stage, cast.citizen).cases.get()
    (refused,) = race(
        *(
            lambda by=by: services.take_case(by=anew(by), case_id=case.pk)
            for by in (cast.moderator_gov, cast.moderator_civ)
        )
    )
    assert isinstance(refused, refusals.TakenByOther)


def moderate(stage, by, comments):
    by = anew(by)
    for comment in comments:
        for action in ("hide", "keep", "restore"):
            with suppress(Refused):
                decide(stage, by, comment, action)


def take_and_release(by):
    for case in Case.objects.open():
        for verb in (services.take_case, services.release_case):
            with suppress(Refused):
                verb(by=by, case_id=case.pk)


def edit(by, comments):
    for turn in range(2):
        for comment in comments:
            with suppress(Refused):
                threads.edit_comment(by=by, comment_id=comment.pk, body=f"Autre {turn}")
    with suppress(Refused):
        threads.delete_comment(by=by, comment_id=comments[0].pk)


def report(stage, by, comments):
    for comment in comments:
        with suppress(Refused):
            services.report_comment(
                by=by, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
            )


def test_everything_at_once_stops_nobody(house):
    """Rows are locked in one order: nobody waits for somebody who waits for them."""
    stage, cast = house
    comments = [
        say(stage, cast.citizen, f"Mot {number}", section)
        for number, section in enumerate([*stage.sections, *stage.sections])
    ]
    report(stage, cast.neighbour, comments)
    for comment in comments:
        decide(stage, cast.moderator_civ, comment, "warn")
    race(
        lambda: moderate(stage, cast.moderator_gov, comments),
        lambda: moderate(stage, cast.moderator_civ, comments[::-1]),
        lambda: [take_and_release(anew(cast.moderator_gov)) for _turn in range(3)],
        lambda: edit(anew(cast.citizen), comments),
        lambda: report(stage, anew(cast.drafter_gov), comments),
        lambda: [expire() for _turn in range(3)],
    )
    assert_all_is_sound(stage)


def test_a_held_edit_gives_way_while_others_are_decided_on(house):
    """An edit that takes a waiting one's place tells the desk; a decision beside it does too."""
    stage, cast = house
    one, two = stage.sections[0], stage.sections[1]
    for turn in range(ROUNDS):
        mine = say(stage, cast.citizen, f"Mot {turn}", one)
        theirs = say(stage, cast.neighbour, f"Autre mot {turn}", two)
        hold_edit(stage, mine)
        race(
            lambda mine=mine: threads.edit_comment(
                by=anew(cast.citizen), comment_id=mine.pk, body="Sans attendre."
            ),
            lambda theirs=theirs: decide(stage, cast.moderator_gov, theirs, "hide"),
        )
        assert Comment.objects.get(pk=mine.pk).source == "Sans attendre."
        assert status_of(theirs) == "hidden"
    assert Section.objects.get(pk=two.pk).comments_count == 0
    assert_all_is_sound(stage)
