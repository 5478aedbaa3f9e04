"""A comment in other languages, by people: read, offered, confirmed, taken back."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.core.errors import Refused, with_headers
from consult.drafts.policy import may_listen
from consult.languages import machines
from consult.languages import queries as languages
from consult.threads import policy, queries, services
from consult.threads.forms import TranslationForm
from consult.threads.models import CommentTranslation
from consult.threads.views.held import told
from consult.threads.views.talk import readable_comment, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def translations(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show a comment's translations into the language of the page, and take one that is offered."""
    if request.method != "POST":
        return page(request, comment_id, TranslationForm())
    form = TranslationForm(request.POST)
    readable_comment(request, comment_id)
    try:
        offered = services.offer_translation(
            by=request.user,
            comment_id=comment_id,
            language=get_language(),
            body=form.typed("body"),
            address=get_adapter().get_client_ip(request),
        )
    except Refused as refusal:
        form.refusal = refusal
        return page(request, comment_id, form)
    if offered.held is not None:
        return told(request, offered.held)
    if offered.translation.is_offered:
        messages.success(request, _("Thank you. Your translation is shown once it is confirmed."))
    else:
        messages.success(request, _("Thank you. Your translation is shown."))
    return redirect("threads:translations", comment_id)


def page(request: HttpRequest, comment_id: UUID, form: TranslationForm) -> HttpResponse:
    """Show what there is, and the box for one's own."""
    found, language = readable_comment(request, comment_id), get_language()
    viewer = queries.viewer_of(request.user, found.draft.consultation)
    comment = shown(found, viewer)
    comment.section, comment.draft = found.section, found.draft
    machine = None
    if comment.is_visible and comment.shown_html:
        machine = languages.made_of(comment.shown_html, comment.language, language)
    refusal = form.refusal
    context = {
        "comment": comment,
        "viewer": viewer,
        "language": language,
        "offers": queries.offers_of(comment, language, request.user),
        "machine": machine,
        "can_ask": machine is None and machines.can_translate(comment.language, language),
        "form": form,
        "refusal": refusal,
        "why_not": policy.why_not_translate(request.user, comment, language, timezone.now()),
    }
    status = refusal.status if refusal else HTTPStatus.OK
    answer = render(request, "threads/translations.html", context, status=status)
    return with_headers(answer, refusal) if refusal else answer


@require_POST
def confirm(request: HttpRequest, translation_id: UUID) -> HttpResponse:
    """Confirm that a translation says what its comment says."""
    translation = services.confirm_translation(by=request.user, translation_id=translation_id)
    messages.success(request, _("Thank you. The translation is confirmed."))
    return redirect("threads:translations", translation.comment_id)


@require_POST
def withdraw(request: HttpRequest, translation_id: UUID) -> HttpResponse:
    """Take one's own translation back."""
    get_object_or_404(CommentTranslation, pk=translation_id)
    translation = services.withdraw_translation(by=request.user, translation_id=translation_id)
    messages.success(request, _("You have taken it back: your words are erased."))
    if not may_listen(translation.comment.draft_id, request.user):
        return redirect("people:profile")
    return redirect("threads:translations", translation.comment_id)
