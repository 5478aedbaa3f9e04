"""What somebody wrote without an account, where they see it and withdraw it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.consultations.policy import readable_page
from consult.consultations.queries import title_of
from consult.core.errors import Refused, with_headers
from consult.people.guests.services import forget, guests_of
from consult.people.models import Guest
from consult.threads import queries
from consult.threads.confirming import token_of
from consult.threads.forms import AddressForm, uuid_or_none
from consult.threads.models import Viewer
from consult.threads.services import guest_links, guest_words

View = Callable[[HttpRequest, Guest], HttpResponse]
LEFT = gettext_lazy(
    "This browser does not show any more what you wrote without an account, and nothing was changed. "
    "Have a link sent to you."
)


def for_guest(view: View) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """Let a view have the guest for whom this browser may act in a consultation; whoever may not is
    told so, and led to where a link can be had.
    """

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
        guest = next((one for one in guests_of(request) if one.scope == consultation_id), None)
        if guest is None:
            messages.warning(request, LEFT)
            return redirect("threads:guest_ask")
        return view(request, guest)

    return wrapped


@require_safe
@for_guest
def guest(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show all that was written with an address in a consultation."""
    return own_page(request, guest)


def own_page(request: HttpRequest, guest: Guest, refusal: Refused | None = None) -> HttpResponse:
    written = queries.written_by(guest)
    context = {
        "guest": guest,
        "written": written,
        "unconfirmed": [(one, token_of(one)) for one in written.unconfirmed],
        "title": title_of(guest.scope, get_language()),
        "page": readable_page(guest.scope, request.user, get_language()),
        "refusal": refusal,
        "viewer": Viewer(participant_id=guest.account_id),
    }
    status = refusal.status if refusal else HTTPStatus.OK
    answer = render(request, "threads/guests/guest.html", context, status=status)
    return with_headers(answer, refusal) if refusal else answer


@require_POST
@for_guest
def withdraw(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Withdraw the words that a button names."""
    what, _colon, key = request.POST.get("withdraw", "").partition(":")
    try:
        guest_words.withdraw(guest=guest, what=what, key=uuid_or_none(key))
    except Refused as refusal:
        return own_page(request, guest, refusal)
    messages.success(request, _("You have taken it back: your words are erased."))
    return redirect("threads:guest", guest.scope)


@require_POST
@for_guest
def forget_address(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Erase the address, with the words or without them as the button says."""
    withdraws = request.POST.get("words") == "withdrawn"
    guest_words.forget_guest(guest=guest, withdraws=withdraws)
    forget(request, guest)
    return render(request, "threads/guests/forgotten.html", {"withdraws": withdraws})


@require_POST
@for_guest
def leave(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Let this browser act for the guest no more."""
    forget(request, guest)
    messages.success(request, _("This browser no longer shows what was written with the address."))
    page = readable_page(guest.scope, request.user, get_language())
    return redirect(page.url if page else "threads:guest_ask")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_ask(request: HttpRequest) -> HttpResponse:
    """Take an address, and have a mail sent to it that says what was written with it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound:
        try:
            guest_links.send_links(
                email=form.typed,
                language=get_language(),
                address=get_adapter().get_client_ip(request),
            )
        except Refused as refused:
            refusal = refused
    context = {
        "form": form,
        "refusal": refusal,
        "sent_to": form.typed if form.is_bound and refusal is None else "",
        "here": [(one, title_of(one.scope, get_language())) for one in guests_of(request)],
    }
    status = refusal.status if refusal else HTTPStatus.OK
    answer = render(request, "threads/guests/ask.html", context, status=status)
    return with_headers(answer, refusal) if refusal else answer
