"""Under which name somebody writes, where."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from consult.consultations.models import Consultation, Membership
from consult.consultations.names.models import ConsultationName
from consult.consultations.names.policy import holds_role_in
from consult.people.models import User


@dataclass(frozen=True)
class Pen:
    """Under which name somebody writes in a consultation now."""

    consultation_id: UUID
    name: str
    is_member: bool
    """Whether they hold a role there, and so write under their public name."""


def pseudonym_of(participant: User, consultation: Consultation) -> str:
    """Return the pseudonym that what somebody writes in a consultation bears now, empty where it bears
    their public name: that of those who hold a role there.
    """
    if participant.is_guest or holds_role_in(participant, consultation):
        return ""
    names = ConsultationName.objects.filter(participant=participant, consultation=consultation)
    return names.values_list("name", flat=True).first() or ""


def pseudonym_in(consultation: Consultation) -> Subquery:
    """Return the pseudonym that each of some accounts has chosen in a consultation, None for most."""
    names = ConsultationName.objects.filter(consultation=consultation, participant=OuterRef("pk"))
    return Subquery(names.values("name"))


def pen_of_member(participant: User, consultation_id: UUID) -> Pen | None:
    """Return under which name a member writes, None for all others. No query where their memberships
    are loaded.
    """
    if holds_role_in(participant, Consultation(pk=consultation_id)):
        return Pen(consultation_id, participant.public_name, is_member=True)
    return None


def pen_at(participant: User, draft_key: UUID) -> Pen | None:
    """Return under which name somebody writes about a draft, in one query; None for no draft."""
    here = {"consultation": OuterRef("pk"), "participant": participant.pk}
    found = (
        Consultation.objects.filter(drafts=draft_key)
        .annotate(
            pseudonym=Subquery(ConsultationName.objects.filter(**here).values("name")),
            is_member=Exists(Membership.objects.filter(**here)),
        )
        .values_list("pk", "pseudonym", "is_member")
        .first()
    )
    if found is None:
        return None
    key, pseudonym, is_member = found
    name = "" if is_member else pseudonym
    return Pen(key, name or participant.public_name, is_member)


def names_of(participant: User) -> QuerySet[ConsultationName]:
    """Return somebody's pseudonyms, with the titles of the consultations."""
    titled = Prefetch("consultation", Consultation.objects.titled())
    names = ConsultationName.objects.filter(participant=participant)
    return names.prefetch_related(titled).order_by("-since")


def is_anybodys_pseudonym(same: Q, participant: User | None) -> bool:
    """Tell whether somebody but the participant has a name like this one in some consultation."""
    names = ConsultationName.objects.filter(same)
    if participant is not None:
        names = names.exclude(participant=participant.pk)
    return names.exists()
