"""Answers that a client may keep, and ask about again: ETag, and 304 for what is the same.

Each answer depends on who asks, so nobody else may keep it.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language
from pydantic import BaseModel

from consult.live import services as live

LONGEST = 60
"""Seconds for which a list may be taken for the same as long as nothing happened on its draft: what
is no event there (names of people, titles of articles) may be so old.
"""


def answer(request: HttpRequest, content: BaseModel) -> HttpResponse:
    """Return what was asked for, or 304 to a client that has the very same."""
    body = content.model_dump_json()
    return conditional(request, f'W/"{sha256(body.encode()).hexdigest()[:32]}"', lambda: body)


def answer_from_stream(
    request: HttpRequest, draft_key: UUID, make: Callable[[], BaseModel]
) -> HttpResponse:
    """Return what `make` returns, or 304, without making it, to a client that has it already.

    Who is not signed in sees what everybody sees, and all of that is known by the number of the
    draft's stream, which is read before. The draft must be known to be readable.
    """
    tag = tag_of_stream(draft_key) if not request.user.is_authenticated else None
    if tag is None:
        return answer(request, make())
    return conditional(request, tag, lambda: make().model_dump_json())


def tag_of_stream(draft_key: UUID) -> str | None:
    """Return the tag of all that is public of a draft now; None while an event is overdue."""
    standing = live.standing(draft_key)
    if standing.overdue:
        return None
    return f'W/"{standing.number}-{int(time.time() // LONGEST)}-{get_language()}"'


def conditional(request: HttpRequest, tag: str, make: Callable[[], str]) -> HttpResponse:
    """Return an answer with its tag, or 304 to a client that names the tag."""
    if is_known(request, tag):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
    else:
        response = HttpResponse(make(), content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def is_known(request: HttpRequest, tag: str) -> bool:
    """Tell whether the client has what the tag stands for (RFC 9110, section 13.1.2)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or tag.removeprefix("W/") in {one.removeprefix("W/") for one in known}


def written(content: BaseModel, *, status: int = HTTPStatus.OK, **headers: str) -> HttpResponse:
    """Return the answer to a request that wrote something: nobody keeps it."""
    response = HttpResponse(
        content.model_dump_json(), status=status, content_type="application/json"
    )
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name] = value
    return response
