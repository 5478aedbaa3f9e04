"""The same guard as `consult.core.outside`, for libraries that ask by themselves, with requests.

An address is called over https, at public network addresses alone, within some seconds and up to some
size; each redirect is a new address. What an operator runs inside their own network they name.
"""

import socket
import time
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import PoolManager

from consult.core import outside

PATIENCE = 5
"""Seconds within which an address begins to answer, and goes on to."""
WHOLE = 10
"""Seconds within which an answer is there as a whole."""
MOST_BYTES = 512 * 1024
MOST_REDIRECTS = 2


class Unreachable(requests.RequestException):
    """The address may not be called, or does not answer as it should."""


def check_address(address: str) -> None:
    """Raise `Unreachable` for an address whose look alone says that it must not be called."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise Unreachable("The address has no sense.") from error
    if "@" in parts.netloc or not parts.hostname:
        raise Unreachable("The address names no host, or a user.")
    if parts.scheme != "https" and not outside.is_inside(address):
        raise Unreachable("The address is not one of https.")


def public_addresses(host: str, port: int) -> list[tuple]:
    """Return where a host is reached. Raises `Unreachable` where one of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable("The host is not known.") from error
    if not all(
        outside.may_ask(ip_address(str(where[0]).partition("%")[0]), inside=False)
        for *_kind, where in found
    ):
        raise Unreachable("The host stands inside a network.")
    return found


class Guarded:
    """Connects to the very network addresses that were checked: a name may not change meanwhile."""

    def _new_conn(self) -> socket.socket:
        last: Exception = Unreachable("The host is not known.")
        for family, kind, protocol, _name, where in public_addresses(self._dns_host, self.port):
            made = socket.socket(family, kind, protocol)
            made.settimeout(PATIENCE)
            try:
                made.connect(where)
            except OSError as error:
                made.close()
                last = error
            else:
                return made
        raise Unreachable("The host does not answer.") from last


class GuardedHTTP(Guarded, HTTPConnection):
    pass


class GuardedHTTPS(Guarded, HTTPSConnection):
    pass


class GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = GuardedHTTP


class GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = GuardedHTTPS


class GuardedAdapter(HTTPAdapter):
    """Sends a request to a checked address, and reads no more than is good."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager: PoolManager
        self.poolmanager.pool_classes_by_scheme = {
            "http": GuardedHTTPPool,
            "https": GuardedHTTPSPool,
        }

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        check_address(request.url)
        kwargs = {**kwargs, "timeout": PATIENCE, "stream": True, "proxies": {}}
        return read(super().send(request, **kwargs))


class InsideAdapter(HTTPAdapter):
    """Sends a request to an address that the operator has named, and reads no more than is good."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        check_address(request.url)
        return read(super().send(request, **{**kwargs, "timeout": PATIENCE, "stream": True}))


def read(response: requests.Response) -> requests.Response:
    """Read an answer to its end. Raises `Unreachable` where it is too long, or too slow."""
    until = time.monotonic() + WHOLE
    parts, size = [], 0
    try:
        for part in response.raw.stream(8192, decode_content=True):
            size += len(part)
            if size > MOST_BYTES or time.monotonic() > until:
                raise Unreachable("The answer is too long, or takes too long.")
            parts.append(part)
    except HTTPError as error:
        raise Unreachable("The answer broke off.") from error
    finally:
        response.close()
    response._content = b"".join(parts)
    response._content_consumed = True
    return response


class GuardedSession(requests.Session):
    """Calls addresses from outside, and nothing that must not be called."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = MOST_REDIRECTS
        self.adapters.clear()
        self.mount("https://", GuardedAdapter())
        self.mount("http://", GuardedAdapter())
        for origin in settings.INSIDE_ORIGINS:
            self.mount(f"{origin}/", InsideAdapter())
