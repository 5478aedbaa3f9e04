"""The second key: what one college hides is provisional until the other confirms it, in time."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from consult.consultations.models import Membership
from consult.core.errors import NotAllowed, NotFound
from consult.core.ids import new_id
from consult.drafts.models import Section
from consult.moderation import refusals, services
from consult.moderation.models import Decision
from consult.moderation.services import Reasons, keys
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, HeldStatus, HeldText
from tests.moderation.house import (
    LATER,
    actions,
    appeal,
    assert_registers_hold,
    decide,
    expire,
    hold,
    hold_edit,
    open_causes,
    set_rules,
    status_of,
    urgent,
)
from tests.people.privacy.house import leave

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(stage, cast, post):
    """The government's decision to hide a comment."""
    return decide(stage, cast.moderator_gov, post("Un mot."), "hide")


def turn(by, decision, *, confirms=True):
    by = User.objects.get(pk=by.pk)
    return services.turn_key(by=by, decision_id=decision.pk, confirms=confirms)


# Which decisions need it


def test_hiding_is_provisional_for_as_long_as_the_rules_say(stage, cast, post):
    set_rules(stage.consultation, confirmation_hours=5)
    decision = decide(stage, cast.moderator_gov, post(), "hide")
    assert decision.confirm_by == decision.decided_at + timedelta(hours=5)
    case = decision.cases.get()
    assert (case.cause, case.college, case.due_at) == (
        "unconfirmed",
        "civil_society",
        decision.confirm_by,
    )


def test_an_urgent_article_hides_for_good_at_once(stage, cast, post):
    comment = post()
    decision = services.hide_comment(
        by=cast.moderator_gov, comment_id=comment.pk, article_id=urgent(stage).pk
    )
    assert (decision.confirm_by, open_causes(comment=comment)) == (None, [])
    assert expire() == 0
    with pytest.raises(refusals.NothingToDecide):
        turn(cast.moderator_civ, decision)
    assert status_of(comment) == "hidden"


def test_two_keys_can_be_switched_off(stage, cast, post):
    set_rules(stage.consultation, has_two_keys=False)
    decision = decide(stage, cast.moderator_gov, post(), "hide")
    assert decision.confirm_by is None
    assert expire() == 0


def test_switched_off_later_what_waits_still_waits(stage, cast, hidden):
    set_rules(stage.consultation, has_two_keys=False)
    assert turn(cast.moderator_civ, hidden, confirms=False)
    assert status_of(hidden.comment) == "visible"


@pytest.mark.parametrize("action", ["keep", "warn"])
def test_what_hides_nothing_needs_no_second_key(stage, cast, post, action):
    decision = decide(stage, cast.moderator_gov, post(), action)
    assert decision.confirm_by is None
    with pytest.raises(refusals.NothingToDecide):
        turn(cast.moderator_civ, decision)


# Who turns it


@pytest.mark.parametrize(
    "role", ["citizen", "drafter_civ", "publisher", "outsider", "admin", "neighbour"]
)
@pytest.mark.parametrize("confirms", [True, False])
def test_nobody_but_moderators_here_turn_it(cast, hidden, role, confirms):
    """CVE-2026-40869: each verb asks for this actor on this object."""
    with pytest.raises(NotAllowed):
        turn(getattr(cast, role), hidden, confirms=confirms)
    assert (status_of(hidden.comment), actions()) == ("hidden", ["hide"])


@pytest.mark.parametrize("confirms", [True, False])
def test_nobody_confirms_their_own_side(cast, hidden, confirms):
    with pytest.raises(refusals.OtherCollege):
        turn(cast.moderator_gov, hidden, confirms=confirms)


def test_nobody_confirms_themselves_by_changing_sides(cast, hidden):
    """Ours: one person with both keys."""
    Membership.objects.filter(participant=cast.moderator_gov).update(college="civil_society")
    with pytest.raises(refusals.OtherCollege):
        turn(cast.moderator_gov, hidden)


def test_nobody_turns_it_on_their_own_words(stage, cast, post):
    own = post(by=cast.moderator_civ)
    decision = decide(stage, cast.moderator_gov, own, "hide")
    with pytest.raises(refusals.OwnComment):
        turn(cast.moderator_civ, decision, confirms=False)


def test_what_does_not_exist_is_not_found(cast):
    with pytest.raises(NotFound):
        services.turn_key(by=cast.moderator_civ, decision_id=new_id(), confirms=True)


# What it does


def test_confirmed_it_stays_hidden(cast, hidden):
    second = turn(cast.moderator_civ, hidden)
    assert (second.about, second.college, second.article) == (
        hidden,
        "civil_society",
        hidden.article,
    )
    assert open_causes(comment=hidden.comment) == []
    assert expire() == 0
    assert (status_of(hidden.comment), actions()) == ("hidden", ["hide", "confirm"])


@pytest.mark.parametrize("how", ["lift", "expire", "overturn", "restore"])
def test_words_return_once_however_it_ends(stage, cast, hidden, how):
    endings = {
        "lift": lambda: turn(cast.moderator_civ, hidden, confirms=False),
        "expire": expire,
        "overturn": lambda: services.settle_appeal(
            by=cast.moderator_civ,
            appeal_id=appeal(hidden).pk,
            upholds=False,
            explanation="Trop dur.",
        ),
        "restore": lambda: decide(stage, cast.moderator_civ, hidden.comment, "restore"),
    }
    endings[how]()
    assert (status_of(hidden.comment), actions()) == ("visible", ["hide", how])
    assert Section.objects.get(pk=stage.text.pk).comments_count == 1
    assert open_causes(comment=hidden.comment) == []
    for again in (True, False):
        with pytest.raises(refusals.AlreadyDecided):
            turn(cast.moderator_civ, hidden, confirms=again)
    assert expire() == 0
    assert actions() == ["hide", how]
    assert Section.objects.get(pk=stage.text.pk).comments_count == 1
    assert_registers_hold()


@pytest.mark.parametrize("confirms", [True, False])
def test_it_is_turned_once(cast, hidden, confirms):
    turn(cast.moderator_civ, hidden)
    with pytest.raises(refusals.AlreadyDecided):
        turn(cast.moderator_civ, hidden, confirms=confirms)
    assert actions() == ["hide", "confirm"]


def test_the_key_of_an_earlier_hiding_opens_nothing(stage, cast, hidden):
    """Hidden, restored, hidden again: the first decision's second key says nothing any more."""
    decide(stage, cast.moderator_civ, hidden.comment, "restore")
    decide(stage, cast.moderator_civ, hidden.comment, "hide")
    with pytest.raises(refusals.AlreadyDecided):
        turn(cast.moderator_civ, hidden, confirms=False)
    assert status_of(hidden.comment) == "hidden"


# Not in time


def test_until_the_time_has_come_nothing_expires(hidden):
    assert services.expire_unconfirmed() == 0
    assert services.expire_unconfirmed(now=hidden.confirm_by) == 0
    assert services.expire_unconfirmed(now=hidden.confirm_by + timedelta(seconds=1)) == 1


def test_what_expires_is_decided_by_nobody(hidden):
    expire()
    ended = Decision.objects.get(action="expire")
    assert (ended.moderator, ended.college, ended.is_automated) == (None, "", True)
    assert ended.about == hidden


def test_what_was_restored_is_not_looked_at_for_ever(stage, cast, post):
    for number in range(3):
        comment = post(f"Mot {number}")
        decide(stage, cast.moderator_gov, comment, "hide")
        decide(stage, cast.moderator_civ, comment, "restore")
    waits = decide(stage, cast.moderator_gov, post("Dernier."), "hide")
    assert services.expire_unconfirmed(now=timezone.now() + LATER, limit=1) == 1
    assert status_of(waits.comment) == "visible"


def test_one_that_fails_stops_no_other(stage, cast, post, hidden, monkeypatch, caplog):
    other = decide(stage, cast.moderator_gov, post("Deux mots."), "hide")
    settle = keys.settle

    def fail_once(first, second):
        if first.pk == hidden.pk:
            raise OSError("away")
        return settle(first, second)

    monkeypatch.setattr(keys, "settle", fail_once)
    assert expire() == 1
    assert (status_of(hidden.comment), status_of(other.comment)) == ("hidden", "visible")
    assert "was not confirmed in time" in caplog.text
    monkeypatch.undo()
    assert expire() == 1


def test_the_command_settles_what_is_due(hidden, capsys):
    call_command("settle_due")
    assert status_of(hidden.comment) == "hidden"
    late = timezone.now() - timedelta(minutes=1)
    hidden.cases.update(due_at=late)
    call_command("settle_due")
    call_command("settle_due")
    assert status_of(hidden.comment) == "visible"
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == ["0", "1", "0"]


def test_the_command_goes_on_until_nothing_is_left(stage, cast, post, capsys, monkeypatch):
    monkeypatch.setattr("consult.moderation.management.commands.settle_due.AT_ONCE", 1)
    monkeypatch.setattr(keys.expire_unconfirmed, "__kwdefaults__", {"now": None, "limit": 1})
    for number in range(3):
        decision = decide(stage, cast.moderator_gov, post(f"Mot {number}"), "hide")
        decision.cases.update(due_at=timezone.now() - timedelta(minutes=1))
    call_command("settle_due")
    assert capsys.readouterr().out.startswith("3 ")


# Refused words


@pytest.mark.parametrize("how", ["lift", "expire"])
def test_refused_words_are_published_when_nobody_confirms(stage, cast, how):
    held = hold(stage, cast.citizen, "J’attends.")
    refused = decide(stage, cast.moderator_gov, held, "refuse")
    assert not Comment.objects.exists()
    if how == "lift":
        turn(cast.moderator_civ, refused, confirms=False)
    else:
        assert expire() == 1
    assert Comment.objects.get().source == "J’attends."
    assert Section.objects.get(pk=stage.text.pk).comments_count == 1
    assert status_of(held) == "published"
    assert expire() == 0


def test_refused_words_stay_away_once_confirmed(stage, cast):
    held = hold(stage, cast.citizen)
    refused = decide(stage, cast.moderator_gov, held, "refuse")
    turn(cast.moderator_civ, refused)
    assert expire() == 0
    assert (status_of(held), Comment.objects.count()) == ("refused", 0)


def test_a_refused_edit_returns(stage, cast, post):
    comment = post("Avant.")
    refused = decide(stage, cast.moderator_gov, hold_edit(stage, comment, "Après."), "refuse")
    turn(cast.moderator_civ, refused, confirms=False)
    assert Comment.objects.get().source == "Après."


@pytest.mark.parametrize("posted", [timedelta(), timedelta(hours=1)], ids=["fresh", "later"])
def test_a_refused_edit_never_replaces_newer_words(stage, cast, post, posted):
    comment = post("Avant.")
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - posted)
    refused = decide(stage, cast.moderator_gov, hold_edit(stage, comment, "Refusé."), "refuse")
    newer = hold_edit(stage, comment, "Plus neuf.") if not posted else None
    if newer:
        decide(stage, cast.moderator_gov, newer, "publish")
    else:
        threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Plus neuf.")
    turn(cast.moderator_civ, refused, confirms=False)
    assert Comment.objects.get().source == "Plus neuf."


@pytest.mark.parametrize("since", ["hidden", "deleted"])
def test_a_refused_edit_of_what_is_gone_stays_away_and_stops_nobody(stage, cast, post, since):
    comment = post("Avant.")
    held = hold_edit(stage, comment, "Refusé.")
    decide(stage, cast.moderator_gov, held, "refuse")
    if since == "deleted":
        threads.delete_comment(by=cast.citizen, comment_id=comment.pk)
    else:
        services.hide_comment(
            by=cast.moderator_gov, comment_id=comment.pk, article_id=urgent(stage).pk
        )
    other = decide(stage, cast.moderator_gov, post("Autre."), "hide")
    assert expire() == 2
    assert status_of(other.comment) == "visible"
    assert "Refusé." not in Comment.objects.get(pk=comment.pk).source
    assert_registers_hold()


def test_deleting_a_comment_erases_what_was_held_of_it(stage, cast, post):
    """What an author takes back is gone, its held copies too."""
    held = hold(stage, cast.citizen, "Pamplemousse.")
    decide(stage, cast.moderator_gov, held, "publish")
    comment = HeldText.objects.get(pk=held.pk).published_as
    refused = hold_edit(stage, comment, "Pamplemousse refusé.")
    decide(stage, cast.moderator_gov, refused, "refuse")
    waiting = hold_edit(stage, comment, "Pamplemousse encore.")
    threads.delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert not HeldText.objects.filter(source__contains="Pamplemousse").exists()
    assert not HeldText.objects.filter(html__contains="Pamplemousse").exists()
    assert status_of(waiting) == status_of(refused) == HeldStatus.WITHDRAWN
    assert open_causes(held=waiting) == []


def test_an_edit_that_needs_nobody_takes_the_place_of_one_that_waits(stage, cast, post):
    comment = post("Avant.")
    held = hold_edit(stage, comment, "J’attends.")
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Après.")
    assert (status_of(held), open_causes(held=held)) == (HeldStatus.WITHDRAWN, [])
    assert Comment.objects.get().source == "Après."


def test_the_second_key_takes_no_word_of_the_first(stage, cast, hidden):
    """Decisions are never changed: what follows is a row of its own."""
    before = Decision.objects.filter(pk=hidden.pk).values().get()
    turn(cast.moderator_civ, hidden, confirms=False)
    assert Decision.objects.filter(pk=hidden.pk).values().get() == before


def test_a_made_up_reason_of_an_article_is_no_way_around(stage, cast, post):
    """An article of another consultation that is urgent there hides nothing here."""
    there = stage.other_draft.consultation.charter_articles.first()
    there.is_urgent = True
    there.save()
    with pytest.raises(refusals.NoArticle):
        services.decide(
            by=cast.moderator_gov,
            subject_id=post().pk,
            action="hide",
            reasons=Reasons(article_id=there.pk),
        )


@pytest.mark.parametrize("how", ["lift", "expire"])
def test_words_that_are_erased_meanwhile_are_not_given_back(stage, cast, post, how):
    """Their author's account went: nothing is there to be shown again."""
    comment = post("Encore là.")
    hiding = decide(stage, cast.moderator_gov, comment, "hide")
    held = hold(stage, cast.citizen, "Jamais publié.")
    refused = decide(stage, cast.moderator_gov, held, "refuse")
    assert leave(cast.citizen, "withdrawn")
    if how == "lift":
        turn(cast.moderator_civ, hiding, confirms=False)
        turn(cast.moderator_civ, refused, confirms=False)
    else:
        assert expire() == 2
    assert status_of(comment) == "deleted"
    assert status_of(held) == "refused"
    assert Comment.objects.count() == 1
    assert expire() == 0
