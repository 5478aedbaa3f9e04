"""Who may do what in a consultation."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from consult.consultations import privacy
from consult.consultations.colleges import College
from consult.consultations.models import Consultation, ConsultationPage, Membership, Role
from consult.core.errors import NotAllowed, Refused
from consult.people.models import User
from consult.people.policy import SecondFactorFirst, administers, lacks_second_factor


class BothColleges(Refused):
    code = "membership.both_colleges"
    sentence = _(
        "%(name)s already sits in the other college of this consultation. Nobody sits in both."
    )


class LastPublisher(Refused):
    code = "membership.last_publisher"
    sentence = _(
        "Without this, “%(title)s” has no publisher left. Make somebody else a publisher first, or ask "
        "a site administrator."
    )


def why_not_manage(manager: User, consultation: Consultation) -> Refused | None:
    """Return why somebody may not say who is a member: a consultation's publishers do."""
    if administers(manager) or membership_of(manager, consultation, Role.PUBLISHER):
        return None
    return SecondFactorFirst() if sleeps(manager) else NotAllowed()


def why_not_leave(
    consultation: Consultation, *, by: User, members: Iterable[Membership]
) -> Refused | None:
    """Return why a consultation must not be left to these members: one that can publish remains.

    Site administrators may leave it to nobody.
    """
    if by.is_superuser or any(
        one.role == Role.PUBLISHER and one.participant.is_active for one in members
    ):
        return None
    return LastPublisher(title=consultation)


def why_not_sit(membership: Membership, *, others: Iterable[Membership]) -> Refused | None:
    """Return why a membership is not possible beside the `others` of the same participant."""
    colleges = {one.college for one in others if one.pk != membership.pk} - {""}
    if membership.college and colleges - {membership.college}:
        return BothColleges(name=membership.participant.public_name)
    return None


def membership_of(participant: User, consultation: Consultation, role: Role) -> Membership | None:
    """Return somebody's membership in that role; deactivated accounts have none, and one that sleeps
    is none.
    """
    found = held_membership(participant, consultation, role)
    return None if found is None or lacks_second_factor(participant) else found


def acting_membership(
    participant: User, consultation: Consultation, role: Role
) -> Membership | None:
    """Return the same to who is about to act by it. Raises `SecondFactorFirst` where it sleeps."""
    found = held_membership(participant, consultation, role)
    if found is not None and lacks_second_factor(participant):
        raise SecondFactorFirst
    return found


def why_no_membership(
    participant: User, consultation: Consultation, role: Role, otherwise: Refused
) -> Refused:
    """Return why somebody has no membership to act by: it sleeps, or the reason `otherwise`."""
    if held_membership(participant, consultation, role) and lacks_second_factor(participant):
        return SecondFactorFirst()
    return otherwise


def held_membership(participant: User, consultation: Consultation, role: Role) -> Membership | None:
    """Return somebody's membership in that role, whether or not it sleeps."""
    here = (one for one in held_memberships(participant) if one.role == role)
    return next((one for one in here if one.consultation_id == consultation.pk), None)


def held_memberships(participant: User) -> list[Membership]:
    """Return all memberships of somebody who may sign in, whether or not they sleep."""
    if not participant.is_authenticated or not participant.is_active:
        return []
    # All memberships of one person are few; asked again for the same person, they cost nothing.
    prefetch_related_objects([participant], "memberships")
    return list(participant.memberships.all())


def memberships_of(participant: User) -> list[Membership]:
    """Return the memberships by which somebody may act now."""
    held = held_memberships(participant)
    return [] if held and lacks_second_factor(participant) else held


def acting_memberships(participant: User) -> list[Membership]:
    """Return the same to who is about to act. Raises `SecondFactorFirst` where they sleep."""
    held = held_memberships(participant)
    if held and lacks_second_factor(participant):
        raise SecondFactorFirst
    return held


def holds_role(participant: User) -> bool:
    """Tell whether somebody holds any role: in a consultation, or on the site."""
    if not participant.is_authenticated:
        return False
    return participant.is_superuser or participant.is_staff or bool(held_memberships(participant))


def sleeps_here(participant: User, consultation: Consultation) -> bool:
    """Tell whether somebody holds a role in a consultation, or on the site, that sleeps."""
    here = (one.consultation_id == consultation.pk for one in held_memberships(participant))
    return sleeps(participant) and (participant.is_superuser or any(here))


def sleeps(participant: User) -> bool:
    """Tell whether somebody holds a role whose rights sleep."""
    return holds_role(participant) and lacks_second_factor(participant)


def suspended_until(participant: User, consultation: Consultation) -> datetime | None:
    """Return until when somebody may read but not write in a consultation, if that was ever said."""
    if not participant.is_authenticated:
        return None
    prefetch_related_objects([participant], "suspensions")
    ends = (
        one.until for one in participant.suspensions.all() if one.consultation_id == consultation.pk
    )
    return next(ends, None)


def is_official(participant: User, consultation: Consultation) -> bool:
    """Tell whether somebody speaks for the government in a consultation: its publishers do, and
    those who sit in the college of government.
    """
    return any(
        one.consultation_id == consultation.pk
        and (one.role == Role.PUBLISHER or one.college == College.GOVERNMENT)
        for one in memberships_of(participant)
    )


def readable_page(
    consultation_id: UUID, reader: User, language: str | None = None
) -> ConsultationPage | None:
    """Return a public page of a consultation that somebody may read: in their language, or the first.

    What a consultation publishes beside its page, such as its register, is open to the same people.
    """
    pages = privacy.readable_pages(
        ConsultationPage.objects.filter(translation_key=consultation_id), reader
    )
    in_language = (page for page in pages if page.locale.language_code == language)
    return next(in_language, pages[0] if pages else None)
