"""The guard of addresses that the server calls itself.

CVE-2026-45573: a push subscription's address made the server call inside addresses.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from consult.core import guarded
from consult.core.guarded import GuardedSession, Unreachable


class Answers(BaseHTTPRequestHandler):
    """Answers well, at great length, slowly, or by leading somewhere else."""

    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):  # who has heard enough hangs up
            self.say_more()

    def say_more(self) -> None:
        if self.path == "/long":
            self.wfile.write(b"x" * (guarded.MOST_BYTES + 1))
        elif self.path == "/slow":
            for _second in range(6):
                self.wfile.write(b"x" * 8192)
                self.wfile.flush()
                time.sleep(0.2)
        else:
            self.wfile.write(b"well")

    def log_message(self, *_details: object) -> None:
        pass


@pytest.fixture(scope="module")
def inside() -> Iterator[str]:
    """The origin of a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def session(settings, inside):
    settings.INSIDE_ORIGINS = [inside]
    with GuardedSession() as found:
        yield found


REFUSED = [
    "http://example.org/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://user:password@example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "https://",
    "https://host:port/",
]


@pytest.mark.pure
@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_called(address, settings):
    settings.INSIDE_ORIGINS = []
    with pytest.raises((requests.RequestException, ValueError)), GuardedSession() as session:
        session.get(address)


def test_what_the_operator_has_named_is_called(session, inside):
    assert session.get(f"{inside}/").text == "well"


def test_another_port_of_the_same_machine_is_not(session, inside):
    other = inside.rsplit(":", 1)[0] + ":1"
    with pytest.raises(Unreachable):
        session.get(f"{other}/")


def test_a_redirect_is_a_new_address(session, inside):
    assert session.get(f"{inside}/to/{inside}/").text == "well"
    for address in ("http://127.0.0.1:1/", "https://169.254.169.254/", "http://example.org/"):
        with pytest.raises(requests.RequestException):
            session.get(f"{inside}/to/{address}")


def test_redirects_without_end(session, inside):
    with pytest.raises(requests.TooManyRedirects):
        session.get(f"{inside}/to/{inside}/to/{inside}/to/{inside}/to/{inside}/")


def test_answers_without_end(session, inside):
    with pytest.raises(Unreachable):
        session.get(f"{inside}/long")


def test_answers_that_drip(session, inside, monkeypatch):
    monkeypatch.setattr(guarded, "WHOLE", 0.5)
    with pytest.raises(Unreachable):
        session.get(f"{inside}/slow")


@pytest.mark.pure
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(monkeypatch, settings):
    """And what was checked is what is called: a name may mean something else a moment later."""

    def both(host, port, **_kind):
        found = [("93.184.216.34", port), ("10.0.0.1", port)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where) for where in found]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    settings.INSIDE_ORIGINS = []
    with GuardedSession() as session, pytest.raises(Unreachable, match="forbidden_address"):
        session.get("https://two-faced.example.org/")


@pytest.mark.pure
def test_the_machine_s_own_proxies_do_not_lead_around_it(monkeypatch, settings):
    settings.INSIDE_ORIGINS = []
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with GuardedSession() as session, pytest.raises(requests.RequestException) as error:
        session.get("https://10.0.0.1/")
    assert "forbidden_address" in str(error.value)
