"""What somebody said without an account becomes that of their account, when they ask for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.core.errors import NotFound
from consult.threads import queries, services
from consult.threads.forms import uuid_or_none


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim(request: HttpRequest) -> HttpResponse:
    """Show what somebody said without an account; by POST, make it theirs."""
    if request.method != "POST":
        context = {"unclaimed": queries.unclaimed_by(request.user, get_language())}
        return render(request, "threads/claim.html", context)
    scope = None
    if "consultation" in request.POST:
        scope = uuid_or_none(request.POST["consultation"])
        if scope is None:  # a bad key must not stand for all of them
            raise NotFound
    if services.claim_contributions(by=request.user, scope=scope):
        messages.success(request, _("They are yours now: your name stands beside them."))
    return redirect("threads:claim")
