"""A publisher publishes a text without both signatures: for a reason that everybody reads."""

from django.db import transaction
from django.utils import timezone

from consult.answers.models import EmergencyPublication, Signature
from consult.answers.policy import signing
from consult.answers.services.signatures import lock, refuse
from consult.answers.signing_forms import NOTE_LENGTH
from consult.consultations.colleges import College
from consult.core.text import clean_optional
from consult.drafts.models import DraftPage, Version
from consult.people.models import User


@transaction.atomic
def publish_in_emergency(
    *, by: User, page: DraftPage, reason: str, language: str, seen: str
) -> EmergencyPublication:
    """Publish the last saved text of a page, with the signatures that it has by now.

    `seen` is the mark of the text that somebody looked at, `language` that of the reason. Raises
    `TextChanged`, `NoReason`, `BothSigned`, `GoesLiveLater` and what
    `why_not_publish_in_emergency` returns.
    """
    held = lock(page)
    by = User.objects.get(pk=by.pk)  # they may have lost their role before the lock was ours
    refuse(signing.why_not_publish_in_emergency(by, held.page, held.revision), held, seen)
    reason = clean_optional(reason, limit=NOTE_LENGTH)
    if refusal := signing.why_no_reason(reason):
        raise refusal
    signed = {one.college for one in Signature.objects.standing(held.page, held.revision)}
    if signed >= set(College.values):
        raise signing.BothSigned
    goes_live = held.revision.as_object().go_live_at
    if goes_live and goes_live > timezone.now():
        raise signing.GoesLiveLater
    held.revision.publish(user=by, skip_permission_checks=True)
    version = Version.objects.filter(draft=held.draft, language=held.language).first()
    return EmergencyPublication.objects.create(
        version=version, by=by, reason=reason, language=language
    )
