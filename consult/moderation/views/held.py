"""An author's own words that are under review, and decisions about them: who has no account sees them
in a browser in which they followed a link in a mail.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.consultations.models import Suspension
from consult.core.errors import NotFound, Refused
from consult.moderation.models import Action
from consult.moderation.models.decisions import RESTRICTIONS
from consult.moderation.statements import decisions_with_words, statements_of
from consult.people.guests.acting import acting_as, everybody_acting
from consult.people.models import User
from consult.threads import refusals
from consult.threads import services as threads
from consult.threads.forms import uuid_or_none
from consult.threads.models import HeldStatus, HeldText

PER_PAGE = 20
TOLD = (*RESTRICTIONS, Action.PUBLISH)
"""What is listed: what followed on a decision stands with it."""


def for_authors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer those as whom the request acts, `authors`; others are asked to sign in."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        authors = everybody_acting(request)
        if not authors:
            return redirect_to_login(request.get_full_path())
        return view(request, authors, **named)

    return answer


@never_cache
@require_safe
@for_authors
def mine(request: HttpRequest, authors: list[User]) -> HttpResponse:
    """Show what of the reader waits for a moderator, and what was decided about them."""
    waiting, more_waiting = page_of(
        held_of(authors).filter(status=HeldStatus.WAITING), request.GET.get("waiting")
    )
    decisions, more_decisions = page_of(
        decisions_with_words().filter(author__in=authors, action__in=TOLD),
        request.GET.get("decisions"),
    )
    statements = statements_of(decisions)
    context = {
        "waiting": waiting,
        "more_waiting": more_waiting,
        "statements": statements,
        "more_decisions": more_decisions,
        "suspended_until": suspension_of(authors),
    }
    return render(request, "moderation/mine.html", context)


def page_of(rows: QuerySet, before: str | None) -> tuple[list, UUID | None]:
    """Return a page of rows, the newest first, those before a key; and where the next begins."""
    key = uuid_or_none(before)
    if key is not None:
        rows = rows.filter(pk__lt=key)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


def suspension_of(authors: list[User]) -> datetime | None:
    """Return until when the reader is suspended, on the site or in any consultation."""
    now = timezone.now()
    ends = [one.suspended_until for one in authors]
    ends += Suspension.objects.filter(participant__in=authors).values_list("until", flat=True)
    return max((end for end in ends if end and end > now), default=None)


def held_of(authors: Iterable[User]) -> QuerySet[HeldText]:
    """Return the reader's own held words."""
    own = HeldText.objects.filter(author__in=authors)
    return own.select_related("draft__consultation", "section", "written_on__version")


def found(authors: Iterable[User], held_id: UUID) -> HeldText:
    """Return own held words, or raise `NotFound`: nobody learns of others'."""
    held = held_of(authors).filter(pk=held_id).first()
    if held is None:
        raise NotFound
    return held


@never_cache
@require_safe
@for_authors
def held(request: HttpRequest, authors: list[User], held_id: UUID) -> HttpResponse:
    """Show one's own held words, and how they stand."""
    name = "components/held_notice" if request.htmx else "held"
    return render(request, f"threads/{name}.html", {"held": found(authors, held_id)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def withdraw(request: HttpRequest, authors: list[User], held_id: UUID) -> HttpResponse:
    """Ask an author whether to take back words that wait, and take them back."""
    words, refusal = found(authors, held_id), None
    if request.method == "POST":
        try:
            threads.withdraw_held(by=acting_as(request, words.author_id), held_id=held_id)
        except Refused as refused:
            refusal = refused
        else:
            return withdrawn(request)
    elif not words.is_waiting:
        refusal = refusals.NoLongerWaiting()
    name = "components/withdraw_form" if request.htmx else "withdraw"
    context = {"held": words, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, f"moderation/{name}.html", context, status=status)


def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that it is done, in place or among what else is under review."""
    if request.htmx:
        return render(request, "moderation/components/withdrawn.html")
    messages.success(request, _("You have taken it back: your words are erased."))
    return redirect("moderation:mine")
