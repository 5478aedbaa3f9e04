"""Cases: what waits, once for each cause; who is on it, and for how long."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.consultations import services as consultations
from consult.core.errors import NotFound
from consult.core.ids import new_id
from consult.live.models import Event
from consult.moderation import refusals, services
from consult.moderation.desk import desk_of
from consult.moderation.events import hydrate_cases
from consult.moderation.models import TAKEN_FOR, Case
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import HeldText
from tests.moderation.house import decide, hold, hold_edit, open_causes

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(stage, cast):
    return hold(stage, cast.citizen).cases.get()


def told(stage):
    """Return what the desk was told, in order."""
    events = Event.objects.filter(stream=desk_of(stage.consultation.pk)).order_by("number")
    return list(events.values_list("type", "object_id"))


def test_taken_it_is_nobody_elses_for_a_while(stage, cast, case):
    services.take_case(by=cast.moderator_gov, case_id=case.pk)
    for verb in (services.take_case, services.release_case):
        with pytest.raises(refusals.TakenByOther) as refused:
            verb(by=cast.moderator_civ, case_id=case.pk)
        assert refused.value.status == 409
        assert cast.moderator_gov.public_name in str(refused.value)
    assert services.take_case(by=cast.moderator_gov, case_id=case.pk).taken_by == cast.moderator_gov


def test_after_fifteen_minutes_it_is_anybodys(cast, case):
    services.take_case(by=cast.moderator_gov, case_id=case.pk)
    Case.objects.filter(pk=case.pk).update(taken_at=timezone.now() - TAKEN_FOR)
    assert services.take_case(by=cast.moderator_civ, case_id=case.pk).taken_by == cast.moderator_civ


def test_let_go_it_is_anybodys(cast, case):
    services.take_case(by=cast.moderator_gov, case_id=case.pk)
    services.release_case(by=cast.moderator_gov, case_id=case.pk)
    assert services.take_case(by=cast.moderator_civ, case_id=case.pk)


@pytest.mark.parametrize(
    "role", ["citizen", "neighbour", "drafter_gov", "publisher", "outsider", "admin"]
)
def test_others_do_not_learn_that_it_exists(cast, case, role):
    """CVE-2026-40869: each verb asks for this actor on this object."""
    for verb in (services.take_case, services.release_case):
        with pytest.raises(NotFound):
            verb(by=getattr(cast, role), case_id=case.pk)
    assert Case.objects.get().taken_by is None


@pytest.mark.parametrize("whose", ["own", "an answer to one's own"])
def test_nobody_is_on_what_they_may_not_decide_on(stage, cast, post, whose):
    own = post(by=cast.moderator_gov)
    subject = own if whose == "own" else post("Réponse.", in_reply_to=own.pk)
    services.report_comment(
        by=cast.neighbour, comment_id=subject.pk, notice=services.Notice(stage.articles[0].pk)
    )
    case = Case.objects.get()
    with pytest.raises(refusals.OwnComment):
        services.take_case(by=cast.moderator_gov, case_id=case.pk)
    assert services.take_case(by=cast.moderator_civ, case_id=case.pk).taken_by == cast.moderator_civ


def test_nor_on_an_edit_of_it(stage, cast, post):
    waits = hold_edit(stage, post()).cases.get()
    HeldText.objects.update(author=cast.moderator_gov)
    with pytest.raises(refusals.OwnComment):
        services.take_case(by=cast.moderator_gov, case_id=waits.pk)


def test_the_desk_is_told_who_is_on_it_now(cast, case):
    services.take_case(by=cast.moderator_gov, case_id=case.pk)
    event = Event.objects.filter(object_id=case.pk).latest("number")

    def on_it():
        return hydrate_cases([event], "fr")[event.number]["case"]["taken_by"]

    assert on_it() == cast.moderator_gov.public_name
    Case.objects.filter(pk=case.pk).update(taken_at=timezone.now() - TAKEN_FOR)
    assert on_it() == ""


def test_a_role_that_was_taken_away_takes_nothing(cast, case):
    consultations.remove_member(cast.moderator_gov.memberships.get())
    with pytest.raises(NotFound):
        services.take_case(by=User.objects.get(pk=cast.moderator_gov.pk), case_id=case.pk)


def test_what_does_not_exist_is_not_found(cast):
    with pytest.raises(NotFound):
        services.take_case(by=cast.moderator_gov, case_id=new_id())


def test_what_is_settled_is_not_taken(stage, cast, case):
    decide(stage, cast.moderator_gov, case.held, "publish")
    with pytest.raises(refusals.CaseClosed):
        services.take_case(by=cast.moderator_civ, case_id=case.pk)


def test_who_is_on_it_stops_nobody_from_deciding(stage, cast, case):
    """To take is to tell the others, no lock: the second is told what the first decided."""
    services.take_case(by=cast.moderator_gov, case_id=case.pk)
    assert decide(stage, cast.moderator_civ, case.held, "publish")


def test_each_cause_waits_once(stage, cast, post):
    comment = post()
    for by in (cast.neighbour, cast.drafter_gov):
        services.report_comment(
            by=by, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
        )
    decide(stage, cast.moderator_gov, comment, "warn")
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    assert open_causes(comment=comment) == ["changed", "reported"]


@pytest.mark.parametrize("about", ["comment", "held"])
def test_the_database_refuses_a_second_one(stage, cast, post, case, about):
    """A vote race (Decidim): constraints, not checks before writing."""
    words = {"held": case.held} if about == "held" else {"comment": post()}
    cause = "held" if about == "held" else "reported"
    if about == "comment":
        Case.objects.create(consultation=case.consultation, cause=cause, **words)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(consultation=case.consultation, cause=cause, **words)


def test_the_desk_is_told_of_each_change(stage, cast, post):
    before = len(told(stage))
    comment = post()
    services.report_comment(
        by=cast.neighbour, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
    )
    reported = Case.objects.get()
    services.take_case(by=cast.moderator_gov, case_id=reported.pk)
    decide(stage, cast.moderator_gov, comment, "hide")
    unconfirmed = Case.objects.open().get()
    happened = [one for _type, one in told(stage)[before:]]
    assert happened == [reported.pk, reported.pk, reported.pk, unconfirmed.pk]
