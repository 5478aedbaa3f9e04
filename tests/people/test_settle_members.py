"""Who may say that somebody speaks for an organisation: each verb, for each role, here and elsewhere."""

import pytest
from django.urls import reverse

from consult.core.errors import NotAllowed
from consult.people.models import OrganisationMember
from consult.people.organisations import refusals, services
from tests.factories.people import make_user
from tests.people.organising import make_organisation, speak_for

pytestmark = pytest.mark.django_db

PEOPLE = {
    "stranger": set(),
    "the person": set(),
    "member": set(),
    "declared": set(),
    "owner": {"confirm", "confirm as owner", "refuse", "record", "see"},
    "owner elsewhere": set(),
    "citizen": set(),
    "drafter_gov": set(),
    "moderator_gov": set(),
    "publisher": {"confirm", "refuse", "see"},
    "publisher elsewhere": set(),
    "admin": {"confirm", "confirm as owner", "refuse", "record", "see"},
}
"""Who may what of somebody who took part in the publisher's consultation and declared it."""
VERBS = ["confirm", "confirm as owner", "refuse", "record", "see"]
RECORD = {"name": "Autre nom", "kind": "company"}


@pytest.fixture
def house(stage, cast, post):
    """An organisation with an owner, for which a participant says that they speak."""
    organisation = make_organisation()
    owner = make_user("Propriétaire")
    speak_for(owner, organisation, owner=True)
    post("Je parle pour eux.", by=cast.neighbour)
    return organisation, owner, speak_for(cast.neighbour, organisation)


def somebody(name, stage, cast, house):
    organisation, owner, member = house
    if name == "stranger":
        return None
    if name == "the person":
        return member.person
    if name == "owner":
        return owner
    if name in ("member", "declared"):
        person = make_user("Membre")
        speak_for(person, organisation, confirmed=name == "member")
        return person
    if name == "owner elsewhere":
        person = make_user("Ailleurs aussi")
        speak_for(person, make_organisation("Une autre"), owner=True)
        return person
    if name == "publisher elsewhere":
        from consult.consultations import services as consultations  # noqa: PLC0415

        person = make_user("Éditrice d’ailleurs")
        consultations.add_member(
            consultation=stage.other_draft.consultation, participant=person, role="publisher"
        )
        return person
    return getattr(cast, name)


def attempt(browser, verb, organisation, member):
    """Try it on the site; return whether it was done."""
    base = f"/en/account/profile/organisations/{organisation.pk}"
    if verb == "see":
        answer = browser.get(f"{base}/members/")
        return answer.status_code == 200 and "Ravi" in answer.content.decode()
    if verb == "record":
        browser.post(f"{base}/record/", RECORD)
        organisation.refresh_from_db()
        return organisation.name == "Autre nom"
    act = {"confirm": "confirm", "confirm as owner": "owner", "refuse": "refuse"}[verb]
    browser.post(f"{base}/members/", {"member": member.pk, "act": act})
    member.refresh_from_db()
    return (member.state, member.role) == {
        "confirm": ("confirmed", "member"),
        "confirm as owner": ("confirmed", "owner"),
        "refuse": ("ended", "member"),
    }[verb]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_do_what(stage, cast, as_user, house, who, verb):
    """CVE-2026-40869: any signed-in user could decide on what was not theirs."""
    organisation, _owner, member = house
    person = somebody(who, stage, cast, house)
    done = attempt(as_user(person), verb, organisation, member)
    assert done == (verb in PEOPLE[who])
    if not done and verb != "see":
        member.refresh_from_db()
        assert member.state == "declared"


@pytest.mark.parametrize("who", ["owner elsewhere", "publisher elsewhere"])
def test_a_member_is_settled_through_their_own_organisation_only(stage, cast, as_user, house, who):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    _organisation, _owner, member = house
    person = somebody(who, stage, cast, house)
    elsewhere = make_organisation("Encore une")
    if who == "owner elsewhere":
        elsewhere = person.organisation_member.organisation
    answer = as_user(person).post(
        f"/en/account/profile/organisations/{elsewhere.pk}/members/",
        {"member": member.pk, "act": "confirm"},
    )
    assert answer.status_code in (403, 404)
    member.refresh_from_db()
    assert member.state == "declared"


def test_the_first_owner_is_made_by_who_vouches_for_them(stage, cast, post):
    post("Oui.", by=cast.neighbour)
    post("Non.", by=cast.citizen)
    organisation = make_organisation()
    first, second = (speak_for(one, organisation) for one in (cast.neighbour, cast.citizen))
    services.confirm(by=cast.publisher, member_id=first.pk, role="owner")
    with pytest.raises(refusals.HasOwner):
        services.confirm(by=cast.publisher, member_id=second.pk, role="owner")
    services.confirm(by=cast.neighbour, member_id=second.pk, role="owner")
    assert organisation.members.owners().count() == 2


def test_nobody_vouches_for_themselves(stage, cast, post):
    post("Oui.", by=cast.publisher)
    member = speak_for(cast.publisher, make_organisation())
    with pytest.raises(NotAllowed):
        services.confirm(by=cast.publisher, member_id=member.pk)


def test_a_publisher_does_not_remove_an_owner(stage, cast, post):
    post("Oui.", by=cast.neighbour)
    member = speak_for(cast.neighbour, make_organisation(), owner=True)
    with pytest.raises(NotAllowed):
        services.refuse(by=cast.publisher, member_id=member.pk)


def test_what_was_refused_can_be_put_right(stage, cast):
    organisation = make_organisation()
    member = speak_for(cast.neighbour, organisation)
    services.refuse(by=cast.admin, member_id=member.pk)
    services.confirm(by=cast.admin, member_id=member.pk)
    member.refresh_from_db()
    assert (member.state, member.confirmed_by, member.is_refused) == (
        "confirmed",
        cast.admin,
        False,
    )

    services.refuse(by=cast.admin, member_id=member.pk)
    speak_for(cast.neighbour, make_organisation("Une autre"))
    with pytest.raises(refusals.SpeaksForAnother):
        services.confirm(by=cast.admin, member_id=member.pk)


def test_nobody_brings_back_who_left_by_themselves(stage, cast):
    member = speak_for(cast.neighbour, make_organisation(), confirmed=True)
    services.leave(by=cast.neighbour)
    with pytest.raises(refusals.NoLongerDeclared):
        services.confirm(by=cast.admin, member_id=member.pk)


def test_a_deactivated_owner_settles_nothing(stage, cast, house):
    _organisation, owner, member = house
    owner.is_active = False
    owner.save()
    with pytest.raises(NotAllowed):
        services.confirm(by=owner, member_id=member.pk)


# In the admin


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("publisher", 200), ("moderator_gov", 302), ("citizen", 302)],
)
def test_the_list_in_the_admin_is_for_who_may_settle_something(
    stage, cast, as_user, house, who, status
):
    person = getattr(cast, who)
    answer = as_user(person).get(reverse("organisation_members:index"))
    assert answer.status_code in (status, 403 if status == 302 else status)
    if answer.status_code == 200:
        html = answer.content.decode()
        assert "Ravi" in html
        assert ("Propriétaire" in html) == (who == "admin")  # who took part nowhere


def test_the_admin_confirms_and_makes_the_first_owner(stage, cast, as_user, post):
    post("Oui.", by=cast.neighbour)
    member = speak_for(cast.neighbour, make_organisation())
    address = reverse("organisation_members:edit", args=[member.pk])
    browser = as_user(cast.publisher)
    assert browser.get(address).status_code == 200
    browser.post(address, {"state": "confirmed", "role": "owner"})
    member.refresh_from_db()
    assert (member.state, member.role, member.confirmed_by) == (
        "confirmed",
        "owner",
        cast.publisher,
    )
    other = speak_for(cast.citizen, make_organisation("Ailleurs"))  # took part nowhere
    answer = browser.post(
        reverse("organisation_members:edit", args=[other.pk]),
        {"state": "confirmed", "role": "member"},
    )
    assert answer.status_code in (302, 403, 404)
    assert OrganisationMember.objects.get(pk=other.pk).state == "declared"


def test_the_admin_corrects_a_record_by_the_same_rules(stage, cast, as_user):
    organisation = make_organisation()
    make_organisation("Ligue")
    address = reverse("organisations:edit", args=[organisation.pk])
    typed = {"name": "LIGUE", "kind": "company", "website": "", "country": "FR"}
    answer = as_user(cast.admin).post(address, typed)
    assert answer.status_code == 200
    answer = as_user(cast.admin).post(
        address, {**typed, "name": "Climat SA", "website": "http://x"}
    )
    assert answer.status_code == 200
    answer = as_user(cast.admin).post(address, {**typed, "name": "Climat SA"})
    assert answer.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.folded_name) == ("Climat SA", "clirnatsa")
    assert as_user(cast.publisher).get(address).status_code in (302, 403)
