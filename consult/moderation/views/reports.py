"""Readers report a comment, with or without an account."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.core.errors import NotFound, Refused, with_headers
from consult.moderation import policy, services
from consult.moderation.author_forms import ReportForm
from consult.threads import queries
from consult.threads.forms import uuid_or_none
from consult.threads.models import SHOWN, Comment, CommentTranslation
from consult.threads.views.talk import readable_comment, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show the form by which anybody reports a comment, and take the report.

    The form is never part of a page that is kept for everybody: its safety token is of its reader.
    """
    comment = readable_comment(request, comment_id)
    translation = reported_translation(request, comment)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        consultation=comment.draft.consultation,
        has_account=request.user.is_authenticated,
    )
    if request.method != "POST":
        refusal = (
            policy.why_not_report_translation(request.user, translation)
            if translation
            else policy.why_not_report(request.user, comment)
        )
        return answer(request, comment, form, refusal, translation)
    form.is_valid()  # an article that is none is left out; words go to the service as typed
    try:
        services.report_comment(
            by=request.user,
            comment_id=comment_id,
            notice=services.Notice(
                article_id=form.cleaned_data.get("article"),
                words=form.typed("words"),
                email=form.typed("email"),
                language=get_language(),
                translation_id=translation.pk if translation else None,
            ),
            address=get_adapter().get_client_ip(request),
        )
    except Refused as refusal:
        form.refusal = refusal
        return answer(request, comment, form, refusal, translation)
    if not request.htmx:
        return redirect("moderation:reported", comment_id)
    context = {"comment": comment}
    return render(
        request, "moderation/components/reported.html", context, status=HTTPStatus.CREATED
    )


def reported_translation(request: HttpRequest, comment: Comment) -> CommentTranslation | None:
    """Return the translation of a comment that the address or the form names, if it names one."""
    key = request.POST.get("translation") or request.GET.get("translation")
    if not key:
        return None
    translation = CommentTranslation.objects.filter(
        pk=uuid_or_none(key), comment=comment, status__in=SHOWN
    ).first()
    if translation is None:
        raise NotFound
    translation.comment = comment
    return translation


def answer(
    request: HttpRequest,
    comment: Comment,
    form: ReportForm,
    refusal: Refused | None,
    translation: CommentTranslation | None = None,
) -> HttpResponse:
    """Show the form, with what was typed and why it was refused, if it was."""
    context = {"form": form, "refusal": refusal, "comment": comment, "translation": translation}
    if translation and comment.is_visible:
        context["shown_translation"] = queries.told(translation)
    name = "components/report_form"
    if not request.htmx:
        viewer = queries.viewer_of(request.user, comment.draft.consultation)
        context["comment"], name = shown(comment, viewer), "report"
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(request, f"moderation/{name}.html", context, status=status)
    return with_headers(response, refusal) if refusal else response


@require_safe
def reported(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Say what happens with a report."""
    context = {"comment": readable_comment(request, comment_id)}
    return render(request, "moderation/reported.html", context)
