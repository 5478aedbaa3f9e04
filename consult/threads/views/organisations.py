"""The public page of an organisation: its record, and what was said in its name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_countries import countries

from consult.core.errors import NotFound
from consult.people.organisations import policy
from consult.people.organisations.queries import named_members
from consult.threads import queries
from consult.threads.forms import uuid_or_none


@never_cache
@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show an organisation and a page of what was said in its name."""
    found = queries.organisation_for(request.user, organisation_id)
    if found is None:
        raise NotFound
    voice = queries.voice_of(found, after=uuid_or_none(request.GET.get("after")))
    placed = ((comment, comment) for comment in voice.contributions)
    context = {
        "organisation": found,
        "country": countries.name(found.country),
        "voice": voice,
        "listed": queries.with_labels(placed, get_language()),
        "names": named_members(found),
        "may_look_after": policy.may_look_after(request.user, found),
        "is_first_page": "after" not in request.GET,
    }
    return render(request, "threads/organisation.html", context)
