"""A participant's own page. All else about accounts is allauth's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.people import services
from consult.people.forms import ProfileForm


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
