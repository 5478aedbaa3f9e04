"""A participant's own page. All else about accounts is allauth's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.people import services
from consult.people.forms import PreferencesForm, ProfileForm
from consult.people.preferences import Preferences, preferences_of, remember


def sign_in_door(request: HttpRequest) -> HttpResponse:
    """Lead strangers to our log-in; tell those who are signed in that their rights do not suffice.

    Raises PermissionDenied for them: another log-in would only lead back here.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(reverse("account_login", query=request.GET))


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what everybody sees of oneself."""
    typed = request.POST if request.method == "POST" else None
    form = ProfileForm(typed, participant=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_profile(participant=request.user, details=form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("people:profile")
    status = 422 if form.is_bound else 200
    return render(request, "people/profile.html", {"form": form}, status=status)


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
    return address if is_here else ""
