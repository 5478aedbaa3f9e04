"""A participant's own page. All else about accounts is allauth's."""

from http import HTTPStatus

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.core.errors import Refused
from consult.people import services, signing_up
from consult.people.forms import PreferencesForm, ProfileForm
from consult.people.names.services import release_name
from consult.people.preferences import Preferences, preferences_of, remember


def sign_in_door(request: HttpRequest) -> HttpResponse:
    """Lead strangers to our log-in; tell those who are signed in that their rights do not suffice.

    Raises PermissionDenied for them: another log-in would only lead back here.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(reverse("account_login", query=request.GET))


@require_safe
def old_link(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a link that confirmed an address before codes did: it does nothing any more."""
    del key
    return render(request, "account/email_confirm.html", status=HTTPStatus.GONE)


@require_POST
@never_cache
def sign_up_again(request: HttpRequest) -> HttpResponse:
    """Lead somebody who waits for a code back to the sign-up form, to mend their address.

    The same is done, and seen, whether or not the address has an account already.
    """
    process = EmailVerificationProcess.resume(request)
    typed = request.session.get(signing_up.SESSION_KEY, {})
    if process is not None and not request.user.is_authenticated:
        # Only what was made in this very browser: others may wait here for their first sign-in.
        if process.user is not None and process.user.email == typed.get("email"):
            services.abandon_sign_up(participant=process.user)
        if process.user is None and "public_name" in typed:
            release_name(typed["public_name"])
        process.abort()
    came_from = typed.get("next")
    return redirect(reverse("account_signup", query={"next": came_from} if came_from else None))


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what everybody sees of oneself."""
    typed = request.POST if request.method == "POST" else None
    form = ProfileForm(typed, participant=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_profile(participant=request.user, details=form.cleaned_data)
        except Refused as refusal:  # somebody took the name at this moment
            form.add_error("public_name", str(refusal))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("people:profile")
    status = 422 if form.is_bound else 200
    context = {"form": form, "member": request.user.organisation_member}
    return render(request, "people/profile.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and change which languages somebody reads, signed in or not; then lead back to where
    they came from, which `next` names.
    """
    if request.method != "POST":
        form = PreferencesForm.of(preferences_of(request))
        return preferences_form(request, form, request.GET.get("next", ""))
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return preferences_form(request, form, request.POST.get("next", ""), status=422)
    answer = redirect(place_here(request, request.POST.get("next", "")) or "people:preferences")
    save_preferences(request, answer, form.chosen)
    messages.success(request, _("The languages that you read are saved."))
    return answer


def preferences_form(
    request: HttpRequest, form: PreferencesForm, place: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "next": place_here(request, place)}
    return render(request, "people/preferences.html", context, status=status)


def save_preferences(request: HttpRequest, answer: HttpResponse, chosen: Preferences) -> None:
    """Keep what somebody chose: in their account, or in the cookie of this answer."""
    if request.user.is_authenticated:
        services.choose_reading(participant=request.user, preferences=chosen)
    else:
        remember(answer, chosen)


def place_here(request: HttpRequest, address: str) -> str:
    """Return an address of this site, empty for any other: nobody is led away."""
    is_here = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    # A word alone would pass for the name of a view.
    return address if is_here and address.startswith(("/", "http")) else ""
