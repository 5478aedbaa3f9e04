"""The transparency report of a consultation: a page to read and to print, CSV and JSON."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.core import sheets
from consult.core.streaming import streamed
from consult.drafts.views import trail_of
from consult.moderation import refusals
from consult.moderation.choosing import PeriodForm
from consult.moderation.queries.register import head_of
from consult.moderation.queries.transparency import Period, tables_of
from consult.moderation.transparency import Table, as_object, as_rows, with_bars
from consult.moderation.views.register import page_for


@never_cache
@require_safe
def report(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show the report for a period. Bad dates come back in the form, with what is wrong."""
    page = page_for(request, consultation_id)
    form = PeriodForm(request.GET)
    tables = []
    if form.is_valid():
        found = tables_of(consultation_id, period_of(form))
        bidi = get_language_bidi()
        tables = [with_bars(table, from_the_right=bidi) for table in found]
    context = {
        "consultation_page": page,
        "trail": trail_of(page),
        "form": form,
        "chosen": request.GET.urlencode() if form.is_valid() else "",
        "period": period_of(form) if form.is_valid() else None,
        "tables": tables,
        "head": head_of(consultation_id),
        "made_at": timezone.now(),
    }
    status = 200 if form.is_valid() else refusals.UnknownPeriod.status
    return render(request, "moderation/transparency.html", context, status=status)


@never_cache
@require_safe
def as_csv(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Send the figures as a table for spreadsheets. Raises `UnknownPeriod`."""
    rows = list(as_rows(asked_tables(request, consultation_id)))
    name = f"transparency-{consultation_id}.csv"
    return streamed(request, sheets.lines(rows), type=sheets.TYPE, name=name)


@never_cache
@require_safe
def as_json(request: HttpRequest, consultation_id: UUID) -> JsonResponse:
    """Send the figures for programs. Raises `UnknownPeriod`."""
    tables = asked_tables(request, consultation_id)
    said = {name: request.GET.get(name) or None for name in ("start", "end")}
    return JsonResponse({"consultation": str(consultation_id), **said, "tables": as_object(tables)})


def asked_tables(request: HttpRequest, consultation_id: UUID) -> list[Table]:
    """Return the figures for the period of an address. Raises `NotFound` and `UnknownPeriod`."""
    page_for(request, consultation_id)
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise refusals.UnknownPeriod
    return tables_of(consultation_id, period_of(form))


def period_of(form: PeriodForm) -> Period:
    return Period(form.cleaned_data["start"], form.cleaned_data["end"])
