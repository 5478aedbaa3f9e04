"""How somebody is told: chosen on a page, or stopped by the link of a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consult.core.errors import NotFound
from consult.following import services
from consult.following.forms import WaysForm
from consult.following.services.choosing import choice_of
from consult.following.stopping import read_token
from consult.people.guests.services import is_guest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change how the reader is told."""
    if request.method != "POST":
        return render(
            request, "following/settings.html", {"form": WaysForm.of(choice_of(request.user.pk))}
        )
    form = WaysForm(request.POST)
    if not form.is_valid():
        return render(request, "following/settings.html", {"form": form}, status=422)
    services.choose(by=request.user, choice=form.choice)
    messages.success(request, _("Saved: this is how we tell you from now on."))
    return redirect("following:settings")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails that a token names, whoever sends it and wherever from (RFC 8058). Who has no
    account, and so no page on which to choose, can have them again by the same link.

    The token is all that is asked for: mail programs have no session and no form of ours. A look at
    the page stops nothing, as programs look at the links of a mail before people do.
    """
    found = read_token(token)
    if found is None:
        raise NotFound
    person, kinds = found
    asked = ""
    if request.method == "POST":
        asked = "resume" if request.POST.get("act") == "resume" else "stop"
        act = {"stop": services.stop_mails, "resume": services.resume_mails}[asked]
        act(participant_id=person, kinds=kinds)
    context = {"kinds": kinds, "asked": asked, "of_guest": is_guest(person)}
    return render(request, "following/stop.html", context)
