"""Who looks after which contribution: drafters give it to each other, and nobody else is asked."""

import pytest
from django.contrib.auth.models import AnonymousUser

from consult.answers.models import Assignment
from consult.answers.policy import adopting
from consult.answers.services.assignments import assign, release
from consult.consultations import services as consultations
from consult.core.errors import NotFound
from consult.threads.places import Place

pytestmark = pytest.mark.django_db


def give(by, drafter, *contributions):
    return assign(by=by, contribution_ids=[one.pk for one in contributions], drafter=drafter)


def held():
    return dict(Assignment.objects.values_list("contribution", "drafter"))


def test_a_drafter_takes_a_contribution(cast, post):
    contribution = post()
    give(cast.drafter_gov, cast.drafter_gov, contribution)
    assignment = Assignment.objects.get()
    assert assignment.contribution == contribution
    assert (assignment.drafter, assignment.assigned_by) == (cast.drafter_gov, cast.drafter_gov)


def test_a_drafter_gives_several_to_one_of_the_other_college(cast, post):
    ones = [post(f"Mot {number}") for number in range(3)]
    give(cast.drafter_gov, cast.drafter_civ, *ones)
    assert held() == {one.pk: cast.drafter_civ.pk for one in ones}


def test_who_gets_it_last_has_it(cast, post):
    contribution = post()
    give(cast.drafter_gov, cast.drafter_gov, contribution)
    give(cast.drafter_civ, cast.drafter_civ, contribution)
    assert held() == {contribution.pk: cast.drafter_civ.pk}


def test_any_drafter_lets_it_go_and_twice_does_no_harm(cast, post):
    contribution = post()
    give(cast.drafter_gov, cast.drafter_gov, contribution)
    for by in (cast.drafter_civ, cast.drafter_gov):
        release(by=by, contribution_ids=[contribution.pk])
    assert held() == {}


@pytest.mark.parametrize(
    "who",
    ["citizen", "moderator_gov", "moderator_civ", "publisher", "outsider", "admin", "nobody"],
)
def test_only_drafters_give_and_let_go(cast, post, who):
    """CVE-2026-40869: an account that takes part gives nobody work and takes none away."""
    contribution = post()
    give(cast.drafter_gov, cast.drafter_gov, contribution)
    by = AnonymousUser() if who == "nobody" else getattr(cast, who)
    with pytest.raises(NotFound):
        give(by, cast.drafter_civ, contribution)
    with pytest.raises(NotFound):
        release(by=by, contribution_ids=[contribution.pk])
    assert held() == {contribution.pk: cast.drafter_gov.pk}


@pytest.mark.parametrize("who", ["citizen", "moderator_gov", "publisher", "outsider"])
def test_only_drafters_are_given_work(cast, post, who):
    with pytest.raises(adopting.NotADrafter):
        give(cast.drafter_gov, getattr(cast, who), post())
    assert held() == {}


def test_a_drafter_of_another_consultation_is_a_stranger_here(stage, cast, post):
    """CVE-2026-45086: a role elsewhere opens nothing here, neither to give nor to be given."""
    consultations.add_member(
        consultation=stage.other_draft.consultation,
        participant=cast.neighbour,
        role="drafter",
        college="government",
    )
    contribution = post()
    with pytest.raises(NotFound):
        give(cast.neighbour, cast.neighbour, contribution)
    with pytest.raises(adopting.NotADrafter):
        give(cast.drafter_gov, cast.neighbour, contribution)
    foreign = post(place=Place(stage.other_draft.pk))
    with pytest.raises(NotFound):
        give(cast.drafter_gov, cast.drafter_gov, contribution, foreign)
    assert held() == {}


def test_hidden_ones_replies_and_nothing_are_refused(cast, post, hide):
    with pytest.raises(adopting.GoneSince):
        give(cast.drafter_gov, cast.drafter_gov, hide(post()))
    with pytest.raises(NotFound):
        give(cast.drafter_gov, cast.drafter_gov, post("Oui.", in_reply_to=post().pk))
    with pytest.raises(adopting.NothingChosen):
        give(cast.drafter_gov, cast.drafter_gov)
    assert held() == {}
