"""Moderation from the page itself: a form to decide on one comment."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from consult.consultations.models import Role
from consult.consultations.policy import acting_membership
from consult.core.errors import NotFound, Refused
from consult.moderation import policy, refusals, services
from consult.moderation.forms import DecisionForm
from consult.moderation.models import Action
from consult.threads import queries
from consult.threads.models import Comment, Viewer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show the form that hides a visible comment or restores a hidden one, and act on it.

    Somebody who does not moderate this consultation learns nothing: 404.
    """
    comment = moderated_comment(request, comment_id)
    possible = Action.RESTORE if comment.is_hidden else Action.HIDE
    action = request.POST.get("action", possible)
    typed = request.POST if request.method == "POST" else None
    form = DecisionForm(typed, consultation=comment.draft.consultation)
    refusal = None
    if request.method == "POST":
        form.is_valid()
        try:
            act(request, comment_id, action, form.cleaned_data)
        except Refused as refused:
            refusal = refused
        else:
            return decided(request, comment_id)
    else:
        membership = acting_membership(request.user, comment.draft.consultation, Role.MODERATOR)
        refusal = policy.why_not_decide(membership, comment, action)
    return answer(
        request,
        comment,
        form,
        action if action in (Action.HIDE, Action.RESTORE) else possible,
        refusal,
    )


def moderated_comment(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment of a consultation that the reader moderates, or raise NotFound."""
    comment = (
        Comment.objects.visible_to(Viewer(moderates=True))
        .with_people()
        .select_related("draft__consultation")
        .filter(pk=comment_id)
        .first()
    )
    if comment is None:
        raise NotFound
    if acting_membership(request.user, comment.draft.consultation, Role.MODERATOR) is None:
        raise NotFound
    return comment


def act(request: HttpRequest, comment_id: UUID, action: str, typed: dict) -> None:
    """Decide as an action names it. Raises `UnknownAction`, and what the service raises."""
    if action not in (Action.HIDE, Action.RESTORE):
        raise refusals.UnknownAction
    reasons = services.Reasons(
        article_id=typed.get("article"), explanation=typed.get("explanation") or ""
    )
    services.decide(
        by=request.user,
        subject_id=comment_id,
        action=action,
        reasons=reasons,
        seen=request.POST.get("seen", ""),
    )


def decided(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show the comment as it stands after a decision."""
    if request.htmx:
        consultation = moderated_comment(request, comment_id).draft.consultation
        viewer = queries.viewer_of(request.user, consultation)
        context = {"comment": queries.comments_by_id([comment_id], viewer)[comment_id]}
        context["viewer"] = viewer
        return render(request, "threads/components/comment.html", context)
    return redirect("comment_permalink", comment_id)


def answer(
    request: HttpRequest,
    comment: Comment,
    form: DecisionForm,
    action: str,
    refusal: Refused | None,
) -> HttpResponse:
    """Show the form, with why a decision was refused."""
    name = "components/decision_form" if request.htmx else "decide"
    status = refusal.status if refusal and request.method == "POST" else 200
    seen = services.standing(comment, services.latest_decision(comment))
    context = {"comment": comment, "form": form, "action": action, "refusal": refusal, "seen": seen}
    response = render(request, f"moderation/{name}.html", context, status=status)
    if status != 200:  # the form comes back where it stood, not in the comment's place
        retarget(response, f"#moderate-{comment.pk}")
        reswap(response, "innerHTML")
    return response
