"""The queue: what waits for a consultation's moderators, and the case that one of them looks at.

Whoever does not moderate this consultation learns nothing: each address answers 404.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.consultations.models import CharterArticle, Consultation, Membership
from consult.consultations.queries import charter_of
from consult.core.errors import NotFound, Refused, with_headers
from consult.moderation import queries, services
from consult.moderation.desk import desk_of
from consult.moderation.models import Action, Case, Cause, Decision
from consult.moderation.queue_forms import CaseForm, ManyForm, uuid_or_none


class Handling(StrEnum):
    """What a moderator does at a case besides deciding."""

    TAKE = "take"
    RELEASE = "release"
    FILL = "fill"
    """Put a saved reply into the box."""


@dataclass(frozen=True)
class Desk:
    """A moderator at the desk of their consultation, and what they chose to see of it."""

    request: HttpRequest
    consultation: Consultation
    membership: Membership
    choice: queries.Choice
    at: datetime = field(default_factory=timezone.now)

    @cached_property
    def articles(self) -> list[CharterArticle]:
        """Return the articles in force."""
        return charter_of(self.consultation)

    @cached_property
    def address(self) -> str:
        """Return the address of the queue."""
        return reverse("moderation:queue", args=[self.consultation.pk])

    def address_of(self, case_id: UUID | None) -> str:
        """Return the address of the queue as it was chosen, with a case open in it."""
        named = urlencode({"case": case_id}) if case_id else ""
        query = "&".join(filter(None, [self.choice.query, named]))
        return f"{self.address}?{query}" if query else self.address

    @property
    def address_of_list(self) -> str:
        """Return the address of the queue as it was chosen."""
        return self.address_of(None)

    def form(self, data: object = None) -> CaseForm:
        """Return the form for one case."""
        return CaseForm(data, consultation=self.consultation, articles=lambda: self.articles)

    def look(self, case_id: UUID | None) -> queries.Look:
        """Return a case of this consultation, or raise `NotFound`."""
        look = case_id and queries.look_at(
            case_id, self.consultation, self.membership, language=get_language(), at=self.at
        )
        if not look:
            raise NotFound
        return look


def desk_for(request: HttpRequest, consultation_id: UUID) -> Desk:
    """Return the desk of a consultation that the reader moderates, or raise `NotFound`."""
    seat = queries.seat_at(consultation_id, request.user, get_language())
    if seat is None:
        raise NotFound
    query = request.GET if request.method != "POST" else request.POST
    return Desk(request, seat.consultation, seat, queries.Choice.of(query))


# Looking


@never_cache
@login_required
@require_safe
def queue(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show the queue, with the case that the address names beside it."""
    desk = desk_for(request, consultation_id)
    wanted = request.GET.get("case")
    look = desk.look(uuid_or_none(wanted)) if wanted else None
    if request.htmx and not request.htmx.history_restore_request:
        if look is not None:
            return panel(desk, look, desk.form())
        return more(desk)
    return whole(desk, look, look and desk.form())


def whole(
    desk: Desk,
    look: queries.Look | None = None,
    form: CaseForm | None = None,
    *,
    status: int = HTTPStatus.OK,
    **more: object,
) -> HttpResponse:
    """Show the page: the list, and a case where one is chosen."""
    consultation, college = desk.consultation, desk.membership.college
    after = uuid_or_none(desk.request.GET.get("after"))
    context = {
        "stream_id": desk_of(consultation.pk),
        "navigation": [],  # the pages of the site are a step away: here is somebody at work
        "listed": queries.listed(
            consultation.pk, desk.choice, college=college, at=desk.at, after=after
        ),
        "is_first_page": after is None,
        "many": ManyForm(consultation=consultation, articles=lambda: desk.articles, prefix="many"),
        **about_desk(desk),
        **more,
        **about_case(desk, look, form),
    }
    return render(desk.request, "moderation/queue.html", context, status=status)


def panel(
    desk: Desk, look: queries.Look, form: CaseForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show one case alone: what htmx asks for."""
    context = {**about_case(desk, look, form), "desk": desk, "is_fragment": True}
    return render(desk.request, "moderation/components/case.html", context, status=status)


def more(desk: Desk) -> HttpResponse:
    """Show the next page of the list, which htmx puts behind the one before."""
    after = uuid_or_none(desk.request.GET.get("after"))
    listed = queries.listed(
        desk.consultation.pk,
        desk.choice,
        college=desk.membership.college,
        at=desk.at,
        after=after,
    )
    context = {"desk": desk, "listed": listed, "articles": desk.articles}
    return render(desk.request, "moderation/components/case_list.html", context)


def about_desk(desk: Desk) -> dict:
    """Return what the head of the queue and its rows need."""
    return {
        "desk": desk,
        "articles": desk.articles,
        "waiting": queries.waiting(desk.consultation.pk, desk.membership.college),
    }


def about_case(desk: Desk, look: queries.Look | None, form: CaseForm | None) -> dict:
    """Return what the case beside the list needs."""
    if look is None:
        return {}
    form.actions = look.actions
    replies = queries.replies_for(desk.consultation, look.subject.author.language)
    return {"look": look, "form": form, "replies": replies}


@never_cache
@login_required
@require_safe
def rows(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show the head of the queue and some rows as they are now: live pages ask for them.

    A row bears whether it belongs to what was chosen. A held text of a campaign brings the row of
    its campaign along.
    """
    desk = desk_for(request, consultation_id)
    found = list(filter(None, map(uuid_or_none, request.GET.getlist("id"))))
    keys = set(found[: 2 * queries.PER_PAGE])
    chosen = queries.chosen_cases(
        desk.consultation.pk, desk.choice, college=desk.membership.college, at=desk.at
    )
    asked = Case.objects.filter(consultation=desk.consultation, pk__in=keys)
    campaigns = asked.exclude(campaign=None).values("campaign")
    belonging = chosen.filter(Q(pk__in=keys) | Q(campaign__in=campaigns))
    fitting = set(belonging.values_list("pk", flat=True))
    wanted = uuid_or_none(request.GET.get("case"))
    context = {
        **about_desk(desk),
        "rows": queries.rows_of(desk.consultation.pk, keys | fitting, desk.at),
        "fitting": fitting,
        "wanted": queries.rows_of(desk.consultation.pk, [wanted], desk.at) if wanted else [],
    }
    return render(request, "moderation/components/case_news.html", context)


# Deciding


@never_cache
@login_required
@require_POST
def case(request: HttpRequest, consultation_id: UUID, case_id: UUID) -> HttpResponse:
    """Take a case, let it go, or decide on it; then lead to the next one."""
    desk = desk_for(request, consultation_id)
    form, action = desk.form(request.POST), request.POST.get("action", "")
    form.is_valid()  # services say what is missing
    chosen = find_case(desk, case_id)
    if action == Handling.FILL:
        form = filled(desk, form)
    try:
        decision = act(desk, chosen, action, form)
    except NotFound:
        raise
    except Refused as refusal:
        form.refusal = refusal
        return again(desk, case_id, form, refusal)
    if decision is None:
        return again(desk, case_id, form)
    return decided(desk, case_id, decision)


def find_case(desk: Desk, case_id: UUID) -> Case:
    """Return a case of this desk, or raise `NotFound`."""
    cases = Case.objects.select_related("decision__appeal")
    found = cases.filter(consultation=desk.consultation, pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def act(desk: Desk, chosen: Case, action: str, form: CaseForm) -> Decision | None:
    """Call the service that an action names; None where that takes no decision.

    Raises `UnknownAction`, and what the service raises.
    """
    by, reasons = desk.request.user, form.reasons
    match action, chosen.cause:
        case (Handling.TAKE, _):
            services.take_case(by=by, case_id=chosen.pk)
        case (Handling.RELEASE, _):
            services.release_case(by=by, case_id=chosen.pk)
        case (Handling.FILL, _):
            pass
        case (Action.CONFIRM | Action.LIFT, Cause.UNCONFIRMED):
            return services.turn_key(
                by=by,
                decision_id=chosen.decision_id,
                confirms=action == Action.CONFIRM,
                explanation=reasons.explanation,
            )
        case (Action.UPHOLD | Action.OVERTURN, Cause.APPEALED):
            return services.settle_appeal(
                by=by,
                appeal_id=chosen.decision.appeal.pk,
                upholds=action == Action.UPHOLD,
                explanation=reasons.explanation,
            )
        case _:
            return services.decide(
                by=by,
                subject_id=chosen.comment_id or chosen.held_id,
                action=action,
                reasons=reasons,
                seen=form.data.get("seen", ""),
            )
    return None


def filled(desk: Desk, form: CaseForm) -> CaseForm:
    """Return a form with a saved reply behind what was typed."""
    reply_id = form.cleaned_data.get("reply")
    reply = desk.consultation.saved_replies.filter(pk=reply_id).first()
    if reply is None:
        return form
    data = form.data.copy()
    typed = data.get("explanation", "").rstrip()
    data["explanation"] = f"{typed}\n\n{reply.text}" if typed else reply.text
    again = desk.form(data)
    again.is_valid()
    return again


def again(
    desk: Desk, case_id: UUID, form: CaseForm, refusal: Refused | None = None
) -> HttpResponse:
    """Show a case as it is now with what was typed, and why it was refused, if it was."""
    look = desk.look(case_id)
    status = refusal.status if refusal else HTTPStatus.OK
    if desk.request.htmx:
        answer = panel(desk, look, form, status=status)
    else:
        answer = whole(desk, look, form, status=status)
    return with_headers(answer, refusal) if refusal else answer


def decided(desk: Desk, case_id: UUID, decision: Decision) -> HttpResponse:
    """Lead to the next case after a decision, or to the end of the queue."""
    messages.success(desk.request, _("Done: %(what)s.") % {"what": decision.get_action_display()})
    following = queries.next_case(
        desk.consultation.pk,
        desk.choice,
        college=desk.membership.college,
        by=desk.request.user,
        after=case_id,
        at=desk.at,
    )
    address = desk.address_of(following)
    if not desk.request.htmx:
        return redirect(address)
    answer = HttpResponse(status=HTTPStatus.OK)
    if following is None:
        answer["HX-Redirect"] = address
    else:
        answer["HX-Location"] = json.dumps({"path": address, "target": "#case"})
    return answer
