"""Moderators take a person's translation away, with a reason."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.consultations.models import Role
from consult.consultations.policy import membership_of
from consult.core.errors import NotFound, Refused
from consult.moderation import policy, services
from consult.moderation.forms import DecisionForm
from consult.threads import queries
from consult.threads.models import CommentTranslation


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide_translation(request: HttpRequest, translation_id: UUID) -> HttpResponse:
    """Show the form that takes a translation away, and act on it.

    Somebody who does not moderate this consultation learns nothing: 404.
    """
    translation = moderated(request, translation_id)
    consultation = translation.comment.draft.consultation
    form = DecisionForm(
        request.POST if request.method == "POST" else None, consultation=consultation
    )
    if request.method == "POST":
        form.is_valid()
        try:
            services.take_away_translation(
                by=request.user,
                translation_id=translation_id,
                article_id=form.cleaned_data.get("article"),
                explanation=form.cleaned_data.get("explanation") or "",
            )
        except Refused as refused:
            return answer(request, translation, form, refused)
        messages.success(request, _("The translation is taken away. The contribution stays."))
        return redirect("comment_permalink", translation.comment_id)
    membership = membership_of(request.user, consultation, Role.MODERATOR)
    return answer(request, translation, form, policy.why_not_take_away(membership, translation))


def moderated(request: HttpRequest, translation_id: UUID) -> CommentTranslation:
    """Return a translation in a consultation that the reader moderates, or raise NotFound."""
    translations = CommentTranslation.objects.select_related(
        "comment__draft__consultation", "by", "confirmed_by"
    )
    translation = translations.filter(pk=translation_id).first()
    if translation is None:
        raise NotFound
    viewer = queries.viewer_of(request.user, translation.comment.draft.consultation)
    if not viewer.moderates:
        raise NotFound
    return translation


def answer(
    request: HttpRequest,
    translation: CommentTranslation,
    form: DecisionForm,
    refusal: Refused | None,
) -> HttpResponse:
    """Show the form, with why it was refused, if it was."""
    context = {
        "translation": translation,
        "shown_translation": queries.told(translation),
        "form": form,
        "refusal": refusal,
    }
    status = refusal.status if refusal and request.method == "POST" else 200
    return render(request, "moderation/hide_translation.html", context, status=status)
