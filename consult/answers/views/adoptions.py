"""A contribution beside the working text: taken up as it is, in other words, or not."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.answers.desk_forms import TakeUpForm
from consult.answers.policy import adopting
from consult.answers.queries.taking_up import Sheet, sheet_at, was_here
from consult.answers.services import adoptions
from consult.answers.views.desk import begin_address, seat_for
from consult.core.errors import NotFound, Refused
from consult.threads.models import Outcome


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, draft_key: UUID, comment_id: UUID) -> HttpResponse:
    """Show what a contribution would change in the working text, and change it."""
    seat = seat_for(request, draft_key)
    try:
        sheet = sheet_at(seat, comment_id, get_language())
    except NotFound:
        if request.method != "POST" or not was_here(draft_key, comment_id):
            raise
        return gone(request, draft_key)
    if request.method != "POST":
        return show(request, sheet, TakeUpForm(sheet))
    form = TakeUpForm(sheet, request.POST)
    if request.POST.get("action") == "put_together":
        return show(request, sheet, form.put_together())
    try:
        change(request, form)
    except NotFound:
        if not was_here(draft_key, comment_id):
            raise
        return gone(request, draft_key)
    except Refused as refusal:
        # Looked at anew: it may be the change in between that is in the way.
        form = TakeUpForm(sheet_at(seat, comment_id, get_language()), request.POST)
        form.refusal = refusal
        return show(request, form.sheet, form.renewed())
    messages.success(request, _("The working text has the change. It is not published yet."))
    return done(request)


def change(request: HttpRequest, form: TakeUpForm) -> None:
    """Call the service with the wording that a button names."""
    words = {"as_is": "proposed", "reworded": "wording"}.get(request.POST.get("action", ""))
    if words is None:
        raise adopting.UnknownAct
    adoptions.take_up(
        by=request.user,
        contribution_ids=form.causes,
        wording=form.words[words],
        seen=form.words["seen"],
    )


def done(request: HttpRequest) -> HttpResponse:
    """Lead back to the page, which now shows the change."""
    if not request.htmx:
        return redirect(request.path)
    answer = HttpResponse()
    answer["HX-Redirect"] = request.path
    return answer


def gone(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Say that the contribution was hidden or deleted meanwhile, and give back what was typed."""
    refusal = adopting.GoneSince()
    context = {
        "refusal": refusal,
        "typed": request.POST.get("wording", "").strip(),
        "navigation": [],
        "desk_address": reverse("answers:desk", args=[draft_key]),
    }
    name = "components/take_up_gone" if request.htmx else "take_up_gone"
    return render(request, f"answers/{name}.html", context, status=refusal.status)


def show(request: HttpRequest, sheet: Sheet, form: TakeUpForm) -> HttpResponse:
    """Show the contribution, the passage and the form; to htmx the form alone."""
    key, draft_key = sheet.contribution.pk, sheet.seat.draft_key
    context = {
        "sheet": sheet,
        "form": form,
        "navigation": [],
        "desk_address": reverse("answers:desk", args=[draft_key]),
        "answer_address": begin_address(draft_key, [key]),
        "decline_address": begin_address(draft_key, [key], Outcome.DECLINED),
        "already_address": begin_address(draft_key, [key], Outcome.ALREADY),
        "changes": [(one, begin_address(draft_key, one.causes)) for one in sheet.changes],
    }
    name = "components/take_up_form" if request.htmx else "take_up"
    status = form.refusal.status if form.refusal else HTTPStatus.OK
    return render(request, f"answers/{name}.html", context, status=status)
