"""Following a draft, a section or a thread, and what one follows."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from consult.drafts.views import number_or_none
from consult.following import queries, services
from consult.following.places import Followed, draft_at, section_at, thread_at
from consult.people.views import place_here


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead strangers to sign in and back to a page of its own, also where only a button was asked
    for: the log-in would stand in its place.
    """

    @wraps(view)
    def led(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        way = redirect_to_login(request.path, resolve_url("account_login"))
        return HttpResponseClientRedirect(way["Location"]) if request.htmx else way

    return led


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Show whether the reader follows a draft, or change it."""
    return answer(request, draft_at(draft_key, request.user, get_language()))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, draft_key: UUID, section_key: UUID) -> HttpResponse:
    """Show whether the reader follows a section, or change it."""
    return answer(request, section_at(draft_key, section_key, request.user, get_language()))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show whether the reader follows the thread of a comment, or change it."""
    return answer(request, thread_at(comment_id, request.user, get_language()))


def answer(request: HttpRequest, what: Followed) -> HttpResponse:
    """Do what a form asks for, and lead back; or show the form."""
    if request.method == "POST":
        follows = request.POST.get("follow") == "yes"
        act = services.follow if follows else services.unfollow
        act(by=request.user, what=what)
        if not request.htmx:
            told = _("You follow this now.") if follows else _("You no longer follow this.")
            messages.success(request, told)
            return redirect(place_here(request, request.POST.get("next", "")) or what.address)
    context = {
        "what": what,
        "is_followed": what.is_followed_by(request.user),
        "next": place_here(request, request.GET.get("next", "")),
        "here": request.path,
    }
    name = "components/form" if request.htmx else "follow"
    return render(request, f"following/{name}.html", context)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the reader follows."""
    listed = queries.follows_page(
        request.user, language=get_language(), before=number_or_none(request.GET.get("before"))
    )
    return render(request, "following/mine.html", {"listed": listed})
