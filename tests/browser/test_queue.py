"""The moderators' queue in the browser: live between moderators, by keyboard, for everybody's eyes."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import LIVE, Reader, sees
from tests.browser.server import Server
from tests.browser.test_accessible import SCHEMES, SIZES, violations

BELATED = 20_000
"""Milliseconds within which the server notices by itself what another process did."""

PREPARE = """
import json
from allauth.account.models import EmailAddress
from django.db import transaction
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, Membership
from consult.drafts.models import Draft
from consult.moderation import services
from consult.moderation.desk import desk_of
from consult.moderation.models import Cause
from consult.people.models import User
from consult.threads.models import Comment
from cms.demo.content import block_id

section = Comment.objects.filter(section__key=block_id("plan", "climate-catalogue")).first().section
consultation = section.draft.consultation
members = Membership.objects.values("participant")
said = Comment.objects.visible().filter(draft=section.draft, thread=None, decisions=None)
cases = []
for comment in said.exclude(author__in=members).filter(cases=None)[:6]:
    with transaction.atomic():
        cases.append(str(services.open_case(comment, Cause.CHANGED).pk))
guest = User.objects.create_user("guest-mod@demo.parvis.example", "parvis-demo", public_name="Guest")
EmailAddress.objects.create(user=guest, email=guest.email, verified=True, primary=True)
consultations.add_member(consultation=consultation, participant=guest, role="moderator", college="government")
print(json.dumps({"consultation": str(consultation.pk), "desk": str(desk_of(consultation.pk)), "cases": cases}))
"""
DISMISS = """
from consult.consultations import services
from consult.consultations.models import Membership
services.remove_member(Membership.objects.get(participant__email="guest-mod@demo.parvis.example"))
"""


@pytest.fixture(scope="module")
def desk(server: Server) -> dict:
    """Six contributions that were changed after review, and a moderator who may be dismissed."""
    found = json.loads(server.shell(PREPARE).splitlines()[-1])
    return {**found, "path": f"/en/moderation/{found['consultation']}/queue/"}


@pytest.fixture
def at_desk(reader, desk):
    """Bring a moderator to the queue, and wait until it is live."""

    def come(person: str, query: str = "?cause=changed", **details: object) -> Reader:
        one = reader(person, **details)
        one.tolerate("status of 4")
        one.go(f"{desk['path']}{query}")
        one.is_live()
        return one

    return come


def row(one: Reader, case: str):
    return one.page.locator(f"#row-{case}")


def first_free(one: Reader) -> str:
    """Return the first case of the list that is not settled and that nobody is on."""
    rows = one.page.locator("[data-row]:not(.is-settled):not([data-until])")
    return rows.first.get_attribute("data-row")


def open_case(one: Reader, case: str) -> None:
    row(one, case).locator("a").click()
    expect(one.page.locator(f'[data-case="{case}"]')).to_be_visible()


# Live


def test_another_moderator_sees_within_a_second_who_is_on_it_and_what_was_decided(at_desk):
    gov, civ = at_desk("moderator-gov"), at_desk("moderator-civ")
    case = first_free(gov)
    open_case(civ, case)
    civ.page.locator("#case-form textarea").fill("Half a reas")
    open_case(gov, case)
    where = row(civ, case).bounding_box()

    gov.page.keyboard.press("t")
    sees(row(civ, case).get_by_text("is on it"))
    sees(civ.page.locator("#case-state").get_by_text("is on it"))
    gov.page.keyboard.press("p")
    expect(row(civ, case)).to_have_class(re.compile("is-settled"), timeout=LIVE)
    sees(civ.page.locator("#case-state").get_by_text("settled"))

    # Nothing moved, and nothing that was typed is lost.
    assert row(civ, case).bounding_box()["y"] == where["y"]
    expect(civ.page.locator("#case-form textarea")).to_have_value("Half a reas")
    # Who decided is led to the next case.
    expect(gov.page.locator(".case")).not_to_have_attribute("data-case", case)
    expect(gov.page.locator("#case .notice-success")).to_contain_text("reviewed and kept")

    # The second is told what the first decided, and keeps what was typed.
    civ.page.keyboard.press("Escape")
    civ.page.locator('#case-form button[value="keep"]').click()
    expect(civ.page.locator("#case-form [role=alert]")).to_contain_text("decided before you")
    expect(civ.page.locator("#case-form textarea")).to_have_value("Half a reas")


def test_what_is_new_waits_behind_a_button(at_desk):
    gov, civ = at_desk("moderator-gov"), at_desk("moderator-civ", "?cause=unconfirmed")
    before = civ.page.locator("[data-row]").count()
    case = first_free(gov)
    open_case(gov, case)
    gov.page.keyboard.press("1")
    gov.page.keyboard.press("h")
    button = civ.page.locator("[data-fresh-cases]")
    sees(button)
    expect(civ.page.locator("[data-row]")).to_have_count(before)
    button.click()
    expect(civ.page.locator("[data-row]")).to_have_count(before + 1)
    expect(button).to_be_hidden()
    # The page is what it would be if it were loaded anew.
    shown = civ.page.locator("[data-row]").evaluate_all("all => all.map(one => one.id)")
    fresh = re.findall(r'id="(row-[^"]+)"', civ.source())
    assert shown == fresh


def test_only_moderators_follow_it_and_only_as_long_as_they_are(reader, desk, at_desk):
    """Ours: a socket that outlives a role; Discourse CVE-2026-91156: the bus told restricted talk."""
    citizen = reader("citizen")
    citizen.tolerate("WebSocket")
    citizen.go("/en/")
    citizen.page.evaluate(
        "id => new WebSocket(`ws://${location.host}/ws/desks/${id}/?since=0&lang=en`)",
        desk["desk"],
    )
    root = citizen.page.locator("html")
    expect(root).to_have_attribute("data-socket", "closed 4404")

    guest = at_desk("guest-mod", own=True)
    guest.server.shell(DISMISS)
    expect(guest.page.locator("html")).to_have_attribute(
        "data-socket", "closed 4404", timeout=BELATED
    )
    expect(guest.page.locator("[data-connection]")).to_contain_text("no longer follows")
    guest.page.reload()
    expect(guest.page.locator("h1")).to_contain_text("There is no such page")


# By keyboard


def test_the_whole_queue_by_keyboard(at_desk):
    one = at_desk("moderator-civ")
    page, press = one.page, one.page.keyboard.press
    press("j")
    expect(page.locator(".case")).to_be_visible()
    first = page.locator(".case").get_attribute("data-case")
    press("j")
    expect(page.locator(f'.case:not([data-case="{first}"])')).to_be_visible()
    second = page.locator(".case").get_attribute("data-case")
    expect(page).to_have_url(re.compile(f"case={second}"))
    press("k")
    expect(page.locator(f'.case[data-case="{first}"]')).to_be_visible()
    expect(row(one, first).locator("a")).to_have_attribute("aria-current", "true")

    press("x")
    expect(row(one, first).locator("input")).to_be_checked()
    expect(page.locator("[data-selected]")).to_contain_text("1 selected")

    # Without an article nothing is hidden: the key leads to the articles first.
    press("h")
    expect(page.locator("#case-form [data-articles] input").first).to_be_focused()

    # They do not act while one types.
    press("e")
    page.keyboard.type("thx")
    expect(page.locator("#case-form textarea")).to_have_value("thx")
    expect(row(one, first).locator("input")).to_be_checked()

    # They are listed on the page, and can be switched off.
    page.locator("#case-title").focus()
    press("?")
    expect(page.locator("#queue-keys dl")).to_be_visible()
    page.locator("[data-keys-switch]").uncheck()
    page.locator("#case-title").focus()
    press("j")
    press("x")
    expect(row(one, first).locator("input")).to_be_checked()
    page.locator("[data-keys-switch]").check()


# For everybody


def test_it_works_without_a_script(reader, desk):
    one = reader("moderator-civ", java_script_enabled=False)
    one.tolerate("status of 4")
    one.go(f"{desk['path']}?cause=changed")
    one.page.locator("[data-row] a").first.click()
    expect(one.page.locator("#case-form")).to_be_visible()
    case = one.page.locator(".case").get_attribute("data-case")
    one.page.locator('#case-form button[value="hide"]').click()
    expect(one.page.locator("#case-form [role=alert]")).to_contain_text("Choose the article")
    one.page.locator('#case-form button[value="keep"]').click()
    expect(one.page.locator(".messages")).to_contain_text("reviewed and kept")
    expect(row(one, case)).to_have_count(0)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_keeps_a_moderator_out(at_desk, direction):
    one = at_desk("moderator-gov", "")
    found = []
    for state in ("list", "case", "refused", "replies"):
        come_to(one, state)
        one.page.evaluate(f"document.documentElement.dir = '{direction}'")
        for size, viewport in SIZES.items():
            one.page.set_viewport_size(viewport)
            schemes = [] if direction == "rtl" else ["light"] if size == "phone" else SCHEMES
            for scheme in schemes:
                one.page.emulate_media(color_scheme=scheme)
                broken = violations(one, "html", SCHEMES[scheme])
                found += [f"{state}, {size}, {scheme}: {what}" for what in broken]
            wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                found.append(f"{state}, {size}: scrolls sideways by {wide} px")
    assert not found, "\n".join(found)


def come_to(one: Reader, state: str) -> None:
    """Bring the queue into a state, on a wide screen."""
    one.page.set_viewport_size(SIZES["wide"])
    if state == "list":
        one.page.locator(".case-many summary").click()
        one.page.locator("#queue-keys summary").click()
    elif state == "case":
        one.page.locator("[data-row] a").first.click()
        expect(one.page.locator("#case-form")).to_be_visible()
    elif state == "refused":
        one.page.locator("#case details").evaluate_all("all => all.forEach(one => one.open = true)")
        one.page.locator('#case-form button[value="suspend"]').click()
        expect(one.page.locator("#case-form [role=alert]")).to_be_visible()
    else:
        one.page.locator('.case-replies a[href$="/replies/"]').click()
        expect(one.page.locator(".reply-form").first).to_be_visible()
