"""Completes the names of those who can be mentioned."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.core.errors import NotFound, SignInFirst
from consult.core.folding import fold, letters_like, sort_key
from consult.drafts.policy import readable_page
from consult.people.models import PUBLIC_NAME_LENGTH
from consult.threads.services.mentions import pseudonyms, public_names

MOST_NAMES = 8


@never_cache
@require_safe
def names(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Return the names that begin with `q`, of those under which something was said about a draft."""
    if not request.user.is_authenticated:
        raise SignInFirst
    if readable_page(draft_key, request.user, get_language()) is None:
        raise NotFound
    beginning = request.GET.get("q", "").lstrip()
    if len(beginning) > PUBLIC_NAME_LENGTH or "\x00" in beginning:
        return JsonResponse({"names": []})
    return JsonResponse({"names": completed(draft_key, beginning)})


def completed(draft_key: UUID, beginning: str) -> list[str]:
    """Return the first names that begin so, accents and capitals left aside, as people sort them."""
    openly, otherwise = (
        beginning_with(people, beginning).values_list("called", flat=True)
        for people in (public_names(draft_key), pseudonyms(draft_key))
    )
    names = openly.union(otherwise)
    if not beginning:
        names = names.order_by("called")[:MOST_NAMES]
    begun, language = fold(beginning), get_language()
    found = [name for name in names if fold(name).startswith(begun)]
    return sorted(found, key=lambda name: sort_key(name, language))[:MOST_NAMES]


def beginning_with(people: QuerySet, beginning: str) -> QuerySet:
    """Return those who are called by a name with the same first letter, whatever its accent or case."""
    first = fold(beginning)[:1]
    if not first.isalnum():
        return people.filter(called__istartswith=beginning[:1])
    return people.filter(called__regex=f"^[{letters_like(first)}]")
