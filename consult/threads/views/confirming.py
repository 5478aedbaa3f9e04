"""The links of a mail by which words without an account are published, or erased."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.core.errors import Refused, with_headers
from consult.people.guests.services import remember
from consult.threads import refusals
from consult.threads.confirming import asked_by
from consult.threads.models import Unconfirmed
from consult.threads.services import Posted, guests
from consult.threads.views.asking import was_written_here
from consult.threads.views.talk import permalink


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Publish words: at once in the browser that wrote them, elsewhere when a button says so.

    Who reads mails on somebody's behalf follows their links, and must publish nothing by it.
    """
    try:
        asked = asked_by(token)
    except Refused as refusal:
        return leads_nowhere(request, refusal)
    at_once = request.method == "GET" and was_written_here(request, asked)
    if request.method != "POST" and not at_once and asked.is_waiting:
        return show(request, asked, token)
    try:
        posted = guests.confirm(asked=asked, address=get_adapter().get_client_ip(request))
    except refusals.LinkTooOld as refusal:
        return leads_nowhere(request, refusal)
    except Refused as refusal:
        return show(request, asked, token, refusal)
    return lead(request, asked, posted)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether words are to be erased that somebody else wrote with one's address, and erase
    them. What is public already is withdrawn on the page of its author.
    """
    try:
        asked = asked_by(token)
    except Refused as refusal:
        return leads_nowhere(request, refusal)
    if not asked.is_waiting:
        return lead_to_own_page(request, guests.became(asked))
    if request.method != "POST":
        return show(request, asked, token, disowns=True)
    if not guests.disown(asked=asked):  # published, or erased, at this very moment
        return redirect("threads:disown", token)
    return render(request, "threads/guests/disowned.html")


def show(
    request: HttpRequest,
    asked: Unconfirmed,
    token: str,
    refusal: Refused | None = None,
    *,
    disowns: bool = False,
) -> HttpResponse:
    """Show the words that wait, and what can be done with them; or why they cannot be published."""
    context = {
        "asked": asked,
        "words": asked.words,
        "quote": asked.place.quote,
        "token": token,
        "refusal": refusal,
        "disowns": disowns,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    answer = render(request, "threads/guests/confirm.html", context, status=status)
    return with_headers(answer, refusal) if refusal else answer


def leads_nowhere(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a link in a mail leads to nothing, and where another one can be had."""
    context = {"refusal": refusal}
    return render(request, "people/guests/dead_link.html", context, status=refusal.status)


def lead(request: HttpRequest, asked: Unconfirmed, posted: Posted) -> HttpResponse:
    """Lead to a comment in its place, or to the page on which its author sees that it waits.

    Where the words are public already, authors pass the link on: it leads to them, and lets no other
    browser act for who wrote them.
    """
    if posted.comment is None:
        return lead_to_own_page(request, posted)
    if posted.is_new or was_written_here(request, asked):
        recognise(request, posted)
    if posted.is_new:
        messages.success(request, _("Your contribution is published."))
    return redirect(permalink(request, posted.comment))


def lead_to_own_page(request: HttpRequest, posted: Posted) -> HttpResponse:
    """Lead to the page of all that somebody wrote with an address; or with their account, where they
    have made it theirs since.
    """
    said = posted.comment or posted.held
    if not said.author.is_guest:
        return redirect("moderation:mine")
    recognise(request, posted)
    return redirect("threads:guest", said.draft.consultation_id)


def recognise(request: HttpRequest, posted: Posted) -> None:
    """Let a browser act for the author whose link it followed."""
    author = (posted.comment or posted.held).author
    if author.is_guest:
        remember(request, author.guest)
