"""Completes the names of those who can be mentioned."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.core.errors import NotFound, SignInFirst
from consult.drafts.policy import readable_page
from consult.people.models import PUBLIC_NAME_LENGTH, User
from consult.threads.services.mentions import took_part_in

MOST_NAMES = 8


@never_cache
@require_safe
def names(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Return the public names that begin with `q`, of those who said something about a draft."""
    if not request.user.is_authenticated:
        raise SignInFirst
    if readable_page(draft_key, request.user, get_language()) is None:
        raise NotFound
    beginning = request.GET.get("q", "").lstrip()
    if len(beginning) > PUBLIC_NAME_LENGTH or "\x00" in beginning:
        return JsonResponse({"names": []})
    people = beginning_with(took_part_in(draft_key), beginning).order_by("public_name")
    return JsonResponse({"names": list(people.values_list("public_name", flat=True)[:MOST_NAMES])})


def beginning_with(people: QuerySet[User], beginning: str) -> QuerySet[User]:
    """Return those whose name begins so, in capitals or not.

    SQLite knows no capitals but those of English: the usual ways to write the letters are asked for.
    """
    ways = {beginning, beginning.lower(), beginning.upper(), beginning.title()}
    matches = Q()
    for way in ways:
        matches |= Q(public_name__istartswith=way)
    return people.filter(matches)
