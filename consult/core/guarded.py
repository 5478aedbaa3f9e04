"""The way out through `consult.core.outside`, for libraries that ask by themselves, with requests.

An address is called over https, at public network addresses alone, within some seconds and up to some
size; each redirect is a new address. What an operator runs inside their own network they name.
"""

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from consult.core import outside

PATIENCE = 5
"""Seconds within which an address begins to answer, and goes on to."""
WHOLE = 10
"""Seconds within which an answer is there as a whole."""
MOST_BYTES = 512 * 1024
MOST_REDIRECTS = 2

OURS = {"accept-encoding", "connection", "content-length", "host"}
"""Headers of a request that are set where it is sent."""


class Unreachable(requests.RequestException):
    """The address may not be called, or does not answer as it should."""


class GuardedAdapter(BaseAdapter):
    """Sends a request through the one guard, and gives its answer the form that requests knows."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        del kwargs  # how long, past which proxy, and whether to trust is not the library's to say
        is_inside = outside.is_inside(request.url)
        if urlsplit(request.url).scheme != "https" and not is_inside:
            raise Unreachable("not_https", request=request)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if request.method != ("GET" if body is None else "POST"):
            raise Unreachable("unknown_method", request=request)
        try:
            answer = outside.ask(
                request.url,
                body=body,
                headers={
                    name: value
                    for name, value in request.headers.items()
                    if name.lower() not in OURS
                },
                inside=is_inside,
                limits=outside.Limits(connect=PATIENCE, total=WHOLE, size=MOST_BYTES),
            )
        except outside.Unreachable as unreachable:
            raise Unreachable(unreachable.reason, request=request) from unreachable
        response = requests.Response()
        response.request, response.url = request, request.url
        response.status_code, response.encoding = answer.status, "utf-8"
        response.headers["Content-Type"] = answer.type
        if answer.location:
            response.headers["Location"] = answer.location
        response._content, response._content_consumed = answer.body, True
        return response

    def close(self) -> None:
        """Do nothing: no connection outlives its exchange."""


class GuardedSession(requests.Session):
    """Calls addresses from outside, and nothing that must not be called."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = MOST_REDIRECTS
        self.adapters.clear()
        for scheme in outside.PORTS:
            self.mount(f"{scheme}://", GuardedAdapter())
