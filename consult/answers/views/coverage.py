"""How much of what was contributed is answered: a page for everybody, CSV and JSON."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.answers.coverage_tables import charted, time_of
from consult.answers.models import Completion
from consult.answers.queries.coverage import coverage_of, waiting_in
from consult.answers.queries.tables import named_tables
from consult.answers.queries.texts import names_of, readable_texts
from consult.core import sheets
from consult.core.streaming import streamed
from consult.drafts.views import trail_of
from consult.moderation.transparency import as_object, as_rows
from consult.moderation.views.register import page_for
from consult.threads.forms import uuid_or_none


@never_cache
@require_safe
def coverage(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show the share that is answered, and how long answers took, by passage and by college."""
    page = page_for(request, consultation_id)
    texts = readable_texts(consultation_id, request.user)
    found = coverage_of(texts.keys)
    bidi = get_language_bidi()
    context = {
        "consultation_page": page,
        "trail": trail_of(page),
        "coverage": found,
        "median": time_of(found.median_seconds),
        "tables": [
            charted(one, from_the_right=bidi) for one in named_tables(found, texts, get_language())
        ],
        "completion": Completion.objects.filter(pk=consultation_id).first(),
        "made_at": timezone.now(),
    }
    return render(request, "answers/coverage.html", context)


@never_cache
@require_safe
def as_csv(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Send the figures as a table for spreadsheets."""
    page_for(request, consultation_id)
    texts = readable_texts(consultation_id, request.user)
    rows = list(as_rows(named_tables(coverage_of(texts.keys), texts, get_language())))
    name = f"coverage-{consultation_id}.csv"
    return streamed(request, sheets.lines(rows), type=sheets.TYPE, name=name)


@never_cache
@require_safe
def as_json(request: HttpRequest, consultation_id: UUID) -> JsonResponse:
    """Send the figures for programs."""
    page_for(request, consultation_id)
    texts = readable_texts(consultation_id, request.user)
    found = coverage_of(texts.keys)
    return JsonResponse(
        {
            "consultation": str(consultation_id),
            "contributions": found.contributions,
            "answered": found.answered,
            "median_seconds": found.median_seconds,
            "tables": as_object(named_tables(found, texts, get_language())),
        }
    )


@never_cache
@require_safe
def unanswered(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """List the contributions that wait for an answer, the oldest first."""
    page = page_for(request, consultation_id)
    texts = readable_texts(consultation_id, request.user)
    listed = waiting_in(texts.keys, uuid_or_none(request.GET.get("after")))
    language = get_language()
    context = {
        "consultation_page": page,
        "trail": trail_of(page),
        "listed": listed,
        "names": names_of([one.section for one in listed.contributions], texts, language),
    }
    return render(request, "answers/unanswered.html", context)
