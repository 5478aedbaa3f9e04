"""Saved replies: what a consultation's moderators keep together to explain often."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.core.errors import NotFound, Refused
from consult.moderation import services
from consult.moderation.queue_forms import ReplyForm
from consult.moderation.views.queue import Desk, desk_for

DELETE = "delete"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_replies(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """List the saved replies, each in a form to change or delete it, with one to add another."""
    desk = desk_for(request, consultation_id)
    sent = None
    if request.method == "POST":
        sent = ReplyForm(request.POST)
        sent.is_valid()
        try:
            keep(desk, sent, reply_in(request))
        except NotFound:
            raise
        except Refused as refusal:
            sent.refusal = refusal
        else:
            return redirect("moderation:saved_replies", consultation_id)
    return show(desk, sent, reply_in(request))


def reply_in(request: HttpRequest) -> int | None:
    """Return the key of the reply that a form changes. Raises `NotFound` where it is none."""
    key = request.POST.get("reply", "")
    if key and not (key.isdecimal() and len(key) < 10):
        raise NotFound
    return int(key) if key else None


def keep(desk: Desk, form: ReplyForm, reply_id: int | None) -> None:
    """Call the service that the form's button names."""
    by, consultation = desk.request.user, desk.consultation
    if desk.request.POST.get("action") == DELETE:
        services.delete_reply(by=by, consultation=consultation, reply_id=reply_id or 0)
        messages.success(desk.request, _("The saved reply is deleted."))
        return
    services.save_reply(
        by=by,
        consultation=consultation,
        reply_id=reply_id,
        language=form.cleaned_data.get("language", ""),
        title=form.data.get("title", ""),
        text=form.data.get("text", ""),
    )
    messages.success(desk.request, _("The reply is saved."))


def show(desk: Desk, sent: ReplyForm | None, reply_id: int | None) -> HttpResponse:
    """Show all replies; the form that was refused comes back as it was sent."""
    forms = [
        (reply, sent if sent and reply.pk == reply_id else form_of(reply))
        for reply in desk.consultation.saved_replies.all()
    ]
    blank = ReplyForm(initial={"language": get_language()}, auto_id="id_new_%s")
    context = {
        "desk": desk,
        "forms": forms,
        "blank": sent if sent and reply_id is None else blank,
    }
    status = sent.refusal.status if sent else HTTPStatus.OK
    return render(desk.request, "moderation/saved_replies.html", context, status=status)


def form_of(reply: object) -> ReplyForm:
    """Return the form that changes a reply."""
    words = {"title": reply.title, "text": reply.text, "language": reply.language}
    return ReplyForm(initial=words, auto_id=f"id_{reply.pk}_%s")
