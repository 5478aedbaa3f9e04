"""Wagtail's admin: publishers complete a consultation, and make its closing report."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.widgets import AdminAutoHeightTextInput

from consult.answers.models import ClosingReport, Completion
from consult.answers.policy.completing import OVER, REASON_LENGTH
from consult.answers.queries.coverage import share_of
from consult.answers.queries.report import report_pages
from consult.answers.services import completion as completing
from consult.answers.services import report as reporting
from consult.consultations.models import Consultation, ConsultationPage
from consult.consultations.policy import why_not_manage
from consult.core.errors import Refused
from consult.drafts.models import Section


class CompleteForm(forms.Form):
    """Why some contributions stay unanswered, where any do."""

    reason = forms.CharField(
        label=gettext_lazy("Why some stay unanswered"),
        required=False,
        max_length=REASON_LENGTH * 2,  # the service counts, after line ends are made alike
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Everybody reads it on the consultation’s page."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show how far a consultation is from its end, and complete it. What was typed comes back."""
    page, consultation = managed(request, page_id)
    form = CompleteForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            completing.complete_consultation(
                by=request.user,
                consultation_id=consultation.pk,
                reason=form.cleaned_data["reason"],
                language=get_language(),
            )
        except Refused as refusal:
            form.add_error("reason", str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("The consultation is completed, and its page says so."))
            return redirect("answers_closing", page.pk)
    elif form.is_bound:
        status = 422
    sections = Section.objects.filter(draft__consultation=consultation)
    context = {
        "page": page,
        "consultation": consultation,
        "is_over": consultation.phase(timezone.now()) in OVER,
        "form": form,
        "share": share_of(sections),
        "completion": Completion.objects.filter(pk=consultation.pk).first(),
        "reports": list(report_pages(consultation.pk).select_related("locale")),
        "counted": ClosingReport.objects.filter(pk=consultation.pk).first(),
    }
    return render(request, "answers/admin/closing.html", context, status=status)


@require_POST
def reopen(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take back that a consultation is completed."""
    page, consultation = managed(request, page_id)
    try:
        completing.reopen_consultation(by=request.user, consultation_id=consultation.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The consultation is no longer marked as completed."))
    return redirect("answers_closing", page.pk)


@require_POST
def make_report(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make the closing report, and lead to its editor."""
    page, consultation = managed(request, page_id)
    try:
        made = reporting.make_report(by=request.user, consultation_id=consultation.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("answers_closing", page.pk)
    messages.success(request, _("The closing report is made. Read it, edit it, then publish it."))
    return redirect("wagtailadmin_pages:edit", made.pk)


@require_POST
def recount(request: HttpRequest, page_id: int) -> HttpResponse:
    """Bring the figures of the closing report up to date."""
    page, consultation = managed(request, page_id)
    try:
        reporting.recount_report(by=request.user, consultation_id=consultation.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The figures of the closing report are up to date."))
    return redirect("answers_closing", page.pk)


def managed(request: HttpRequest, page_id: int) -> tuple[ConsultationPage, Consultation]:
    """Return a consultation's page, and what it is a page of, for those who publish it."""
    page = get_object_or_404(ConsultationPage, pk=page_id)
    consultation = get_object_or_404(Consultation, pk=page.translation_key)
    if why_not_manage(request.user, consultation):
        raise PermissionDenied
    return page, consultation
