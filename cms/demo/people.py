"""The cast of the demonstration: accounts and memberships."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.demo import content
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.core.pace import unhurried
from consult.people.models import MemberRole, OrganisationMember, User
from consult.people.organisations.services import (
    RECORD,
    change_record,
    choose_naming,
    confirm,
    declare_by_name,
)

DOMAIN = "demo.parvis.example"
PASSWORD = "parvis-demo"  # noqa: S105 - printed for visitors; the command refuses public settings
JOINED = 140
"""How many days ago everybody joined: before they say anything."""


def make_people() -> dict[str, User]:
    """Make every account and return them by their key in people.yaml."""
    password = make_password(PASSWORD)  # once for all: it takes long by design
    return {one["key"]: make_person(one, password) for one in content.read("people")}


def make_person(one: dict, password: str) -> User:
    """Make one account with a confirmed address; those that are not printed cannot sign in."""
    details = {name: one[name] for name in ("public_name", "language", "affiliation")}
    details["joined_at"] = timezone.now() - timedelta(days=JOINED)
    make = User.objects.create_superuser if one.get("superuser") else User.objects.create_user
    user = make(one["email"], None, **details)
    if one.get("account"):
        user.password = password
        user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    kinds = ("submitted", "approved", "rejected")  # nobody reads what is sent to these addresses
    UserProfile.objects.create(
        user=user, **dict.fromkeys((f"{kind}_notifications" for kind in kinds), False)
    )
    declare_by_name(by=user, name=one["organisation"])
    return user


@unhurried()
def settle_organisations(people: dict[str, User]) -> None:
    """Fill in the records of some organisations, and confirm some of those who speak for them."""
    by = people["admin"]
    for one in content.read("organisations"):
        members = OrganisationMember.objects.filter(organisation__name=one["name"])
        for key in one["confirmed"]:
            member = members.get(person=people[key])
            role = MemberRole.OWNER if key == one["owner"] else MemberRole.MEMBER
            confirm(by=by, member_id=member.pk, role=role)
            choose_naming(by=people[key], is_named=key == one["owner"])
        details = {name: one.get(name, "") for name in RECORD}
        change_record(
            by=people[one["owner"]], organisation=members[0].organisation, details=details
        )


def add_members(consultation: Consultation, people: dict[str, User]) -> None:
    """Give everybody their role and college in a consultation."""
    for one in content.read("people"):
        if role := one.get("role"):
            consultations.add_member(
                consultation=consultation,
                participant=people[one["key"]],
                role=role,
                college="" if role == "publisher" else one["college"],
            )
