"""A server with the demonstration, one Chromium, and readers with a browser of their own each.

Playwright's interface runs an event loop in this thread, under which Django's ORM refuses to work:
these tests act through HTTP, browsers and commands only, and the browser is gone before other
tests begin.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.reader import WATCH, Reader
from tests.browser.server import PASSWORD, ROOT, Server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this folder need a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """The demonstration, served by a process of its own."""
    compile_catalogues()
    server = Server(Path(tempfile.mkdtemp(prefix="parvis-browser-")))
    try:
        server.build()
        server.start()
        yield server
    finally:
        server.stop()
        server.remove()


def compile_catalogues() -> None:
    """Compile the translations as the Makefile does, where that was not done."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium_browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    path = os.environ.get("PARVIS_CHROMIUM") or chromium
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    expect.set_options(timeout=5_000)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def sessions(server: Server, chromium_browser: Browser) -> Callable[[str], dict]:
    """Sign people in, once each: passwords are slow on purpose."""
    known: dict[str, dict] = {}

    def session_of(person: str) -> dict:
        if person not in known:
            context = chromium_browser.new_context()
            sign_in(Reader(server, context, context.new_page()), person)
            known[person] = context.storage_state()
            context.close()
        return known[person]

    return session_of


def sign_in(reader: Reader, person: str) -> None:
    """Sign in by the form."""
    reader.go("/fr/account/login/")
    form = reader.page.locator("main form:has([name=login])")
    form.locator("[name=login]").fill(f"{person}@demo.parvis.example")
    form.locator("[name=password]").fill(PASSWORD)
    with reader.page.expect_navigation():
        form.locator("button[type=submit]").click()
    expect(reader.page.locator(".menu-name").first).to_be_attached()


@pytest.fixture
def reader(
    server: Server, chromium_browser: Browser, sessions: Callable[[str], dict]
) -> Iterator[Callable[..., Reader]]:
    """Make readers, each with a browser of their own: of the public, or signed in as a person.

    A test fails when a page of theirs logged an error or asked another origin for anything, or
    when the server logged an error.
    """
    readers: list[Reader] = []
    server.forget_log()

    def make(person: str | None = None, *, own: bool = False, **details: object) -> Reader:
        """`own`: with a session that the test may end."""
        details = {"viewport": WIDE, "reduced_motion": "reduce", **details}
        if person and not own:
            details["storage_state"] = sessions(person)
        context = chromium_browser.new_context(**details)
        context.add_init_script(WATCH)
        reader = Reader(server, context, context.new_page())
        reader.watch()
        readers.append(reader)
        if own:
            sign_in(reader, person)
        return reader

    yield make
    wrong = [one for reader in readers for one in reader.wrong()]
    for reader in readers:
        reader.context.close()
    assert not wrong
    assert not server.failures()
