"""Wagtail's admin: a publisher publishes a text without both signatures, and says why."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from consult.answers.policy import signing as policy
from consult.answers.queries.working import changes_of, consultation_of, working_of
from consult.answers.services.emergencies import publish_in_emergency
from consult.answers.signed_text import mark_of
from consult.answers.signing_forms import EmergencyForm
from consult.core.errors import Refused
from consult.drafts.models import DraftPage
from consult.threads.fates import foresee, next_published
from consult.threads.views.fates import digest_of


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what would be published and which signatures it lacks; publish it for a reason."""
    page = get_object_or_404(DraftPage.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).has_right_to_publish():
        raise PermissionDenied
    if request.method != "POST":
        return answer(request, page, EmergencyForm())
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        return answer(request, page, form, policy.NoReason())
    try:
        publish(request, page, form.cleaned_data)
    except Refused as refusal:
        return answer(request, page, form, refusal)
    messages.success(request, _("The text is published, with your reason beside it."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def publish(request: HttpRequest, page: DraftPage, typed: dict[str, str]) -> None:
    """Publish what somebody has seen, with the quotes that are lost. Raises what the service raises."""
    if not has_seen_quotes(request, page):
        raise policy.TextChanged
    publish_in_emergency(
        by=request.user,
        page=page,
        reason=typed["reason"],
        language=get_language(),
        seen=typed["seen"],
    )


def has_seen_quotes(request: HttpRequest, page: DraftPage) -> bool:
    foresight = foresee(next_published(page))
    return not foresight.lost or request.POST.get("quotes") == digest_of(foresight.lost)


def answer(
    request: HttpRequest,
    page: DraftPage,
    form: EmergencyForm,
    refusal: Refused | None = None,
) -> HttpResponse:
    """Show the page, with why it was refused and with the reason that was typed."""
    page = DraftPage.objects.select_related("locale").get(pk=page.pk)
    consultation = consultation_of(page)
    if consultation is None:
        raise PermissionDenied
    working = working_of(page, consultation)
    foresight = foresee(next_published(page))
    context = {
        "page": page,
        "working": working,
        "changes": changes_of(working),
        "form": form,
        "mark": mark_of(working.revision) if working.revision else "",
        "quotes": digest_of(foresight.lost),
        "lost": len(foresight.lost),
        "refusal": refusal,
        "why_not": policy.why_not_publish_in_emergency(request.user, page, working.revision),
        "back_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    status = refusal.status if refusal else 200
    return render(request, "answers/admin/emergency.html", context, status=status)
