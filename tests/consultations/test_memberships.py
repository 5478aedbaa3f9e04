"""Members: a role once, a college each, and nobody in both."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from consult.consultations import services
from consult.consultations.models import Membership
from consult.consultations.policy import BothColleges, membership_of
from consult.live.models import Event
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/memberships/new/"


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


# In Wagtail's admin


@pytest.fixture
def manager(scene, db):
    """Somebody with exactly the rights to manage memberships."""
    user = make_user("Gestion")
    codes = ["access_admin", "add_membership", "change_membership", "delete_membership"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    return user


def form(stage, participant, role="moderator", college="civil_society"):
    return {
        "consultation": stage.consultation.pk,
        "participant": participant.pk,
        "role": role,
        "college": college,
    }


def test_the_admin_page_adds_a_member(stage, cast, manager, as_user):
    answer = as_user(manager).post(ADD, form(stage, cast.citizen))
    assert answer.status_code == 302
    assert cast.citizen.memberships.get().college == "civil_society"
    assert Event.objects.filter(type="access.changed", object_id=cast.citizen.pk).exists()


@pytest.mark.parametrize(
    ("who", "role", "college"),
    [
        ("drafter_gov", "moderator", "civil_society"),
        ("citizen", "drafter", ""),
        ("drafter_gov", "drafter", "government"),
        ("citizen", "emperor", "government"),
    ],
    ids=["both colleges", "no college", "twice", "unknown role"],
)
def test_the_admin_page_refuses_and_says_why(stage, cast, manager, as_user, who, role, college):
    before = Membership.objects.count()
    answer = as_user(manager).post(ADD, form(stage, getattr(cast, who), role, college))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Membership.objects.count() == before


def test_the_admin_page_changes_a_member(stage, cast, manager, as_user):
    membership = cast.drafter_gov.memberships.get()
    address = f"/admin/memberships/edit/{membership.pk}/"
    as_user(manager).post(address, form(stage, cast.drafter_gov, "drafter", "civil_society"))
    membership.refresh_from_db()
    assert membership.college == "civil_society"


def test_who_loses_a_membership_by_an_edit_is_told_too(stage, cast, manager, as_user):
    """Ours: a socket that outlives a role. The edit may name somebody else."""
    membership = cast.moderator_gov.memberships.get()
    told = Event.objects.filter(type="access.changed", object_id=cast.moderator_gov.pk)
    before = told.count()
    address = f"/admin/memberships/edit/{membership.pk}/"
    answer = as_user(manager).post(address, form(stage, cast.citizen, "moderator", "government"))
    assert answer.status_code == 302
    assert told.count() == before + 1


def test_the_admin_page_takes_a_member_away(stage, cast, manager, as_user):
    membership = cast.moderator_gov.memberships.get()
    told = Event.objects.filter(type="access.changed", object_id=cast.moderator_gov.pk)
    before = told.count()
    as_user(manager).post(f"/admin/memberships/delete/{membership.pk}/")
    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert told.count() == before + 1


@pytest.mark.parametrize("role", ["citizen", "drafter_gov", "moderator_gov", "publisher"])
@pytest.mark.parametrize("page", ["", "new/", "edit/{}/", "delete/{}/"])
def test_roles_here_give_no_right_to_give_roles(stage, cast, as_user, role, page):
    """CVE-2026-45086, and Wagtail's own policy: who gives rights has them all."""
    membership = cast.moderator_civ.memberships.get()
    address = f"/admin/memberships/{page.format(membership.pk)}"
    browser = as_user(getattr(cast, role))
    for answer in (browser.get(address), browser.post(address, form(stage, cast.citizen))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/?next=")
    assert not cast.citizen.memberships.exists()


def test_an_editor_of_pages_gives_no_roles(stage, cast, as_user):
    editor = make_user("Édith")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for page in ("", "new/"):
        answer = as_user(editor).get(f"/admin/memberships/{page}")
        assert answer.status_code == 302
        assert answer["Location"] == "/admin/"
