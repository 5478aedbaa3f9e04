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
    return JsonResponse({"names": completed(took_part_in(draft_key), beginning)})


def completed(people: QuerySet[User], beginning: str) -> list[str]:
    """Return the first names that begin so, accents and capitals left aside, as people sort them."""
    names = beginning_with(people, beginning).values_list("public_name", flat=True)
    if not beginning:
        names = names.order_by("public_name")[:MOST_NAMES]
    begun, language = fold(beginning), get_language()
    found = [name for name in names if fold(name).startswith(begun)]
    return sorted(found, key=lambda name: sort_key(name, language))[:MOST_NAMES]


def beginning_with(people: QuerySet[User], beginning: str) -> QuerySet[User]:
    """Return those whose name begins with the same letter, whatever its accent or case."""
    first = fold(beginning)[:1]
    if not first.isalnum():
        return people.filter(public_name__istartswith=beginning[:1])
    return people.filter(public_name__regex=f"^[{letters_like(first)}]")
