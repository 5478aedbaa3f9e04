"""Members: a role once, a college each, and nobody in both."""

import pytest
from django.db import IntegrityError, transaction

from consult.consultations import services
from consult.consultations.models import Membership
from consult.consultations.policy import BothColleges, membership_of
from consult.live.models import Event

pytestmark = pytest.mark.django_db


def add(stage, participant, role, college=""):
    return services.add_member(
        consultation=stage.consultation, participant=participant, role=role, college=college
    )


def test_nobody_sits_in_both_colleges(stage, cast):
    with pytest.raises(BothColleges) as refusal:
        add(stage, cast.drafter_gov, "moderator", "civil_society")
    assert "Bastien" in str(refusal.value)
    assert cast.drafter_gov.memberships.count() == 1


def test_several_roles_in_one_college_are_possible(stage, cast):
    add(stage, cast.drafter_gov, "moderator", "government")
    assert cast.drafter_gov.memberships.count() == 2


def test_a_role_is_held_once(stage, cast):
    first = cast.drafter_gov.memberships.get()
    again = add(stage, cast.drafter_gov, "drafter", "civil_society")
    assert (again.pk, again.college) == (first.pk, "civil_society")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            consultation=stage.consultation,
            participant=cast.drafter_gov,
            role="drafter",
            college="government",
        )


@pytest.mark.parametrize("role", ["drafter", "moderator"])
@pytest.mark.parametrize("college", ["", "third"])
def test_drafters_and_moderators_sit_in_a_college(stage, cast, role, college):
    with pytest.raises(IntegrityError), transaction.atomic():
        add(stage, cast.citizen, role, college)


def test_the_other_consultation_is_another_matter(stage, cast):
    services.add_member(
        consultation=stage.other_draft.consultation,
        participant=cast.drafter_gov,
        role="drafter",
        college="civil_society",
    )
    assert membership_of(cast.drafter_gov, stage.consultation, "drafter").college == "government"


def test_a_member_is_one_here_in_that_role_while_active(stage, cast):
    assert membership_of(cast.moderator_gov, stage.consultation, "moderator")
    assert not membership_of(cast.moderator_gov, stage.consultation, "drafter")
    assert not membership_of(cast.outsider, stage.consultation, "moderator")
    cast.moderator_civ.is_active = False
    assert not membership_of(cast.moderator_civ, stage.consultation, "moderator")


def test_coming_and_going_is_told_to_open_sockets(stage, cast):
    """Ours: a socket that outlives a role."""
    told = Event.objects.filter(type="access.changed", object_id=cast.citizen.pk)
    membership = add(stage, cast.citizen, "publisher")
    assert told.count() == 1
    services.remove_member(membership)
    assert told.count() == 2
