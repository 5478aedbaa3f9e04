"""Ways into an account in a browser: by code, with a passkey, with a key as second factor.

Passkeys and keys are Chromium's own virtual ones, which need a secure address: localhost.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import PASSWORD, PLAN, Server

CODE = re.compile(r"^[B-Z]{4}-[B-Z]{4}\r?$", re.MULTILINE)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
numbers = count(1)


@dataclass
class Person:
    """Somebody with a browser and a device that holds keys."""

    server: Server
    page: Page
    device: str = ""
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(f"http://localhost:{self.server.port}{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def code(self) -> str:
        """Return the code in the newest mail, which this server prints."""
        return CODE.findall(Path(self.server.log).read_text())[-1].strip()

    def type_code(self) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Type the code")
        self.page.locator("[name=code]").fill(self.code())
        self.press("Continue")

    def is_in(self) -> None:
        expect(self.page.locator(".menu-name").first).to_be_attached()

    def leaves(self) -> None:
        self.page.context.clear_cookies()
        self.go("/en/account/login/")

    def is_accessible(self) -> None:
        """Nothing on the page keeps anybody out."""
        options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
        found = Axe().run(self.page, "html", options).response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["target"]) for one in found]
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 740})
            assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture
def person(server: Server, chromium_browser: Browser) -> Iterator[Callable[..., Person]]:
    """Return somebody; with `has_device`, one whose device makes passkeys."""
    made = []

    def come(*, has_device: bool = True, javascript: bool = True) -> Person:
        context = chromium_browser.new_context(
            locale="en", java_script_enabled=javascript, viewport={"width": 1280, "height": 800}
        )
        page = context.new_page()
        one = Person(server, page)
        page.on("console", lambda said: said.type == "error" and one.complaints.append(said.text))
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        if has_device and javascript:
            one.device = plug_in(page)
        made.append(one)
        return one

    yield come
    for one in made:
        one.page.context.close()
        assert not [what for what in one.complaints if "status of 4" not in what]


def plug_in(page: Page, **more: object) -> str:
    """Give a browser a device that holds passkeys and knows its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **more,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return made["authenticatorId"]


def fill_in(one: Person) -> str:
    """Fill in the sign-up form, and return the address."""
    number = next(numbers)
    email = f"way-in-{number}@example.org"
    one.page.locator("main [name=email]").first.fill(email)
    one.page.locator("[name=public_name]").fill(f"Way In {number}")
    one.press("Create my account")
    return email


def sign_up(one: Person, path: str = "signup/", came_from: str = PLAN["en"]) -> str:
    one.go(f"/en/account/{path}?next={came_from}")
    email = fill_in(one)
    one.type_code()
    return email


def test_signing_up_takes_an_address_a_name_and_a_code(person):
    """Under a minute: two fields that are required, a code, and back where one came from."""
    one = person()
    one.go(f"/en/account/signup/?next={PLAN['en']}")
    expect(one.page.locator("main form").first.locator("[required]:visible")).to_have_count(2)
    email = fill_in(one)
    one.is_accessible()
    one.type_code()
    one.page.wait_for_url(f"**{PLAN['en']}")
    one.is_in()

    one.leaves()
    one.page.locator("#code_email").fill(email)
    one.press("Send me a code")
    one.type_code()
    one.is_in()


def test_a_wrong_address_is_mended_on_the_way(person):
    one = person()
    one.go("/en/account/signup/")
    fill_in(one)
    one.press("Use another address")
    expect(one.page.locator("[name=public_name]")).not_to_have_value("")
    one.page.locator("main [name=email]").first.fill(f"mended-{next(numbers)}@example.org")
    one.press("Create my account")
    one.type_code()
    one.is_in()


def test_all_of_it_without_javascript(person):
    one = person(javascript=False)
    email = sign_up(one)
    one.is_in()
    one.leaves()
    expect(one.page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    one.page.locator("#code_email").fill(email)
    one.press("Send me a code")
    one.type_code()
    one.is_in()


def test_a_passkey_signs_up_and_in(person):
    one = person()
    sign_up(one, "signup/passkey/")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Make your passkey")
    one.is_accessible()
    one.press("Make the passkey")
    one.page.wait_for_url(f"**{PLAN['en']}")
    one.is_in()

    one.leaves()
    one.go(f"/en/account/login/?next={PLAN['en']}")
    one.press("Sign in with a passkey")
    one.page.wait_for_url(f"**{PLAN['en']}")
    one.is_in()


def test_a_passkey_that_is_not_known_here_is_refused_with_a_sentence(person):
    one = person()
    one.go("/en/account/login/")
    one.press("Sign in with a passkey")
    expect(one.page.locator("[data-passkey-refusal]")).to_be_visible()
    one.is_accessible()


def prove(one: Person) -> None:
    """Show once more that it is oneself."""
    one.page.locator("main [name=password]").fill(PASSWORD)
    one.press("Continue")


def test_a_key_as_second_factor_beside_a_password(person):
    """Set up, asked for, renamed and removed."""
    one = person()
    one.go("/en/account/signup/")
    one.page.locator("[name=password1]").fill(PASSWORD)
    email = fill_in(one)
    one.type_code()
    one.is_in()

    one.go("/en/account/second-factor/")
    one.page.get_by_role("link", name="Add a key").click()
    prove(one)
    one.press("Add the key")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    one.is_accessible()
    expect(one.page.locator(".recovery-codes li")).to_have_count(10)

    one.leaves()
    form = one.page.locator("main form:has([name=login])")
    form.locator("[name=login]").fill(email)
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("button[type=submit]").click()
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Second factor")
    one.is_accessible()
    one.press("Use my key")
    one.is_in()

    one.go("/en/account/second-factor/webauthn/")
    one.is_accessible()
    one.page.get_by_role("link", name=re.compile("^Rename")).click()
    prove(one)
    one.page.locator("[name=name]").fill("The blue one")
    one.press("Save the name")
    expect(one.page.locator(".plain-list")).to_contain_text("The blue one")
    one.page.get_by_role("link", name=re.compile("^Remove")).click()
    one.is_accessible()
    one.press("Remove the key")
    expect(one.page.locator(".plain-list")).to_have_count(0)
