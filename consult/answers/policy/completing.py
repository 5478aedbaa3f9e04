"""When a consultation may be called completed, and when it may be reported on."""

from datetime import datetime
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.answers.models import Completion
from consult.consultations.models import Consultation
from consult.consultations.phases import Phase
from consult.consultations.policy import why_not_manage
from consult.core.errors import Refused
from consult.people.models import User

OVER = (Phase.ANSWERING, Phase.CLOSED)
"""Nobody contributes any more."""
REASON_LENGTH = 2000
"""The greatest length of the reason why some contributions stay unanswered, in characters."""


class StillOpen(Refused):
    code = "completion.still_open"
    sentence = _(
        "This consultation still takes contributions, or has not opened. Come back after it closed."
    )
    status = HTTPStatus.CONFLICT


class Unanswered(Refused):
    """Contributions wait, and the public is not told why they will not be answered."""

    code = "completion.unanswered"

    def __str__(self) -> str:
        count = self.data["count"]
        return ngettext(
            "%(count)s contribution has no answer. Answer it first, or say in public why it stays "
            "unanswered.",
            "%(count)s contributions have no answer. Answer them first, or say in public why they "
            "stay unanswered.",
            count,
        ) % {"count": count}


class AlreadyCompleted(Refused):
    code = "completion.already"
    sentence = _("This consultation is completed already.")
    status = HTTPStatus.CONFLICT


class NotCompleted(Refused):
    code = "completion.none"
    sentence = _("This consultation is not completed: there is nothing to take back.")
    status = HTTPStatus.CONFLICT


class ReportPublished(Refused):
    code = "completion.report_published"
    sentence = _(
        "The closing report is published. Unpublish it first, then the consultation can be taken up "
        "again."
    )
    status = HTTPStatus.CONFLICT


class ReportExists(Refused):
    code = "report.exists"
    sentence = _("This consultation has its closing report already. Edit that one.")
    status = HTTPStatus.CONFLICT


class NoReport(Refused):
    code = "report.none"
    sentence = _("This consultation has no closing report yet. Make it first.")
    status = HTTPStatus.CONFLICT


def why_not_complete(
    by: User,
    consultation: Consultation,
    *,
    at: datetime,
    completion: Completion | None,
    unanswered: int,
    reason: str,
) -> Refused | None:
    """Return why somebody may not call a consultation completed."""
    if refusal := why_not_manage(by, consultation):
        return refusal
    if completion is not None:
        return AlreadyCompleted()
    if consultation.phase(at) not in OVER:
        return StillOpen()
    if unanswered and not reason:
        return Unanswered(count=unanswered)
    return None


def why_not_reopen(
    by: User, consultation: Consultation, *, completion: Completion | None, is_reported: bool
) -> Refused | None:
    """Return why somebody may not take a completion back: what was reported on stays so."""
    if refusal := why_not_manage(by, consultation):
        return refusal
    if completion is None:
        return NotCompleted()
    return ReportPublished() if is_reported else None


def why_not_report(
    by: User, consultation: Consultation, *, at: datetime, exists: bool
) -> Refused | None:
    """Return why somebody may not make a consultation's closing report."""
    if refusal := why_not_manage(by, consultation):
        return refusal
    if consultation.phase(at) not in OVER:
        return StillOpen()
    return ReportExists() if exists else None


def why_not_recount(by: User, consultation: Consultation, *, exists: bool) -> Refused | None:
    """Return why somebody may not bring a report's figures up to date."""
    if refusal := why_not_manage(by, consultation):
        return refusal
    return None if exists else NoReport()
