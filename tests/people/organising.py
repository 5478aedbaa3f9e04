"""Organisations with people who speak for them, for tests."""

from consult.people.models import MemberRole, Organisation, OrganisationMember, User
from consult.people.organisations import services
from tests.factories.people import make_user


def make_organisation(name: str = "Collectif Climat ouvert", **record: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults=record)[0]


def speak_for(
    person: User, organisation: Organisation, *, confirmed: bool = False, owner: bool = False
) -> OrganisationMember:
    """Let somebody speak for an organisation, declared or confirmed by a site administrator."""
    member = services.declare(by=person, organisation=organisation)
    if confirmed or owner:
        role = MemberRole.OWNER if owner else MemberRole.MEMBER
        services.confirm(by=administrator(), member_id=member.pk, role=role)
        person.forget_organisation()
        member.refresh_from_db()
    return member


def administrator() -> User:
    found = User.objects.filter(is_superuser=True).first()
    return found or make_user("Site", is_superuser=True, is_staff=True)
