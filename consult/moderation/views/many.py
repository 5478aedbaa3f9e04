"""Several decisions at the queue with one reason."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consult.core.errors import NotFound, Refused
from consult.moderation import policy, queries, refusals, services
from consult.moderation.models import Case
from consult.moderation.queue_forms import ManyForm
from consult.moderation.views.queue import Desk, desk_for, whole

SHARED = (refusals.NoArticle, refusals.NoExplanation, refusals.UnknownAction)
"""What is wrong with a decision on several cases as a whole, rather than with one of them."""


@never_cache
@login_required
@require_POST
def many(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Take one action on the cases that were selected, and show what became of each."""
    desk = desk_for(request, consultation_id)
    form = ManyForm(
        request.POST, consultation=desk.consultation, articles=lambda: desk.articles, prefix="many"
    )
    form.is_valid()
    try:
        done = services.decide_many(
            by=request.user,
            consultation=desk.consultation,
            chosen=with_campaigns(desk, form),
            action=form.data.get("many-action", ""),
            reasons=form.reasons,
        )
        raise_if_shared(done)
    except NotFound:
        raise
    except Refused as refusal:
        form.refusal = refusal
        return outcome(desk, form, [], status=refusal.status)
    shown = {
        row.case.pk: row
        for row in queries.rows_of(desk.consultation.pk, [one.case_id for one in done], desk.at)
    }
    form = ManyForm(consultation=desk.consultation, articles=lambda: desk.articles, prefix="many")
    return outcome(desk, form, [(shown.get(one.case_id), one) for one in done])


def with_campaigns(desk: Desk, form: ManyForm) -> list[services.Chosen]:
    """Return the cases that were selected, with those of selected campaigns as far as there is room.

    Who selects a campaign has seen one text for all: the rest nearly repeats it.
    """
    chosen = form.chosen()
    known = {one.case_id for one in chosen}
    for campaign in form.campaigns():
        room = policy.MOST_AT_ONCE - len(chosen)
        cases = Case.objects.open().filter(consultation=desk.consultation, campaign=campaign)
        keys = cases.exclude(pk__in=known).order_by("pk").values_list("pk", flat=True)
        chosen += [services.Chosen(key) for key in keys[: max(room, 0)]]
    return chosen


def raise_if_shared(done: list[services.Done]) -> None:
    """Raise what is wrong with all cases alike: the form is to be filled in again."""
    refused = [one.refusal for one in done]
    if all(isinstance(one, SHARED) for one in refused):
        raise refused[0]


def outcome(desk: Desk, form: ManyForm, done: list, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """Show what became of a decision on several cases, or why it was refused as a whole."""
    if desk.request.htmx:
        context = {"desk": desk, "many": form, "done": done, "is_fragment": True}
        name = "moderation/components/case_outcomes.html"
        return render(desk.request, name, context, status=status)
    selected = desk.request.POST.getlist("case") + desk.request.POST.getlist("campaign")
    return whole(desk, many=form, done=done, selected=selected, status=status)
