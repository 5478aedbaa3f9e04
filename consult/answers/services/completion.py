"""A consultation is completed: every contribution has its answer, or the public knows why not."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consult.answers.models import Completion
from consult.answers.policy import completing
from consult.answers.queries.coverage import Share, share_of
from consult.answers.queries.report import report_pages
from consult.consultations.models import Consultation, ConsultationPage
from consult.core.errors import NotFound
from consult.core.text import clean_optional
from consult.drafts.models import Section
from consult.people.models import User
from consult.threads.models import Comment


@transaction.atomic
def complete_consultation(
    *, by: User, consultation_id: UUID, reason: str = "", language: str
) -> Completion:
    """Say in public that a consultation is completed. Raises `NotFound`, `NotAllowed`,
    `AlreadyCompleted`, `StillOpen`, and `Unanswered` without a reason for what stays so.
    """
    consultation = locked(consultation_id)
    share = locked_share(consultation)
    reason = clean_optional(reason, limit=completing.REASON_LENGTH)
    refusal = completing.why_not_complete(
        User.objects.get(pk=by.pk),  # they may have lost their role before the lock was ours
        consultation,
        at=timezone.now(),
        completion=Completion.objects.filter(pk=consultation_id).first(),
        unanswered=share.waiting,
        reason=reason,
    )
    if refusal:
        raise refusal
    completion = Completion.objects.create(
        consultation=consultation,
        by=by,
        contributions_count=share.contributions,
        guest_contributions_count=share.guests,
        unanswered_count=share.waiting,
        guest_unanswered_count=guests_waiting(consultation) if share.waiting else 0,
        reason=reason if share.waiting else "",
        language=language,
    )
    note(consultation_id, "answers.complete", by, unanswered=share.waiting)
    return completion


@transaction.atomic
def reopen_consultation(*, by: User, consultation_id: UUID) -> None:
    """Take back that a consultation is completed. Raises `NotFound`, `NotAllowed`, `NotCompleted`,
    and `ReportPublished` where the public was reported to.
    """
    consultation = locked(consultation_id)
    completion = Completion.objects.filter(pk=consultation_id).first()
    refusal = completing.why_not_reopen(
        User.objects.get(pk=by.pk),
        consultation,
        completion=completion,
        is_reported=report_pages(consultation_id).live().exists(),
    )
    if refusal:
        raise refusal
    completion.delete()
    note(consultation_id, "answers.reopen", by)


def locked(consultation_id: UUID) -> Consultation:
    """Return a consultation that nobody else completes meanwhile. Raises `NotFound`."""
    found = Consultation.objects.select_for_update(no_key=True).filter(pk=consultation_id).first()
    if found is None:
        raise NotFound
    return found


def locked_share(consultation: Consultation) -> Share:
    """Return how much is answered, and let nobody answer or restore until the transaction ends."""
    rows = Section.objects.filter(draft__consultation=consultation).order_by("pk")
    return share_of(rows.select_for_update(of=("self",), no_key=True))


def guests_waiting(consultation: Consultation) -> int:
    """Return how many contributions without an account have no answer, in locked sections."""
    said = Comment.objects.roots().visible().filter(by_guest=True, answered_at=None)
    return said.filter(draft__consultation=consultation).count()


def note(consultation_id: UUID, action: str, by: User, **facts: object) -> None:
    """Write into Wagtail's history of a consultation's page what was done with it."""
    page = ConsultationPage.objects.filter(translation_key=consultation_id).order_by("pk").first()
    if page is not None:
        log(page, action, user=by, data=facts or None)
