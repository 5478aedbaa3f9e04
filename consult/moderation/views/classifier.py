"""The classifier's page: what it learned, and the switch."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.core.errors import NotFound, Refused
from consult.moderation import services
from consult.moderation.models import Lesson
from consult.moderation.views.queue import desk_for

ON, OFF = "on", "off"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def classifier(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Say what the classifier learned from a consultation, and switch it on or off.

    Whoever does not moderate this consultation learns nothing: 404.
    """
    desk = desk_for(request, consultation_id)
    refusal = None
    if request.method == "POST":
        on = request.POST.get("switch")
        if on not in (ON, OFF):
            raise NotFound
        try:
            services.switch_classifier(
                by=request.user, consultation_id=consultation_id, on=on == ON
            )
        except NotFound:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, told(on))
            return redirect("moderation:classifier", consultation_id)
    context = {
        "desk": desk,
        "lesson": Lesson.objects.filter(consultation=consultation_id).defer("learned").first(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "moderation/classifier.html", context, status=status)


def told(on: str) -> str:
    """Return what the switch did, in a sentence."""
    if on == ON:
        return _("The classifier is on: what it notices waits for a moderator from now on.")
    return _("The classifier is off.")
