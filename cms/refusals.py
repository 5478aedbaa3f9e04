"""A refusal that no view caught becomes a page, or a fragment, that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from consult.consultations.policy import sleeps
from consult.core.errors import NotFound, Refused, with_headers
from consult.people.models import User
from consult.people.policy import SecondFactorFirst, lacks_second_factor


class RefusalMiddleware:
    """Answers for views whose service refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return say(request, exception)


class AdminGate:
    """Lets nobody into Wagtail's admin whose rights there sleep, whichever way they were given."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = request.path_info.startswith(reverse("wagtailadmin_home"))
        leaves = request.path_info == reverse("wagtailadmin_logout")
        if inside and not leaves and is_asleep(request.user):
            return say(request, SecondFactorFirst())
        return self.get_response(request)


def is_asleep(user: User) -> bool:
    """Tell whether somebody may enter the admin, but for the second factor that they lack."""
    if not user.is_authenticated or not lacks_second_factor(user):
        return False
    return sleeps(user) or user.has_perm("wagtailadmin.access_admin")


def say(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer with a refusal as a page, or as a fragment."""
    name = "refusal" if request.htmx else "refused"
    if isinstance(refusal, NotFound) and not request.htmx:
        name = "404"
    answer = render(request, f"errors/{name}.html", {"refusal": refusal}, status=refusal.status)
    return with_headers(answer, refusal)
