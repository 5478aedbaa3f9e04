"""One address for all that a machine translates: how far it is, and asking for it."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.core import pace
from consult.core.errors import NotFound, Refused, with_headers
from consult.languages import queries, services
from consult.languages.models import MachineTranslation, State
from consult.languages.registries import Words

LOOKS = 20
"""How often a page looks by itself whether a translation is there: for about a minute and a half."""
QUICK_LOOKS = 5


@dataclass(frozen=True)
class Sight:
    """How far a thing's translation into the language of the page is."""

    kind: str
    object_id: UUID
    words: Words
    language: str
    row: MachineTranslation | None
    refusal: Refused | None = None
    looks: int = 0

    @property
    def translation(self) -> queries.Translation | None:
        """Return what the machine made, if it has."""
        return queries.told(self.row) if self.row and self.row.state == State.MADE else None

    @property
    def original(self) -> SafeString:
        """Return the original for pages: cleaned when it was stored, by consult.core.text."""
        return mark_safe(self.words.html)  # noqa: S308 - cleaned twice before it was stored

    @property
    def is_on_its_way(self) -> bool:
        """Tell whether somebody has asked, and the machine has not answered."""
        return self.row is not None and self.row.state == State.ASKED

    @property
    def has_failed(self) -> bool:
        """Tell whether the machine has failed, for now."""
        return self.row is not None and self.row.state == State.FAILED

    @property
    def next_look(self) -> int:
        """Return the number of the next look, 0 where there were enough."""
        return self.looks + 1 if self.looks < LOOKS else 0

    @property
    def pause(self) -> int:
        """Return in how many seconds the next look is."""
        return 2 if self.looks < QUICK_LOOKS else 5


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


def sight(
    request: HttpRequest, kind: str, object_id: UUID, refusal: Refused | None = None
) -> Sight:
    """Return how far a translation is. Raises `NotFound` where not everybody may read the thing."""
    words, language = services.words_of(kind, object_id), get_language()
    looks = request.GET.get("look", "")
    return Sight(
        kind,
        object_id,
        words,
        language,
        services.of(words, language),
        refusal or services.why_not_ask(words, language),
        int(looks) if looks.isdecimal() and len(looks) < 4 else 0,
    )


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
