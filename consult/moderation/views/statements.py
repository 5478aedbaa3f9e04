"""Reasons of a decision for its author, and the appeal against it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.consultations.models import Role
from consult.consultations.policy import membership_of
from consult.consultations.queries import title_of
from consult.core.errors import NotFound, Refused, SignInFirst, with_headers
from consult.moderation import policy, services
from consult.moderation.author_forms import AppealForm
from consult.moderation.models import Action, Decision, RegisterEntry
from consult.moderation.statements import decisions_with_words, statement_of
from consult.people.guests.acting import acting_as
from consult.people.models import User
from consult.threads.views.talk import readable_comment


@never_cache
@require_safe
def statement(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Show the reasons of a decision to whom it is about, and to those who moderate there.

    What was decided about another decision stands on that one's page.
    """
    decision, reader = found(request, decision_id)
    if not reader.is_authenticated:
        return redirect_to_login(request.get_full_path())
    check_readable(reader, decision)
    if decision.about_id:
        address = reverse("moderation:statement", args=[decision.about_id])
        return redirect(f"{address}#d-{decision.pk}")
    return answer(request, reader, decision, AppealForm())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Take an author's appeal, or give the words back with why it is refused."""
    if request.method != "POST":
        return redirect("moderation:statement", decision_id)
    form = AppealForm(request.POST)
    decision, reader = found(request, decision_id)
    if not reader.is_authenticated:
        form.refusal = SignInFirst()
        return kept(request, form)
    check_readable(reader, decision)
    try:
        services.appeal_decision(
            by=reader, decision_id=decision_id, words=form.data.get("words") or ""
        )
    except Refused as refusal:
        form.refusal = refusal
        return answer(request, reader, decision, form)
    messages.success(request, _("Your appeal has arrived. The other college decides on it."))
    return redirect("moderation:statement", decision_id)


def kept(request: HttpRequest, form: AppealForm) -> HttpResponse:
    """Give somebody whose session has ended their words, to be copied."""
    return render(
        request, "moderation/appeal_kept.html", {"form": form}, status=form.refusal.status
    )


def found(request: HttpRequest, decision_id: UUID) -> tuple[Decision | None, User | AnonymousUser]:
    """Return a decision, if there is one of that key, and as whom the request acts on it."""
    decision = decisions_with_words().filter(pk=decision_id).first()
    return decision, acting_as(request, decision and decision.author_id)


def check_readable(reader: User, decision: Decision | None) -> None:
    """Raise `NotFound` where there is no decision, or somebody may not see its reasons."""
    if decision is None:
        raise NotFound
    membership = membership_of(reader, decision.consultation, Role.MODERATOR)
    if not policy.may_read_statement(reader, membership, decision):
        raise NotFound


def answer(
    request: HttpRequest, reader: User, decision: Decision, form: AppealForm
) -> HttpResponse:
    """Show the reasons, with the form to contest the decision where that is possible."""
    statement = statement_of(decision)
    context = {
        "statement": statement,
        "decision": decision,
        "consultation_title": title_of(decision.consultation_id, get_language()),
        "is_author": decision.author_id == reader.pk,
        "why_not_appeal": statement.why_not_appeal(reader),
        "form": form,
    }
    status = form.refusal.status if form.refusal else 200
    response = render(request, "moderation/statement.html", context, status=status)
    return with_headers(response, form.refusal) if form.refusal else response


@require_safe
def why(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Lead to why a comment is hidden: its author to the reasons, everybody else to the register."""
    comment = readable_comment(request, comment_id)
    hidings = Decision.objects.filter(comment=comment_id, action=Action.HIDE).order_by("-pk")
    decision = hidings.first()
    if decision is None or not comment.is_hidden:
        raise NotFound
    if acting_as(request, decision.author_id).pk == decision.author_id:
        return redirect("moderation:statement", decision.pk)
    register = reverse("moderation:register", args=[comment.draft.consultation_id])
    number = (
        RegisterEntry.objects.filter(decision=decision).values_list("number", flat=True).first()
    )
    page = f"?before={number + 1}" if number else ""
    return redirect(f"{register}{page}#d-{decision.pk}")
