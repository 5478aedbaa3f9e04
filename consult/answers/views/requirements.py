"""The checklist of what OGP asks for, as a page for everybody."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.answers.queries.coverage import standing_of
from consult.answers.queries.report import points_of, public_report, statements_in
from consult.answers.queries.requirements import facts_of
from consult.answers.queries.texts import readable_texts
from consult.answers.requirements import STANDARDS
from consult.consultations.models import Consultation
from consult.drafts.views import trail_of
from consult.moderation.views.register import page_for


@never_cache
@require_safe
def requirements(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show each minimum requirement: the rule, its day, how it stands now, and the evidence."""
    page = page_for(request, consultation_id)
    consultation = Consultation.objects.get(pk=consultation_id)
    texts = readable_texts(consultation_id, request.user)
    report = public_report(consultation_id, request.user, get_language())
    stated = statements_in(report) if report else {}
    share = standing_of(consultation_id, texts.keys).share
    facts = facts_of(consultation, texts, share, stated)
    context = {
        "consultation_page": page,
        "trail": trail_of(page),
        "points": points_of(consultation, texts, facts, stated),
        "standards": STANDARDS,
        "report_page": report,
    }
    return render(request, "answers/requirements.html", context)
