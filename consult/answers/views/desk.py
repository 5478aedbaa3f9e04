"""The drafters' desk: what awaits an answer, and who looks after it.

Whoever is no drafter of the consultation learns nothing: each address answers 404.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.answers.desk_forms import ChooseForm
from consult.answers.policy import adopting
from consult.answers.queries import awaiting as waiting
from consult.answers.queries import desk as queries
from consult.answers.services import assignments
from consult.consultations.models import Membership
from consult.core.errors import NotFound, Refused
from consult.people.models import User


@dataclass(frozen=True)
class Desk:
    """A drafter at the desk of a draft, and what they chose to see of it."""

    seat: Membership
    choice: queries.Choice
    at: datetime = field(default_factory=timezone.now)

    @property
    def draft_key(self) -> UUID:
        return self.seat.draft_key

    @cached_property
    def address(self) -> str:
        """Return the address of the desk."""
        return reverse("answers:desk", args=[self.draft_key])

    @property
    def address_as_chosen(self) -> str:
        """Return the address of the desk as it was chosen."""
        return f"{self.address}?{self.choice.query}" if self.choice.query else self.address

    @cached_property
    def lines(self) -> list[waiting.Line]:
        return waiting.lines_of(self.draft_key, get_language())

    @cached_property
    def drafters(self) -> list[waiting.Seated]:
        return waiting.drafters_of(self.seat)

    @cached_property
    def awaiting(self) -> waiting.Awaiting:
        return waiting.awaiting(self.draft_key)

    @property
    def threads(self) -> int:
        """Return how many contributions there are."""
        return sum(line.threads for line in self.lines)

    @property
    def guests(self) -> int:
        """Return how many of them were made without an account."""
        return sum(line.guests for line in self.lines)

    @property
    def answered(self) -> int:
        """Return how many of them are answered."""
        return sum(line.answered for line in self.lines)

    @property
    def unassigned(self) -> int:
        """Return how many contributions that await an answer nobody looks after."""
        return self.awaiting.total - sum(one.count for one in self.drafters)


def seat_for(request: HttpRequest, draft_key: UUID) -> Membership:
    """Return the reader's seat as a drafter of a draft, or raise `NotFound`."""
    seat = queries.seat_at(draft_key, request.user, get_language())
    if seat is None:
        raise NotFound
    return seat


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Show what awaits an answer on a draft."""
    seat = seat_for(request, draft_key)
    return whole(request, Desk(seat, queries.Choice.of(request.GET)))


def whole(
    request: HttpRequest,
    desk: Desk,
    *,
    refusal: Refused | None = None,
    selected: Sequence[str] = (),
) -> HttpResponse:
    """Show the desk; what was refused comes back with what was selected."""
    after = queries.Cursor.read(request.GET.get("after", ""))
    context = {
        "desk": desk,
        "navigation": [],  # the pages of the site are a step away: here is somebody at work
        "choose": ChooseForm.of(desk.choice, desk.lines, desk.drafters),
        "listed": queries.listed(
            desk.draft_key,
            desk.choice,
            lines=desk.lines,
            drafters=desk.drafters,
            by=request.user,
            after=after,
        ),
        "is_first_page": after is None,
        "refusal": refusal,
        "selected": selected,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "answers/desk.html", context, status=status)


@never_cache
@login_required
@require_POST
def chosen(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Answer what was selected together, or let somebody or nobody look after it."""
    seat = seat_for(request, draft_key)
    desk = Desk(seat, queries.Choice.of(QueryDict(request.POST.get("query", ""))))
    selected = request.POST.getlist("contribution")
    try:
        answer = act(request, desk, keys_of(selected))
    except NotFound:
        raise
    except Refused as refusal:
        return whole(request, desk, refusal=refusal, selected=selected)
    return answer


def act(request: HttpRequest, desk: Desk, keys: list[UUID]) -> HttpResponse:
    """Do what a button says, with what is selected or the one contribution that stands beside it."""
    asked = request.POST
    if own := keys_of([asked.get("take", "")]):
        assign(request, own, request.user)
        return redirect(f"{desk.address_as_chosen}#contribution-{own[0]}")
    if own := keys_of([asked.get("release", "")]):
        release(request, own)
        return redirect(f"{desk.address_as_chosen}#contribution-{own[0]}")
    match asked.get("action"):
        case "answer":
            return together(desk, keys)
        case "assign":
            assign(request, keys, drafter_named(desk, asked.get("drafter", "")))
        case "release":
            release(request, keys)
        case _:
            raise adopting.UnknownAct
    return redirect(desk.address_as_chosen)


def together(desk: Desk, keys: list[UUID]) -> HttpResponse:
    """Lead to the page on which several contributions are answered at once."""
    if not keys:
        raise adopting.NothingChosen
    if len(keys) > adopting.MOST_AT_ONCE:
        raise adopting.TooManyChosen(limit=adopting.MOST_AT_ONCE)
    return redirect(begin_address(desk.draft_key, keys))


def assign(request: HttpRequest, keys: list[UUID], drafter: User | None) -> None:
    """Give contributions to a drafter, and say so."""
    if drafter is None:
        raise adopting.NotADrafter
    assignments.assign(by=request.user, contribution_ids=keys, drafter=drafter)
    told = ngettext(
        "%(name)s looks after %(count)s contribution.",
        "%(name)s looks after %(count)s contributions.",
        len(keys),
    )
    messages.success(request, told % {"name": drafter.public_name, "count": len(keys)})


def release(request: HttpRequest, keys: list[UUID]) -> None:
    """Let nobody look after contributions, and say so."""
    assignments.release(by=request.user, contribution_ids=keys)
    told = ngettext(
        "Nobody looks after %(count)s contribution now.",
        "Nobody looks after %(count)s contributions now.",
        len(keys),
    )
    messages.success(request, told % {"count": len(keys)})


def drafter_named(desk: Desk, name: str) -> User | None:
    """Return the drafter whom a form names, oneself where it names nobody."""
    if not name:
        return desk.seat.participant
    return next((one.drafter for one in desk.drafters if str(one.drafter.pk) == name), None)


def keys_of(texts: Sequence[str]) -> list[UUID]:
    """Return the ids that some texts are, each once; what is no id is left out."""
    return list(dict.fromkeys(key for text in texts if (key := queries.uuid_or_none(text))))


def begin_address(draft_key: UUID, contributions: Sequence[UUID], outcome: str = "") -> str:
    """Return the address at which an answer to contributions is begun."""
    named = [("contribution", str(one)) for one in contributions]
    query = urlencode([*named, *([("outcome", outcome)] if outcome else [])])
    return f"{reverse('answers:begin', args=[draft_key])}?{query}"
