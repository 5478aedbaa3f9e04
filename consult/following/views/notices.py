"""A reader's notices: the list, how many are unread, and reading them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.core.errors import NotFound
from consult.following import queries, services
from consult.following.models import Notice
from consult.threads.forms import uuid_or_none


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """List the reader's notices, the newest first; or mark all that they saw as read."""
    if request.method == "POST":
        services.mark_all_read(by=request.user, newest=uuid_or_none(request.POST.get("newest")))
        return redirect("following:notices")
    listed = queries.notices_page(
        request.user, language=get_language(), before=uuid_or_none(request.GET.get("before"))
    )
    return render(request, "following/notices.html", {"listed": listed})


@login_required
@never_cache
@require_safe
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Lead to what a notice tells of, which is read by that. Raises `NotFound` for anybody else's."""
    notice = Notice.objects.filter(participant=request.user, pk=notice_id).first()
    shelf = queries.Lines.of([notice] if notice else [], [get_language()])
    lines = shelf.told_to(request.user, get_language())
    if not lines:
        raise NotFound
    if request.method == "GET" and "Sec-Purpose" not in request.headers:  # not fetched ahead
        services.mark_read(by=request.user, notice_ids=[notice_id])
    return redirect(lines[0].path)


@never_cache
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """Say how many notices the reader has not read: nothing where the page shows that number."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    unread = queries.unread_count(request.user)
    if request.GET.get("shown") == str(unread):
        return HttpResponse(status=204)
    return render(request, "following/components/count.html", {"unread": unread})
