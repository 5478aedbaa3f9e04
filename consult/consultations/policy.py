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
    if manager.is_active and manager.is_superuser:
        return None
    if membership_of(manager, consultation, Role.PUBLISHER):
        return None
    return NotAllowed()


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
    """Return somebody's membership in that role; deactivated accounts have none."""
    if not participant.is_authenticated or not participant.is_active:
        return None
    # All memberships of one person are few; asked again for the same person, they cost nothing.
    prefetch_related_objects([participant], "memberships")
    return next(
        (
            one
            for one in participant.memberships.all()
            if one.consultation_id == consultation.pk and one.role == role
        ),
        None,
    )


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
    if not participant.is_authenticated or not participant.is_active:
        return False
    prefetch_related_objects([participant], "memberships")
    return any(
        one.consultation_id == consultation.pk
        and (one.role == Role.PUBLISHER or one.college == College.GOVERNMENT)
        for one in participant.memberships.all()
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
