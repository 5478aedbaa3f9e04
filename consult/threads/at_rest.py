"""A draft page at rest is cheap: those who are not signed in are given a copy while it is true."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from consult.drafts.models import DraftPage
from consult.people.preferences import COOKIE_NAME as PREFERENCES
from consult.threads.ground import TIMES, Ground, read_ground

LONGEST = timedelta(seconds=60)
"""For how long a copy is given at most: what is no part of its ground (menus, names) may be so old."""

ONE_SECTION = re.compile(r"section=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOT_KEPT = ("Content-Length", "Content-Encoding")


@dataclass(frozen=True)
class Copy:
    """A page as it was rendered from its ground, compressed."""

    ground: Ground
    until: datetime
    body: bytes
    headers: dict[str, str]

    def is_true(self) -> bool:
        """Tell whether the page would be the same if it were rendered now. Costs one query."""
        return (
            timezone.now() < self.until
            and read_ground(self.ground.path, self.ground.draft_key, self.ground.shown)
            == self.ground
        )

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the page, or 304 to a browser that has it."""
        response = HttpResponse(self.body, headers=self.headers)
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response["Content-Encoding"] = "gzip"
        else:
            response.content = gzip.decompress(self.body)
        response["Content-Length"] = str(len(response.content))
        return get_conditional_response(request, etag=response["ETag"], response=response)


class PageAtRest:
    """Answers for draft pages that nobody need render again.

    It stands outside sessions and languages, which a copy does without, and inside what sets the
    headers of every answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_everybody(request):
            return self.get_response(request)
        key = key_of(request)
        copy = cache.get(key)
        if copy is None or not copy.is_true():
            request.notes_ground = True
            response = self.get_response(request)
            copy = copy_of(request, response)
            if copy is None:
                return response
            cache.set(key, copy, timeout=(copy.until - timezone.now()).total_seconds())
        return copy.answer(request)


def is_for_everybody(request: HttpRequest) -> bool:
    """Tell whether a request is one that many send alike, word for word.

    Only addresses that the site gives out: made-up ones would fill the cache.
    """
    query = request.META.get("QUERY_STRING", "")
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and CookieStorage.cookie_name not in request.COOKIES
        and PREFERENCES not in request.COOKIES
        and "HX-Request" not in request.headers
        and (not query or ONE_SECTION.fullmatch(query) is not None)
        and f"{request.scheme}://{request.get_host()}" in settings.ORIGINS
    )


def key_of(request: HttpRequest) -> str:
    """Return the name of a page's copy: its whole address, in a form that every cache takes."""
    return "at-rest:" + sha256(request.build_absolute_uri().encode()).hexdigest()


def note_ground(request: HttpRequest, page: DraftPage) -> None:
    """Note what a page rests on, where a copy is wanted. Called before the page is rendered.

    In this order an event that comes in between makes the copy stale, and never the other way.
    """
    if not getattr(request, "notes_ground", False):
        return
    shown = page.alias_of.path if page.alias_of_id else ""
    ground = read_ground(page.path, page.translation_key, shown)
    if ground.bears(page):
        request.ground = ground


def copy_of(request: HttpRequest, response: HttpResponse) -> Copy | None:
    """Return a copy of a page that is the same for everybody, or None where it may not be.

    A page with a safety token would set its cookie, but for a browser that has the cookie already:
    from such a browser no copy is taken.
    """
    ground = getattr(request, "ground", None)
    if (
        ground is None
        or response.status_code != 200
        or response.streaming
        or response.cookies
        or settings.CSRF_COOKIE_NAME in request.COOKIES
    ):
        return None
    patch_vary_headers(response, ["Accept-Encoding"])
    kept = {name: value for name, value in response.items() if name not in NOT_KEPT}
    return Copy(
        ground,
        until=true_until(ground.read_at, response.context_data),
        body=gzip.compress(response.content, compresslevel=6, mtime=0),
        headers={
            **kept,
            "ETag": f'W/"{sha256(response.content).hexdigest()[:32]}"',
            "Cache-Control": "private, no-cache",
        },
    )


def true_until(since: datetime, context: dict) -> datetime:
    """Return until when a page that was rendered since then may be given: to the next phase at most.

    Its page says which phase it is, and its row whether one may write.
    """
    tellers = (context["consultation_page"], context["reading"].draft.consultation)
    times = (getattr(one, name) for one in tellers for name in TIMES)
    return min([since + LONGEST, *(time for time in times if time and time > since)])
