"""The part of bench/pages.py that takes a real server: what is warm over HTTP, and first views."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

from bench import measure

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ADDRESSES = "PARVIS_BENCH_ADDRESSES"

FLOOR, WARM = "floor: a bare view with the same bytes", "not signed in, warm"
PAGE, TALK = "page", "page, talk open"
OVER_HTTP = "over HTTP"


# Floors


def floor_of(page: str) -> str:
    return f"/floor/{[PAGE, TALK].index(page)}/"


def client() -> Any:
    """Return a client at the site's own address, which takes compressed pages."""
    from django.conf import settings
    from django.test import Client

    host = urlsplit(settings.ORIGINS[0]).netloc
    return Client(headers={"host": host, "accept-encoding": "gzip"})


def lay_floor(page: str, address: str) -> None:
    """Add a view that returns the very bytes of a page, compressed once and for all."""
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from cms import urls

    body = client().get(address).content

    def floor(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(body, headers={"Content-Encoding": "gzip"})

    urls.urlpatterns.insert(0, path(floor_of(page)[1:], floor))


# On a real server


def site() -> Any:
    """Return the site's application, with the floors of the pages that the environment names."""
    from cms.asgi import application

    addresses = json.loads(os.environ[ADDRESSES])
    with ThreadPoolExecutor(1) as aside:  # here runs a loop, in which Django asks no database
        list(aside.map(lay_floor, addresses, addresses.values()))
    return application


@contextmanager
def served(environment: dict[str, str], addresses: dict[str, str]) -> Iterator[None]:
    """Serve the site as `make run` does, with the floors of these pages."""
    place = urlsplit(environment["SITE_URL"])
    command = [sys.executable, "-m", "uvicorn", "--factory", "bench.pages_served:site"]
    command += ["--log-level", "warning", "--no-access-log"]
    server = subprocess.Popen(
        [
            *command,
            "--ws",
            "websockets-sansio",
            "--host",
            place.hostname,
            "--port",
            f"{place.port}",
        ],
        cwd=ROOT,
        env={**environment, ADDRESSES: json.dumps(addresses)},
    )
    try:
        while not answers(environment["SITE_URL"]):
            assert server.poll() is None, "The server did not start."
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(site: str) -> bool:
    try:
        with urlopen(f"{site}/fr/jsi18n/", timeout=5) as answer:  # noqa: S310 - our own server
            return answer.status == 200
    except (URLError, OSError):
        return False


def ask(site: str, addresses: dict[str, str], count: int) -> list[dict]:
    """Time pages that are warm and their floors, one request after the other on one connection."""
    connection = HTTPConnection(urlsplit(site).netloc)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(count):
        for page, address in addresses.items():
            for who, path in ((FLOOR, floor_of(page)), (WARM, address)):
                begin = time.perf_counter()
                connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                answer.read()
                took = (time.perf_counter() - begin) * 1000
                assert answer.status == 200
                if number:  # the first makes the copy
                    times[page, who].append(took)
    connection.close()
    return [
        {"page": page, "who": who, "how": OVER_HTTP, **measure.percentiles(values)}
        for (page, who), values in times.items()
    ]


def chromium_here() -> str | None:
    """Return the path of a Chromium, None where there is none or nothing to drive it."""
    if find_spec("playwright") is None:
        return None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def first_view(chromium: Any, address: str) -> dict:
    """Open an address with an empty cache; return how many requests and bytes came of it."""
    context = chromium.new_context()
    page = context.new_page()
    finished, sockets = [], []
    page.on("requestfinished", lambda request: finished.append(request))
    page.on("websocket", lambda opened: sockets.append(opened))
    page.goto(address, wait_until="networkidle")
    icon = urljoin(address, page.locator("link[rel=icon]").get_attribute("href"))
    sizes = [request.sizes() for request in finished]
    found = {
        "requests": len(finished) + len(sockets),
        "transferred": sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes),
    }
    if icon not in {request.url for request in finished}:  # without a window it is not fetched
        found["requests"] += 1
        found["transferred"] += len(context.request.get(icon).body())
    context.close()
    return found


def look_at(site: str, sizes: list[dict]) -> None:
    """Add to each page's sizes what its first view costs, where there is a browser."""
    path = chromium_here()
    if path is None:
        print("First views are left out: there is no Chromium, or no Playwright to drive it.")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for one in sizes:
            one.update(first_view(chromium, site + one["address"]))
        chromium.close()
