"""The public register: a page, a feed, CSV and JSON, for those who may read the consultation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.consultations.models import ConsultationPage
from consult.consultations.policy import readable_page
from consult.core import sheets
from consult.core.errors import NotFound
from consult.core.streaming import streamed
from consult.drafts.views import number_or_none, trail_of
from consult.moderation import exports
from consult.moderation.choosing import RegisterForm
from consult.moderation.queries import register as queries


@never_cache
@require_safe
def register(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show a page of the register, the newest entries first. Raises `UnknownFilter`."""
    page = page_for(request, consultation_id)
    articles = queries.articles_of(consultation_id)
    choice = queries.Choice.of(request.GET, articles)
    before = number_or_none(request.GET.get("before"))
    context = {
        "consultation_page": page,
        "trail": trail_of(page),
        "head": queries.head_of(consultation_id),
        "listed": queries.lines_page(consultation_id, choice=choice, before=before),
        "choice": choice,
        "chosen": chosen_in(request.GET),
        "form": RegisterForm(initial=request.GET, articles=articles, auto_id="choose_%s"),
        "is_first_page": before is None,
        "fields": exports.FIELDS,
    }
    return render(request, "moderation/register.html", context)


@never_cache
@require_safe
def register_feed(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Tell feed readers the newest entries, and the head."""
    page = page_for(request, consultation_id)
    listed = queries.lines_page(consultation_id, choice=queries.Choice(), limit=exports.IN_FEED)
    feed = exports.feed(
        listed.lines,
        queries.head_of(consultation_id),
        title=_("Register of decisions: %(title)s") % {"title": page.title},
        key=consultation_id,
        page_url=request.build_absolute_uri(reverse("moderation:register", args=[consultation_id])),
        feed_url=request.build_absolute_uri(),
    )
    return HttpResponse(feed, content_type=exports.FEED_TYPE)


@never_cache
@require_safe
def register_csv(request: HttpRequest, consultation_id: UUID) -> StreamingHttpResponse:
    """Send the whole register as a table for spreadsheets."""
    page_for(request, consultation_id)
    lines = queries.all_lines(consultation_id, queries.head_of(consultation_id))
    return streamed(
        request,
        sheets.lines(exports.rows(lines, get_language())),
        type=sheets.TYPE,
        name=f"register-{consultation_id}.csv",
    )


@never_cache
@require_safe
def register_json(request: HttpRequest, consultation_id: UUID) -> StreamingHttpResponse:
    """Send the whole register as docs/verify_register.py reads it."""
    page_for(request, consultation_id)
    head = queries.head_of(consultation_id)
    lines = queries.all_lines(consultation_id, head)
    return streamed(
        request,
        exports.as_json(consultation_id, head, lines, get_language()),
        type="application/json",
        name=f"register-{consultation_id}.json",
    )


def page_for(request: HttpRequest, consultation_id: UUID) -> ConsultationPage:
    """Return the page of a consultation in the reader's language. Raises NotFound for who may not
    read it.
    """
    page = readable_page(consultation_id, request.user, get_language())
    if page is None:
        raise NotFound
    return page


def chosen_in(names: QueryDict) -> QueryDict:
    """Return the filters of an address, for the addresses of other pages of the list."""
    chosen = QueryDict(mutable=True)
    chosen.update({name: names[name] for name in ("action", "article") if names.get(name)})
    return chosen
