"""Who may say what of an organisation and of who speaks for it. Site administrators may all."""

from django.db.models import Q

from consult.core.errors import NotAllowed, Refused
from consult.people import registries
from consult.people.models import User
from consult.people.organisations import refusals
from consult.people.organisations.models import MemberRole, Organisation, OrganisationMember
from consult.people.policy import administers


def owns(person: User, organisation: Organisation) -> bool:
    """Tell whether somebody is a confirmed owner of an organisation."""
    if not person.is_authenticated or not person.is_active:
        return False
    member = person.organisation_member
    return bool(member and member.organisation_id == organisation.pk and member.is_owner)


def vouched_by(person: User) -> Q:
    """Return the condition that somebody may vouch for a membership's person."""
    condition = Q(pk__in=[])
    if not person.is_authenticated or not person.is_active:
        return condition
    for name in registries.vouchers:
        condition |= Q(person__in=registries.vouchers[name](person).values("pk"))
    return condition & ~Q(person=person)


def vouches(by: User, member: OrganisationMember) -> bool:
    """Tell whether somebody may vouch for a person: the publishers of where that person took part do."""
    return OrganisationMember.objects.filter(vouched_by(by), pk=member.pk).exists()


def why_not_change(by: User, organisation: Organisation) -> Refused | None:
    """Return why somebody may not change an organisation's record: its owners do."""
    if administers(by) or owns(by, organisation):
        return None
    return NotAllowed()


def may_look_after(person: User, organisation: Organisation) -> bool:
    """Tell whether somebody sees an organisation's members and what is not public of it yet: who
    settles something there, and who speaks for it.
    """
    if not person.is_authenticated:
        return False
    member = person.organisation_member
    if administers(person) or (member and member.organisation_id == organisation.pk):
        return True
    return organisation.members.filter(vouched_by(person)).exists()


def why_not_settle(by: User, member: OrganisationMember) -> Refused | None:
    """Return why somebody may not confirm or refuse that a person speaks for an organisation.

    Its owners do, and the publishers of the consultations in which the person took part.
    """
    if administers(by) or owns(by, member.organisation) or vouches(by, member):
        return None
    return NotAllowed()


def why_not_give_role(by: User, member: OrganisationMember, role: MemberRole) -> Refused | None:
    """Return why somebody may not make a member an owner, or an owner a member: owners do; the first
    owner is made by who may vouch for them.
    """
    if administers(by) or owns(by, member.organisation):
        return None
    if not vouches(by, member) or role != MemberRole.OWNER:
        return NotAllowed()
    if member.organisation.members.owners().exclude(pk=member.pk).exists():
        return refusals.HasOwner()
    return None
