"""The way in for people without an account: links in mails to them."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.people.guests.services import LINK_DAYS, guest_by, remember
from consult.people.views import place_here

OVER = ngettext_lazy(
    "Links in mails to people without an account work for %(days)s day. What you wrote is as it was.",
    "Links in mails to people without an account work for %(days)s days. What you wrote is as it was.",
    "days",
)


@never_cache
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Let this browser act for whom a link is for, and lead on to the place of this site that `next`
    names: the link's own address, which lets others in too, is seen by no page.
    """
    guest = guest_by(token)
    if guest is None:
        context = {"refusal": OVER % {"days": LINK_DAYS}}
        answer = render(request, "people/guests/dead_link.html", context, status=HTTPStatus.GONE)
    else:
        remember(request, guest)
        answer = redirect(place_here(request, request.GET.get("next", "")) or "/")
    answer["Referrer-Policy"] = "no-referrer"
    return answer
