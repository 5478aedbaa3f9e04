"""What organisations say: in one draft, and on the whole site as everybody may read it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consult.consultations.queries import managed_by
from consult.drafts.policy import is_open_to_all
from consult.people.models import Organisation, OrganisationMember, User
from consult.people.organisations.policy import may_look_after
from consult.threads.models import PUBLIC, Comment, CommentQuerySet

MOST_OFFERED = 200
"""Organisations that a filter offers; who speaks for others finds them on their pages."""
PER_PAGE = 25


def organisations_in(draft_key: UUID) -> list[Organisation]:
    """Return the organisations in whose name something public begins a thread in a draft."""
    said = Comment.objects.roots().visible().filter(draft=draft_key, organisation__isnull=False)
    found = Organisation.objects.filter(pk__in=said.order_by().values("organisation"))
    return list(found.only("name").order_by("folded_name")[:MOST_OFFERED])


@dataclass(frozen=True)
class Voice:
    """An organisation and what was said in its name, a page of it, the newest first."""

    organisation: Organisation
    contributions: list[Comment]
    total: int
    confirmed: int
    after: UUID | None
    """Behind which contribution the next page begins, None on the last one."""


def said_for(organisation: Organisation) -> CommentQuerySet:
    """Return what everybody may read that was said for an organisation, replies too."""
    return Comment.objects.visible().filter(is_open_to_all("draft"), organisation=organisation)


def voice_of(organisation: Organisation, after: UUID | None = None) -> Voice:
    """Return an organisation with a page of what was said in its name. Four queries."""
    said = said_for(organisation)
    counted = said.aggregate(
        total=Count("pk"), confirmed=Count("pk", filter=Q(organisation_confirmed=True))
    )
    page = said.filter(pk__lt=after) if after else said
    shown = list(page.visible_to(PUBLIC).with_people().newest_first()[: PER_PAGE + 1])
    last = shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else None
    return Voice(organisation, shown[:PER_PAGE], after=last, **counted)


def public_organisations() -> QuerySet[Organisation]:
    """Return organisations that have a page: somebody is confirmed, or something public was said."""
    said = Comment.objects.visible().filter(is_open_to_all("draft"), organisation=OuterRef("pk"))
    confirmed = OrganisationMember.objects.confirmed()
    return Organisation.objects.filter(
        Exists(confirmed.filter(organisation=OuterRef("pk"))) | Exists(said)
    )


def organisation_for(reader: User, key: UUID) -> Organisation | None:
    """Return an organisation that somebody may look at."""
    found = public_organisations().filter(pk=key).first()
    if found is not None:
        return found
    found = Organisation.objects.filter(pk=key).first()
    return found if found and may_look_after(reader, found) else None


def vouched_by(publisher: User) -> QuerySet[User]:
    """Return the people who took part under their public name in the consultations that somebody
    publishes: that the others did is not for the publishers to know.
    """
    said = Comment.objects.filter(
        draft__consultation__in=managed_by(publisher).order_by(), pseudonym=""
    )
    return User.objects.filter(pk__in=said.order_by().values("author"))
