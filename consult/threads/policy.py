"""Who may say something, where and when."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from consult.consultations.phases import Phase
from consult.core.errors import Refused, SignInFirst
from consult.drafts.models import Section
from consult.people.models import User
from consult.threads import refusals


def why_not_comment(participant: User, section: Section, at: datetime) -> Refused | None:
    """Return why somebody may not comment on a section at a time; None where they may.

    Reads loaded objects only: the section with its draft and consultation. The phase is asked
    first, for nobody should sign in only to learn that the consultation is over.
    """
    return (
        why_not_now(section, at)
        or (SignInFirst() if not participant.is_authenticated else None)
        or why_not_by(participant, at)
    )


def why_not_now(section: Section, at: datetime) -> Refused | None:
    """Return why nobody may comment on a section at a time."""
    consultation = section.draft.consultation
    phase = consultation.phase(at)
    if phase == Phase.ANNOUNCED:
        return refusals.NotOpenYet(when=moment(consultation.opens_at))
    if phase != Phase.OPEN:
        return refusals.NoLongerOpen(when=moment(consultation.closes_at))
    if section.retired_at is not None:
        return refusals.SectionGone()
    return None


def why_not_by(participant: User, at: datetime) -> Refused | None:
    """Return why this account may not write at a time."""
    if participant.is_suspended(at) or not participant.is_active:
        return refusals.Suspended(when=moment(participant.suspended_until or at))
    return None


def moment(at: datetime) -> str:
    """Return a time as people write it, in their language and the site's zone."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
