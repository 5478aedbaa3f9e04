"""One's names by consultation, and the page on which one is chosen or given up."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.consultations.models import Consultation, ConsultationPage
from consult.consultations.names import policy, queries, services
from consult.consultations.names.forms import NameForm
from consult.consultations.policy import readable_page
from consult.core.errors import NotFound, Refused, with_headers


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show under which names somebody takes part, by consultation."""
    context = {"names": queries.names_of(request.user)}
    return render(request, "consultations/names/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Say what a name for one consultation does, and take, change or give up one."""
    page = readable_page(consultation_id, request.user, get_language())
    consultation = Consultation.objects.filter(pk=consultation_id).first()
    if page is None or consultation is None:
        raise NotFound
    if request.method != "POST":
        return choosing(request, page, consultation, NameForm())
    gives_up = request.POST.get("act") == "give_up"
    form = NameForm(None if gives_up else request.POST)
    try:
        told = act(request, consultation, form)
    except Refused as refusal:
        answer = choosing(request, page, consultation, form, refusal)
        return with_headers(answer, refusal)
    if told is None:
        return choosing(request, page, consultation, form)
    messages.success(request, told)
    return redirect("names:choose", consultation_id)


def act(request: HttpRequest, consultation: Consultation, form: NameForm) -> str | None:
    """Take the name that a form holds, or give it up where nothing was typed into it; return what was
    done in a sentence, None where the form holds no name.
    """
    asking = {
        "by": request.user,
        "consultation": consultation,
        "address": get_adapter().get_client_ip(request),
    }
    if not form.is_bound:
        services.give_name_up(**asking)
        return _("In this consultation, all that you wrote stands under your public name again.")
    if not form.is_valid():
        return None
    chosen = services.choose_name(**asking, name=form.cleaned_data["name"])
    told = _("In this consultation, all that you wrote stands under the name “%(name)s” now.")
    return told % {"name": chosen.name}


def choosing(
    request: HttpRequest,
    page: ConsultationPage,
    consultation: Consultation,
    form: NameForm,
    refusal: Refused | None = None,
) -> HttpResponse:
    is_wrong = refusal is None and form.is_bound
    context = {
        "page": page,
        "form": form,
        "own": queries.names_of(request.user).filter(consultation=consultation).first(),
        "why_not": policy.why_not_rename(request.user, consultation, timezone.now()),
        "refusal": refusal,
        "member": request.user.organisation_member,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else status
    return render(request, "consultations/names/choose.html", context, status=status)
