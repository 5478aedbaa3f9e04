"""What is done with organisations: added, corrected, chosen by people, and confirmed."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.core import pace
from consult.core.errors import NotAllowed, NotFound, Refused, SignInFirst
from consult.core.names import folded
from consult.people.models import User
from consult.people.organisations import policy, refusals
from consult.people.organisations.models import (
    MemberRole,
    MemberState,
    Organisation,
    OrganisationMember,
)
from consult.people.policy import administers

RECORD = ("name", "kind", "country", "website", "register_name", "register_number")
"""What an organisation's record says, as its form asks."""


# The record


@transaction.atomic
def add_organisation(*, by: User, details: dict[str, Any]) -> Organisation:
    """Add an organisation and speak for it, declared. `details` are a valid OrganisationForm's.

    Raises `KnownOrganisation` where there is one of that name, however it is spelled, and `TooFast`:
    nobody else can take such a name.
    """
    if not by.is_authenticated:
        raise SignInFirst
    if found := named(details["name"]):
        raise refusals.KnownOrganisation(name=found.name)
    spend(by)
    organisation = make(by=by, **{name: details.get(name, "") for name in RECORD})
    declare(by=by, organisation=organisation)
    return organisation


@transaction.atomic
def change_record(*, by: User, organisation: Organisation, details: dict[str, Any]) -> Organisation:
    """Correct an organisation's record. What was said in its name stays with it.

    Raises `NotAllowed`, `KnownOrganisation` and `TooFast`.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if refusal := policy.why_not_change(by, organisation):
        raise refusal
    found = named(details["name"])
    if found and found.pk != organisation.pk:
        raise refusals.KnownOrganisation(name=found.name)
    spend(by)
    for name in RECORD:
        setattr(organisation, name, details.get(name, ""))
    write(organisation)
    return organisation


def spend(by: User) -> None:
    """Count one record that somebody adds or corrects who does not run the site. Raises `TooFast`."""
    if not administers(by):
        is_new = pace.is_new_account(by.joined_at)
        pace.spend("organisation", participant=by.pk, is_new=is_new)


def named(name: str) -> Organisation | None:
    """Return the organisation of a name, however it is spelled."""
    return Organisation.objects.filter(folded_name=folded(name).said).first()


def make(*, by: User | None, name: str, **record: str) -> Organisation:
    """Write a new organisation. Raises `KnownOrganisation`, also where it was added at this moment."""
    return write(Organisation(created_by=by, name=name, **record))


def write(organisation: Organisation) -> Organisation:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        if "folded_name" in str(error) or "people_one_organisation_a_name" in str(error):
            raise refusals.KnownOrganisation(name=organisation.name) from error
        raise
    return organisation


# Who speaks for it


@transaction.atomic
def declare(*, by: User, organisation: Organisation) -> OrganisationMember:
    """Let somebody say that they speak for an organisation, and for no other from now on.

    Who says so again changes nothing. Raises `RefusedBefore` where the organisation, or a publisher,
    has said that they do not.
    """
    person = lock_person(by)
    current = current_of(person)
    if current and current.organisation_id == organisation.pk:
        return current
    past = OrganisationMember.objects.filter(person=person, organisation=organisation)
    if past.filter(is_refused=True).exists():
        raise refusals.RefusedBefore(name=organisation.name)
    if current:
        end(current)
    member = OrganisationMember.objects.create(person=person, organisation=organisation)
    by.forget_organisation()
    return member


@transaction.atomic
def declare_by_name(*, by: User, name: str) -> OrganisationMember | None:
    """Let somebody say by its name for which organisation they speak; it is added if it is new."""
    if not name:
        return None
    organisation = named(name)
    if organisation is None:
        try:
            organisation = make(by=by, name=name)
        except refusals.KnownOrganisation:  # added at this moment by somebody else
            organisation = named(name)
    return declare(by=by, organisation=organisation)


@transaction.atomic
def leave(*, by: User) -> None:
    """Let somebody speak for no organisation from now on. What they said before stays as it is."""
    person = lock_person(by)
    if current := current_of(person):
        end(current)
    by.forget_organisation()


@transaction.atomic
def choose_naming(*, by: User, is_named: bool) -> None:
    """Let somebody say whether their organisation's page may name them."""
    person = lock_person(by)
    if current := current_of(person):
        current.is_named = is_named
        current.save(update_fields=["is_named"])
    by.forget_organisation()


@transaction.atomic
def confirm(*, by: User, member_id: UUID, role: MemberRole | str = "") -> OrganisationMember:
    """Confirm that somebody speaks for an organisation, also where that was refused before.

    `role` makes them its owner, or a member again. Raises `NotFound`, `NotAllowed`, `HasOwner` and
    `SpeaksForAnother`.
    """
    member = lock_member(member_id)
    settle_or_refuse(by, member)
    role = MemberRole(role or member.role)
    if role != member.role and (refusal := policy.why_not_give_role(by, member, role)):
        raise refusal
    if member.is_over:
        if not member.is_refused:  # they left by themselves, and have to choose it again
            raise refusals.NoLongerDeclared
        if current_of(member.person):
            raise refusals.SpeaksForAnother(name=member.person.public_name)
    if not member.is_confirmed:
        member.state, member.confirmed_at, member.confirmed_by = (
            MemberState.CONFIRMED,
            timezone.now(),
            by,
        )
        member.ended_at, member.is_refused = None, False
    member.role = role
    member.save()
    return member


@transaction.atomic
def refuse(*, by: User, member_id: UUID) -> OrganisationMember:
    """Say that somebody does not, or no longer, speak for an organisation.

    They cannot declare it again; what they said stays as it was said. Raises `NotFound` and `NotAllowed`,
    also for an owner whom a publisher would remove.
    """
    member = lock_member(member_id)
    settle_or_refuse(by, member)
    if member.is_over:
        raise refusals.NoLongerDeclared
    if member.is_owner and policy.why_not_change(by, member.organisation):
        raise NotAllowed
    return end(member, is_refused=member.person_id != by.pk)


def settle_or_refuse(by: User, member: OrganisationMember) -> None:
    refusal: Refused | None = policy.why_not_settle(by, member)
    if refusal:
        raise refusal


def end(member: OrganisationMember, *, is_refused: bool = False) -> OrganisationMember:
    """Write that somebody no longer speaks for an organisation."""
    member.state, member.ended_at, member.is_refused = MemberState.ENDED, timezone.now(), is_refused
    member.role = MemberRole.MEMBER
    member.save()
    return member


def lock_person(person: User) -> User:
    """Let nobody else change for whom somebody speaks until the transaction ends."""
    if not person.is_authenticated:
        raise SignInFirst
    return User.objects.select_for_update().get(pk=person.pk)


def lock_member(member_id: UUID) -> OrganisationMember:
    """Return a membership; its person is locked first, as `declare` locks them. Raises `NotFound`."""
    found = OrganisationMember.objects.filter(pk=member_id).values_list("person", flat=True).first()
    if found is None:
        raise NotFound
    User.objects.select_for_update().get(pk=found)
    members = OrganisationMember.objects.select_for_update(of=("self",))
    return members.select_related("organisation", "person").get(pk=member_id)


def current_of(person: User) -> OrganisationMember | None:
    """Return the membership by which somebody speaks for an organisation now, as it is stored."""
    members = OrganisationMember.objects.current().filter(person=person)
    return members.select_related("organisation").first()
