"""Publishers say in Wagtail's admin who is a member of their consultations, and of no other."""

import pytest
from django.contrib.auth.models import Permission

from consult.consultations import groups, services
from consult.consultations.models import Membership
from consult.live.models import Event
from tests.factories.pages import make_translation
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/memberships/new/"


def form(stage, participant, role="moderator", college="civil_society"):
    return {
        "consultation": stage.consultation.pk,
        "participant": getattr(participant, "public_name", participant),
        "role": role,
        "college": college,
    }


def edit(membership):
    return f"/admin/memberships/edit/{membership.pk}/"


def told(participant):
    return Event.objects.filter(type="access.changed", object_id=participant.pk).count()


# Adding


@pytest.mark.parametrize("name", ["Maïa L.", "MAÏA L."], ids=["as it stands", "in capitals"])
def test_a_publisher_adds_a_member_by_name(stage, cast, as_user, name):
    answer = as_user(cast.publisher).post(ADD, form(stage, name))
    assert answer.status_code == 302
    assert cast.citizen.memberships.get().college == "civil_society"
    assert told(cast.citizen) == 1


@pytest.mark.parametrize(
    ("who", "role", "college"),
    [
        ("Bastien", "moderator", "civil_society"),
        ("Maïa L.", "drafter", ""),
        ("Bastien", "drafter", "government"),
        ("Maïa L.", "emperor", "government"),
        ("Personne de ce nom", "moderator", "government"),
        ("", "moderator", "government"),
    ],
    ids=["both colleges", "no college", "twice", "unknown role", "unknown name", "nobody"],
)
def test_the_form_refuses_says_why_and_keeps_what_was_typed(
    stage, cast, as_user, who, role, college
):
    before = Membership.objects.count()
    answer = as_user(cast.publisher).post(ADD, form(stage, who, role, college))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert answer.context["form"]["participant"].value() == who
    assert Membership.objects.count() == before


def test_no_form_lists_who_has_an_account(stage, cast, as_user):
    """Public names are public where somebody writes; a list of all accounts is not."""
    text = as_user(cast.publisher).get(ADD).content.decode()
    assert cast.neighbour.public_name not in text
    assert cast.citizen.email not in text


def test_a_publisher_gives_no_role_elsewhere(stage, cast, as_user):
    """CVE-2026-40869: each verb asks about this person and this consultation."""
    elsewhere = {**form(stage, cast.citizen), "consultation": stage.other_draft.consultation.pk}
    answer = as_user(cast.publisher).post(ADD, elsewhere)
    assert "consultation" in answer.context["form"].errors
    assert not cast.citizen.memberships.exists()


# Changing and taking away


def test_a_publisher_changes_a_member(stage, cast, as_user):
    membership = cast.drafter_gov.memberships.get()
    sent = form(stage, cast.drafter_gov, "drafter", "civil_society")
    assert as_user(cast.publisher).post(edit(membership), sent).status_code == 302
    membership.refresh_from_db()
    assert membership.college == "civil_society"


def test_who_loses_a_membership_by_an_edit_is_told_too(stage, cast, as_user):
    """Ours: a socket that outlives a role. The edit may name somebody else."""
    membership = cast.moderator_gov.memberships.get()
    before = told(cast.moderator_gov)
    sent = form(stage, cast.citizen, "moderator", "government")
    assert as_user(cast.publisher).post(edit(membership), sent).status_code == 302
    assert told(cast.moderator_gov) == before + 1


def test_a_publisher_takes_a_member_away_at_once(stage, cast, as_user):
    membership = cast.drafter_gov.memberships.get()
    drafter, page = as_user(cast.drafter_gov), f"/admin/pages/{stage.page.pk}/edit/"
    assert drafter.get(page).status_code == 200
    as_user(cast.publisher).post(f"/admin/memberships/delete/{membership.pk}/")
    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert drafter.get(page)["Location"].startswith("/admin/login/")


def test_a_consultation_keeps_a_publisher(stage, cast, as_user):
    membership = cast.publisher.memberships.get()
    browser = as_user(cast.publisher)
    answer = browser.post(edit(membership), form(stage, cast.publisher, "drafter", "government"))
    assert stage.consultation_page.title in str(answer.context["form"].non_field_errors())
    browser.post(f"/admin/memberships/delete/{membership.pk}/")
    assert cast.publisher.memberships.get().role == "publisher"
    as_user(cast.admin).post(f"/admin/memberships/delete/{membership.pk}/")
    assert not cast.publisher.memberships.exists()


@pytest.mark.parametrize("page", ["edit", "delete", "history"])
def test_memberships_elsewhere_do_not_exist(stage, cast, as_user, page):
    """Wagtail CVE-2026-44199: the child must belong to what was checked."""
    there = cast.outsider.memberships.get()
    browser = as_user(cast.publisher)
    address = f"/admin/memberships/{page}/{there.pk}/"
    assert browser.get(address, follow=True).status_code == 404
    if page != "history":
        sent = form(stage, cast.citizen)
        assert browser.post(address, sent, follow=True).status_code == 404
    there.refresh_from_db()
    assert there.participant == cast.outsider


@pytest.mark.parametrize("role", ["citizen", "drafter_gov", "moderator_gov"])
@pytest.mark.parametrize("page", ["", "new/", "edit/{}/", "delete/{}/"])
def test_other_roles_give_no_right_to_give_roles(stage, cast, as_user, role, page):
    """CVE-2026-45086, and Wagtail's own policy: who gives rights has them all."""
    membership = cast.moderator_civ.memberships.get()
    address = f"/admin/memberships/{page.format(membership.pk)}"
    browser = as_user(getattr(cast, role))
    for answer in (browser.get(address), browser.post(address, form(stage, cast.citizen))):
        # The admin's first page with a refusal, the sign-in, or the site's 404
        assert answer.status_code == 302
        assert answer["Location"].startswith(("/admin/login/", "/fr/admin/")) or (
            answer["Location"] == "/admin/"
        )
    assert not cast.citizen.memberships.exists()
    assert Membership.objects.filter(pk=membership.pk).exists()


# Groups of Wagtail follow


def group_names(user):
    return set(user.groups.exclude(member_group=None).values_list("name", flat=True))


def test_members_are_in_the_group_of_their_role_and_college(stage, cast):
    assert len(group_names(cast.drafter_gov)) == len(group_names(cast.drafter_civ)) == 1
    assert group_names(cast.drafter_gov) != group_names(cast.drafter_civ)
    membership = cast.drafter_gov.memberships.get()
    services.remove_member(membership)
    assert not group_names(cast.drafter_gov)


def test_a_group_that_was_ticked_by_hand_is_put_right_again(stage, cast, as_user):
    """Who may edit accounts can't make drafters behind the memberships' back."""
    group = groups.group_of(stage.consultation, "drafter", "government")
    address = f"/admin/users/edit/{cast.citizen.pk}/"
    browser = as_user(cast.admin)
    fields = browser.get(address).context["form"]
    sent = {name: fields[name].value() or "" for name in fields.fields}
    answer = browser.post(address, {**sent, "groups": [group.pk], "is_active": "on"})
    assert answer.status_code == 302
    assert not group_names(cast.citizen)


def test_members_work_on_the_page_of_a_new_language_too(stage, cast, as_user):
    translated = make_translation(stage.consultation_page)
    for member in (cast.publisher, cast.drafter_civ):
        assert translated.permissions_for_user(member).can_edit()
    assert not translated.permissions_for_user(cast.moderator_civ).can_edit()


def test_an_editor_of_pages_gives_no_roles(stage, as_user):
    editor = make_user("Édith")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for page in ("", "new/"):
        answer = as_user(editor).get(f"/admin/memberships/{page}")
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
