"""Asking other servers: scheme, address, redirects, time and size have an end."""

import socket

import pytest

from consult.core import outside
from consult.core.outside import Limits, Unreachable, ask
from tests.languages.machine import seconds, serving

pytestmark = pytest.mark.pure

SHORT = Limits(connect=0.5, total=0.6, size=10_000)


@pytest.fixture
def server():
    with serving() as stub:
        yield stub


def reason(url, **details):
    with pytest.raises(Unreachable) as refused:
        ask(url, **{"limits": SHORT, **details})
    return refused.value.reason


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:0a00:0001::]/",
        "http://10.0.0.1/",
        "http://192.168.1.1:8080/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
    ],
)
def test_an_inside_address_is_never_asked(url):
    """CVE-2026-45573: an address made the server call inside addresses."""
    assert reason(url) == "forbidden_address"


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://[fe80::1]/", "http://224.0.0.1/", "http://0.0.0.0/"]
)
def test_an_operator_s_own_network_is_not_its_machinery(url):
    assert reason(url, inside=True) == "forbidden_address"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "//example.org/", "http://",
     "http://user:word@example.org/", "http://example.org:port/"],
)  # fmt: skip
def test_only_http_is_spoken(url):
    assert reason(url) == "bad_address"


def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(monkeypatch):
    found = [(0, 0, 0, "", (address, 80)) for address in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    assert reason("http://translate.example.org/") == "forbidden_address"


def test_what_is_connected_to_is_what_was_looked_at(server, monkeypatch):
    """A name that leads elsewhere a moment later gains nothing."""
    port = int(server.url.rpartition(":")[2])
    looked_up = []
    real = socket.getaddrinfo

    def once(host, *args, **kwargs):
        looked_up.append(host)
        return real("127.0.0.1" if host == "translate.example.org" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    answer = ask(f"http://translate.example.org:{port}/languages", inside=True)
    assert answer.status == 200
    assert looked_up.count("translate.example.org") == 1


def test_an_answer_comes_back_as_it_is(server):
    server.lies({"said": 1})
    answer = ask(f"{server.url}/translate", body=b'{"q": []}', inside=True)
    assert (answer.status, answer.type, answer.body) == (200, "application/json", b'{"said": 1}')


def test_no_redirect_is_followed(server):
    server.status, server.headers = 302, {"Location": f"{server.url}/languages"}
    answer = ask(f"{server.url}/translate", body=b'{"q": []}', inside=True)
    assert answer.status == 302
    assert server.paths == ["/translate"]


def test_no_more_is_read_than_may_be(server):
    server.lies(b"x" * 10_000_000)
    url = f"{server.url}/translate"
    assert reason(url, body=b'{"q": []}', inside=True) == "too_large"


def test_nothing_is_unpacked(server):
    server.headers = {"Content-Encoding": "gzip"}
    assert reason(f"{server.url}/languages", inside=True) == "compressed"


def test_a_silent_server_costs_a_second(server):
    server.delay = 5
    url = f"{server.url}/translate"
    assert seconds(lambda: reason(url, body=b'{"q": []}', inside=True)) < 3


def test_a_server_that_drips_costs_no_more(server):
    server.drips = True
    server.lies(b"x" * 1_000)
    url = f"{server.url}/translate"
    assert seconds(lambda: reason(url, body=b'{"q": []}', inside=True)) < 3


def test_nobody_there_is_no_exception_but_ours():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert reason(url, inside=True) == "ConnectionRefusedError"


def test_a_host_that_does_not_exist(monkeypatch):
    def fails(*_args, **_kwargs):
        raise socket.gaierror

    monkeypatch.setattr(outside.socket, "getaddrinfo", fails)
    assert reason("http://nowhere.example/") == "no_such_host"
