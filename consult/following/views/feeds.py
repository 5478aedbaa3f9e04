"""Feeds and calendars: for programs, which have no account. They see what everybody may see."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consult.consultations.models import ConsultationPage
from consult.consultations.policy import readable_page as readable_consultation
from consult.core.errors import NotFound
from consult.drafts.models import Draft
from consult.drafts.policy import readable_page
from consult.following.calendars import CALENDAR_TYPE, calendar_of
from consult.following.feeds import entries_of, feed_of
from consult.following.queries.lines import Lines, pages_of
from consult.live.reading import last_changes
from consult.moderation.exports import FEED_TYPE

ANYBODY = AnonymousUser()


@require_safe
def draft_feed(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Tell feed readers the newest contributions, answers and versions of a draft."""
    page = readable_page(draft_key, ANYBODY, get_language())
    if page is None:
        raise NotFound
    body = feed_of(
        entries_of([draft_key], get_language()),
        {draft_key: page},
        title=_("News: %(title)s") % {"title": page.title},
        key=draft_key,
        page_url=page.full_url,
        feed_url=request.build_absolute_uri(request.path),
    )
    changed = last_changes([draft_key])
    return conditional(request, body.encode(), FEED_TYPE, changed or page.last_published_at)


@require_safe
def consultation_feed(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Tell feed readers the same of all the drafts of a consultation that everybody may read."""
    page = consultation_for(consultation_id)
    keys = set(Draft.objects.filter(consultation=consultation_id).values_list("pk", flat=True))
    shelf = Lines([], pages=pages_of(keys))
    pages = {key: one for key in keys if (one := shelf.page_in(key, get_language()))}
    body = feed_of(
        entries_of(list(pages), get_language()),
        pages,
        title=_("News: %(title)s") % {"title": page.title},
        key=consultation_id,
        page_url=page.full_url,
        feed_url=request.build_absolute_uri(request.path),
    )
    changed = last_changes(list(pages))
    return conditional(request, body.encode(), FEED_TYPE, changed or page.last_published_at)


@require_safe
def calendar(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Give calendars the dates of a consultation."""
    page = consultation_for(consultation_id)
    answer = conditional(request, calendar_of(page), CALENDAR_TYPE, page.last_published_at)
    answer["Content-Disposition"] = 'inline; filename="consultation.ics"'
    return answer


def consultation_for(consultation_id: UUID) -> ConsultationPage:
    """Return a consultation's page that everybody may read. Raises `NotFound`."""
    page = readable_consultation(consultation_id, ANYBODY, get_language())
    if page is None:
        raise NotFound
    return page


def conditional(
    request: HttpRequest, body: bytes, kind: str, changed_at: datetime | None
) -> HttpResponse:
    """Answer with a body, or 304 to a program that has it."""
    answer = HttpResponse(body, content_type=kind)
    answer["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    answer["Cache-Control"] = "no-cache"
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds:
        answer["Last-Modified"] = http_date(seconds)
    return get_conditional_response(
        request, etag=answer["ETag"], last_modified=seconds, response=answer
    )
