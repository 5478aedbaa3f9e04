"""Asking another server: the one way out, for every address that is not ours.

Checked are the scheme and the address that the host's name leads to, and it is that very address
which is then connected to: a name that leads elsewhere a moment later gains nothing. No redirect
is followed, no proxy of the environment is asked, nothing that is compressed is unpacked, and time
and size have an end. What fails says so in one word that holds nothing of what was sent.
"""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import SplitResult, urlsplit

import certifi
from django.conf import settings

PORTS = {"http": 80, "https": 443}
NAT64 = IPv6Network("64:ff9b::/96")


class Unreachable(Exception):
    """There is no answer: `reason` is a word for a log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """How long and how large an exchange may be."""

    connect: float = 5.0
    """Seconds until there is a connection, and between two pieces of an answer."""
    total: float = 20.0
    """Seconds from the connection to the end of the answer, however steadily it drips."""
    size: int = 1_000_000
    """Bytes of an answer."""


USUAL = Limits()


@dataclass(frozen=True)
class Answer:
    """What another server said."""

    status: int
    type: str
    body: bytes
    location: str = ""
    """Where it leads, if anywhere: nobody went there."""


class Checked(HTTPConnection):
    """A connection to an address that was looked at, whatever the host's name leads to by now."""

    def __init__(self, parts: SplitResult, addresses: list[str], limits: Limits) -> None:
        super().__init__(str(parts.hostname), parts.port or PORTS[parts.scheme])
        self.tls = trust() if parts.scheme == "https" else None
        self.default_port = PORTS[parts.scheme]
        self.addresses = addresses
        self.limits = limits
        self.timer: Timer | None = None
        self.is_cut = False

    def connect(self) -> None:
        failure: OSError = OSError("no address")
        for address in self.addresses:
            try:
                self.sock = socket.create_connection((address, self.port), self.limits.connect)
                break
            except OSError as error:
                failure = error
        else:
            raise failure
        self.timer = Timer(self.limits.total, self.cut, [self.sock])
        self.timer.daemon = True
        self.timer.start()
        if self.tls:
            plain = self.sock
            self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)
            self.timer.args[0] = self.sock  # the plain one gave its handle away

    def cut(self, sock: socket.socket) -> None:
        """End an exchange that takes too long: who waits for a piece of it gets none."""
        self.is_cut = True
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def end(self) -> None:
        """Close what is open. `close` alone is called as soon as an answer begins, too."""
        if self.timer is not None:
            self.timer.cancel()
        self.close()


def trust() -> ssl.SSLContext:
    """Return whom we believe to be who they say: authorities of the machine, and those of certifi for
    a machine that knows none.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def ask(
    url: str,
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    inside: bool = False,
    limits: Limits = USUAL,
) -> Answer:
    """Send a request, POST where there is a `body`, and return the answer, whatever its status.

    `inside` is for a host that the operator has named as one of their own network: then a private
    address may be its, and never that of the network's own machinery. Raises `Unreachable`.
    """
    parts = parts_of(url)
    addresses = addresses_of(parts, inside=inside)
    connection = Checked(parts, addresses, limits)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept-Encoding": "identity", "User-Agent": "Parvis", **(headers or {})}
    try:
        connection.request("GET" if body is None else "POST", path, body, sent)
        with connection.getresponse() as response:
            answer = read(response, limits)
        if connection.is_cut:  # an answer that does not say its length looks whole
            raise Unreachable("timeout")
        return answer
    except TimeoutError as error:
        raise Unreachable("timeout") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.end()


def is_inside(url: str) -> bool:
    """Tell whether the operator has named an address as one of their own network: `INSIDE_ORIGINS`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower() in settings.INSIDE_ORIGINS


def parts_of(url: str) -> SplitResult:
    """Return the parts of an address that may be asked. Raises `Unreachable`."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # is looked at only now
    except ValueError as error:
        raise Unreachable("bad_address") from error
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise Unreachable("bad_address")
    return parts


def addresses_of(parts: SplitResult, *, inside: bool) -> list[str]:
    """Return where a host is. One address that may not be asked spoils them all."""
    try:
        found = socket.getaddrinfo(
            parts.hostname, parts.port or PORTS[parts.scheme], type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise Unreachable("no_such_host") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(may_ask(ip_address(one.partition("%")[0]), inside=inside) for one in addresses):
        raise Unreachable("forbidden_address")
    return addresses


def may_ask(address: IPv4Address | IPv6Address, *, inside: bool) -> bool:
    """Tell whether an address is a public one; or, `inside`, an operator's own."""
    address = embedded_in(address)
    never = address.is_link_local or address.is_multicast or address.is_unspecified
    if never:
        return False
    return address.is_global or (inside and (address.is_private or address.is_loopback))


def embedded_in(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def read(response: HTTPResponse, limits: Limits) -> Answer:
    """Return an answer that is small enough and not compressed."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unreachable("compressed")
    body = response.read(limits.size + 1)
    if len(body) > limits.size:
        raise Unreachable("too_large")
    if response.length:  # it was cut before its end
        raise Unreachable("cut")
    location = response.headers.get("Location", "")
    return Answer(response.status, response.headers.get_content_type(), body, location)
