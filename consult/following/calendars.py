"""A consultation's dates for calendars (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from consult.consultations.models import ConsultationPage
from consult.moderation.exports import printable

CALENDAR_TYPE = "text/calendar; charset=utf-8"


def calendar_of(page: ConsultationPage) -> bytes:
    """Return the dates of a consultation in the active language, as a calendar.

    An event keeps its UID in all languages and for good. A later publication of the page raises its
    SEQUENCE, so that calendars which hold it take over a date that was moved.
    """
    made = Calendar()
    made.add("prodid", "-//Parvis//consultations//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", printable(page.title))
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    published = page.last_published_at or page.latest_revision_created_at or page.opens_at
    first = page.first_published_at or published
    for name, at, what in dates_of(page):
        event = Event()
        event.add("uid", f"{page.translation_key}-{name}@{host}")
        event.add("dtstamp", published.astimezone(UTC))
        event.add("last-modified", published.astimezone(UTC))
        event.add("sequence", max(int((published - first).total_seconds()), 0))
        event.add("dtstart", at.astimezone(UTC))
        event.add("summary", printable(f"{what}: {page.title}"), {"language": get_language()})
        event.add("description", printable(page.summary), {"language": get_language()})
        event.add("url", page.full_url)
        event.add("transp", "TRANSPARENT")  # nobody is busy by it
        made.add_component(event)
    return made.to_ical()


def dates_of(page: ConsultationPage) -> Iterator[tuple[str, datetime, str]]:
    """Yield when a phase begins: its name, its time, and what is said of it."""
    yield "opens", page.opens_at, _("A consultation opens")
    yield "closes", page.closes_at, _("Last moment to contribute")
    if page.answers_until:
        yield "answers", page.answers_until, _("All contributions are answered by now")
