"""What pages need to know of organisations and their members."""

from django.db.models import Q, QuerySet

from consult.core.names import folded
from consult.people.models import Organisation, OrganisationMember, User
from consult.people.organisations import policy
from consult.people.organisations.models import MemberRole, MemberState

MOST_FOUND = 20
SHORTEST_QUESTION = 2


def search(asked: str) -> list[Organisation]:
    """Return the organisations whose name holds what was asked for, however it is spelled."""
    said = folded(asked).said
    if len(said) < SHORTEST_QUESTION or "\x00" in said:
        return []
    found = Organisation.objects.filter(folded_name__contains=said)
    return list(found.order_by("folded_name")[:MOST_FOUND])


def members_for(reader: User, organisation: Organisation) -> list[OrganisationMember]:
    """Return the members of an organisation of whom somebody may say something: all for its owners
    and site administrators, for others those for whom they may vouch. Owners come first, who
    declared it last comes before who was refused.
    """
    members = OrganisationMember.objects.filter(organisation=organisation).exclude(
        state=MemberState.ENDED, is_refused=False
    )
    if policy.why_not_change(reader, organisation):
        members = members.filter(policy.vouched_by(reader))
    found = list(members.select_related("person", "organisation").order_by("-declared_at", "-pk"))
    rank = {MemberState.DECLARED: 0, MemberState.CONFIRMED: 1, MemberState.ENDED: 2}
    return sorted(found, key=lambda one: (rank[one.state], one.role != MemberRole.OWNER))


def settled_by(reader: User) -> QuerySet[OrganisationMember]:
    """Return the memberships that somebody may confirm or refuse, in any organisation."""
    members = OrganisationMember.objects.exclude(state=MemberState.ENDED, is_refused=False)
    if policy.administers(reader):
        return members
    condition = policy.vouched_by(reader)
    member = reader.organisation_member if reader.is_authenticated else None
    if member and member.is_owner:
        condition |= Q(organisation=member.organisation_id)
    return members.filter(condition)


def named_members(organisation: Organisation) -> list[str]:
    """Return the public names of confirmed members who agreed to be named on its page."""
    members = organisation.members.confirmed().filter(is_named=True, person__is_active=True)
    return list(
        members.order_by("person__folded_name").values_list("person__public_name", flat=True)
    )
