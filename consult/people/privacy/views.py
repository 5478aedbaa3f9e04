"""Pages about personal data: one's own, and what the site says to everybody."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.core.errors import Refused, with_headers
from consult.core.streaming import streamed_file
from consult.people.privacy import erasure, exports
from consult.people.privacy.cookies import cookies
from consult.people.privacy.forms import ErasureForm
from consult.people.privacy.fresh import fresh_sign_in
from consult.people.privacy.registry import all_kinds, all_rules, why_not_go


@never_cache
@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """Show everything that is held about somebody: what, how much, why and until when."""
    return own_page(request)


def own_page(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "kinds": [(kind, kind.count(request.user)) for kind in all_kinds()],
        "export": exports.of(request.user),
        "grace_days": settings.RETENTION["grace_days"],
        "refusal": refusal,
    }
    answer = render(
        request,
        "people/privacy/data.html",
        context,
        status=refusal.status if refusal else HTTPStatus.OK,
    )
    return with_headers(answer, refusal) if refusal else answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_export(request: HttpRequest) -> HttpResponse:
    """Have a copy of one's data made; who comes here by signing in is led to the button."""
    if request.method != "POST":
        return redirect("privacy:data")
    return have_copy_made(request)


@fresh_sign_in
def have_copy_made(request: HttpRequest) -> HttpResponse:
    try:
        exports.ask_export(
            participant=request.user,
            language=get_language(),
            address=get_adapter().get_client_ip(request),
        )
    except Refused as refusal:
        return own_page(request, refusal)
    return redirect("privacy:data")


@never_cache
@require_safe
@login_required
def export_progress(request: HttpRequest) -> HttpResponse:
    """Show how far one's copy is: the part of the page that asks again and again."""
    if not request.htmx:
        return redirect("privacy:data")
    context = {"export": exports.of(request.user)}
    return render(request, "people/privacy/components/export.html", context)


@never_cache
@require_safe
@fresh_sign_in
def export(request: HttpRequest) -> HttpResponse:
    """Hand over one's own copy. Its address names no copy, so that nobody can name another's."""
    own, file = exports.open_own(request.user)
    answer = streamed_file(
        request, file, type="application/zip", name=f"parvis-{own.made_at:%Y-%m-%d}.zip"
    )
    answer["Content-Length"] = str(own.size)
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in
def erase(request: HttpRequest) -> HttpResponse:
    """Say what leaving means; by POST, leave."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    refusal = why_not_go(request.user)
    if form.is_valid() and refusal is None:
        try:
            asked = erasure.ask_erasure(
                participant=request.user, choice=form.cleaned_data["choice"]
            )
        except Refused as refused:
            refusal = refused
        else:
            logout(request)
            messages.success(request, _("Your account is closed. You can still change your mind."))
            return render(request, "people/privacy/left.html", {"erasure": asked})
    context = {"form": form, "refusal": refusal, "grace_days": settings.RETENTION["grace_days"]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if refusal and form.is_bound:
        status = refusal.status
    return render(request, "people/privacy/erase.html", context, status=status)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what this site keeps of whom, why, and for how long: from what it really does."""
    context = {
        "kinds": all_kinds(),
        "rules": all_rules(),
        "cookies": cookies(),
        "organisation": settings.ORGANISATION,
        "contact": settings.PRIVACY_CONTACT,
        "translates": bool(getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None)),
        "providers": settings.OIDC_PROVIDERS,
        "grace_days": settings.RETENTION["grace_days"],
    }
    return render(request, "people/privacy/privacy.html", context)
