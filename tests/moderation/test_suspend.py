"""Suspending: until a date, in this consultation or on the site, and its end."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from consult.consultations.models import Suspension
from consult.moderation import refusals, services
from consult.moderation.models import Scope
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.places import Place, Said
from consult.threads.refusals import Suspended
from tests.moderation.house import actions, appeal, decide

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def administrator(cast):
    """A moderator who may change participants."""
    permission = Permission.objects.get(codename="change_user", content_type__app_label="people")
    cast.moderator_gov.user_permissions.add(permission)
    return cast.moderator_gov


def suspend(stage, by, comment, *, days=7, scope=Scope.CONSULTATION):
    return decide(stage, by, comment, "suspend", until=in_days(days), scope=scope)


def say(stage, author, *, elsewhere=False):
    """Post as somebody who has just come back."""
    place = Place(stage.other_draft.pk) if elsewhere else stage.place()
    return threads.post_comment(
        by=User.objects.get(pk=author.pk), place=place, said=Said("Encore moi.", "fr")
    ).comment


def overturn(cast, decision):
    return services.settle_appeal(
        by=cast.moderator_civ,
        appeal_id=appeal(decision).pk,
        upholds=False,
        explanation="Trop dur.",
    )


def test_in_a_consultation_one_writes_elsewhere_still(stage, cast, post):
    comment = post()
    suspend(stage, cast.moderator_gov, comment)
    by = User.objects.get(pk=cast.citizen.pk)
    for act in (
        lambda: say(stage, cast.citizen),
        lambda: threads.edit_comment(by=by, comment_id=comment.pk, body="Autre chose."),
        lambda: threads.cast_vote(by=by, comment_id=post(by=cast.neighbour).pk, value="agree"),
    ):
        with pytest.raises(Suspended):
            act()
    assert say(stage, cast.citizen, elsewhere=True)


def test_on_the_site_one_writes_nowhere(stage, cast, administrator, post):
    suspend(stage, administrator, post(), scope=Scope.SITE)
    for elsewhere in (True, False):
        with pytest.raises(Suspended):
            say(stage, cast.citizen, elsewhere=elsewhere)


def test_the_site_is_for_those_who_may_change_participants(stage, cast, post):
    """Wagtail's policy: who may change users is as good as a superuser; a role here is not enough."""
    with pytest.raises(refusals.NotOnSite):
        suspend(stage, cast.moderator_gov, post(), scope=Scope.SITE)
    assert actions() == []
    assert say(stage, cast.citizen)


@pytest.mark.parametrize("scope", ["", "everywhere", "\x00"])
def test_a_made_up_scope_is_refused(stage, cast, post, scope):
    with pytest.raises(refusals.UnknownAction):
        suspend(stage, cast.moderator_gov, post(), scope=scope)


@pytest.mark.parametrize("until", [None, timedelta(0), timedelta(days=-1)])
def test_it_has_an_end(stage, cast, post, until):
    until = until if until is None else timezone.now() + until
    with pytest.raises(refusals.NoEnd):
        decide(stage, cast.moderator_gov, post(), "suspend", until=until)
    assert (actions(), Suspension.objects.count()) == ([], 0)


def test_it_ends_by_itself(stage, cast, post):
    suspend(stage, cast.moderator_gov, post())
    Suspension.objects.update(until=timezone.now())
    assert say(stage, cast.citizen)


def test_the_next_post_of_an_open_session_is_refused(stage, cast, post, as_user):
    """What was typed comes back, with why."""
    browser = as_user(cast.citizen)
    typed = {"section": str(stage.text.key), "body": "Encore moi.", "kind": "remark"}
    comment = post()
    suspend(stage, cast.moderator_gov, comment)
    answer = browser.post(stage.url(), typed, headers=HTMX)
    assert answer.status_code == Suspended.status
    assert "Encore moi." in answer.content.decode()
    assert browser.get(stage.page.url).status_code == 200


def test_overturned_one_writes_again(stage, cast, post):
    decision = suspend(stage, cast.moderator_gov, post())
    overturn(cast, decision)
    assert say(stage, cast.citizen)


def test_overturned_on_the_site_one_writes_again(stage, cast, administrator, post):
    decision = suspend(stage, administrator, post(), scope=Scope.SITE)
    overturn(cast, decision)
    assert say(stage, cast.citizen)


@pytest.mark.parametrize("scope", Scope.values)
def test_overturning_one_leaves_what_another_said(stage, cast, administrator, post, scope):
    one, two = post(), post("Encore.")
    first = suspend(stage, administrator, one, days=7, scope=scope)
    second = suspend(stage, administrator, two, days=3, scope=scope)
    overturn(cast, first)
    with pytest.raises(Suspended):
        say(stage, cast.citizen)
    overturn(cast, second)
    assert say(stage, cast.citizen)


@pytest.mark.parametrize("scope", Scope.values)
def test_overturning_the_newest_gives_way_to_the_one_before(
    stage, cast, administrator, post, scope
):
    one, two = post(), post("Encore.")
    suspend(stage, administrator, one, days=3, scope=scope)
    newest = suspend(stage, administrator, two, days=30, scope=scope)
    overturn(cast, newest)
    with pytest.raises(Suspended):
        say(stage, cast.citizen)


def test_what_administrators_set_otherwise_stays(stage, cast, administrator, post):
    decision = suspend(stage, administrator, post(), scope=Scope.SITE)
    User.objects.filter(pk=cast.citizen.pk).update(suspended_until=in_days(100))
    overturn(cast, decision)
    with pytest.raises(Suspended):
        say(stage, cast.citizen)


def test_lifting_in_one_consultation_lifts_nothing_elsewhere(stage, cast, administrator, post):
    one, two = post(), post("Encore.")
    here = suspend(stage, administrator, one)
    suspend(stage, administrator, two, scope=Scope.SITE)
    overturn(cast, here)
    with pytest.raises(Suspended):
        say(stage, cast.citizen)
