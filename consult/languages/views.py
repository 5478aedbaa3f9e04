"""One address for all that a machine translates: how far it is, and asking for it."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.core import pace
from consult.core.errors import NotFound, Refused, with_headers
from consult.languages import services
from consult.languages.sights import Sight, sight


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, kind: str, object_id: UUID) -> HttpResponse:
    """Show how far a translation into the page's language is; by POST, ask for it.

    With `unasked` nobody has tapped: the page asks for a reader who reads translations, and where
    that is refused nothing is said.
    """
    if request.method != "POST":
        return shown(request, sight(request, kind, object_id))
    is_unasked = "unasked" in request.POST
    if is_unasked and sight(request, kind, object_id).has_failed:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    try:
        services.ask(
            kind,
            object_id,
            get_language(),
            reader=request.user,
            participant=mark_of(request),
            is_new=request.user.is_authenticated and pace.is_new_account(request.user.joined_at),
            address=get_adapter().get_client_ip(request),
        )
    except NotFound:
        raise
    except Refused as refusal:
        if is_unasked:
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return shown(request, sight(request, kind, object_id, refusal))
    if not request.htmx:
        return redirect("languages:translation", kind, object_id)
    return shown(request, sight(request, kind, object_id))


def shown(request: HttpRequest, seen: Sight) -> HttpResponse:
    """Show it in its place, or as a page with the original beside it."""
    was_refused = request.method == "POST" and seen.refusal is not None
    status = seen.refusal.status if was_refused else HTTPStatus.OK
    name = "components/machine" if request.htmx else "translation"
    answer = render(request, f"languages/{name}.html", {"seen": seen}, status=status)
    return with_headers(answer, seen.refusal) if was_refused else answer


def mark_of(request: HttpRequest) -> UUID | str:
    """Return by what a reader's pace is counted: their account, or a digest of where they are."""
    if request.user.is_authenticated:
        return request.user.pk
    address = get_adapter().get_client_ip(request)
    return salted_hmac("consult.languages", address or "", algorithm="sha256").hexdigest()
