"""Readers report, authors are told why and contest, and what waits is never shown as if it were public."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader, sees
from tests.browser.server import PLAN, section_key
from tests.browser.test_accessible import SCHEMES, SIZES, violations

LINKS = " ".join(f"https://exemple.org/{number}" for number in range(4))
"""More links than the demonstration's consultation allows: what holds them waits for a moderator."""
scripts = pytest.mark.parametrize(
    "has_script", [True, False], ids=["with script", "without script"]
)


def keeps_nobody_out(one: Reader, part: str = "html") -> None:
    """axe finds nothing, and nothing scrolls sideways, wide and narrow, light and dark."""
    found = []
    for size, viewport in SIZES.items():
        one.page.set_viewport_size(viewport)
        for scheme, options in SCHEMES.items():
            one.page.emulate_media(color_scheme=scheme)
            found += [f"{size}, {scheme}: {what}" for what in violations(one, part, options)]
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
    one.page.emulate_media(color_scheme="light")
    one.page.set_viewport_size(SIZES["wide"])
    assert not found, "\n".join(found)


def look(one: Reader, has_script: bool, part: str = "html") -> None:
    """axe needs a script."""
    if has_script:
        keeps_nobody_out(one, part)


def publish(one: Reader, words: str) -> None:
    one.composer().locator("[name=body]").fill(words)
    one.composer().locator("button[type=submit]").click()


# Reported, hidden, told, contested


@scripts
def test_from_a_report_to_an_appeal(reader, has_script):
    section = "integrity-intro"
    author = reader("citizen", java_script_enabled=has_script)
    moderator = reader("moderator-gov")
    public = reader(java_script_enabled=has_script)
    address = f"{PLAN['fr']}?section={section_key(section)}"
    author.go(address)
    if has_script:
        author.is_live()
        thread = author.post("Le trésorier est un voleur.")
    else:
        publish(author, "Le trésorier est un voleur.")
        thread = author.page.url.split("#c-")[1]

    # Somebody without an account reports it, from a page that is kept for everybody.
    public.tolerate("status of 422")
    for _turn in range(2):
        public.go(address)
    public.comment(thread).locator(".act-report").click()
    form = public.page.locator("form.report-form")
    expect(form).to_be_visible()
    look(public, has_script)
    form.locator("[name=words]").fill("Il accuse sans preuve.")
    form.locator("button[type=submit]").click()
    expect(form.get_by_role("alert")).to_be_visible()  # no article
    expect(form.locator("[name=words]")).to_have_value("Il accuse sans preuve.")
    form.locator("[name=article]").first.check()
    form.locator("button[type=submit]").click()
    expect(public.page.locator(".reported")).to_be_visible()
    look(public, has_script)
    if has_script:
        expect(public.page.locator(".reported")).to_be_focused()
        expect(public.comment(thread)).to_contain_text("voleur")

    # A moderator hides it; its author learns so at once, and is led to the reasons.
    moderator.open(section)
    moderator.hide(thread)
    if not has_script:
        author.go(address)
    tomb = author.comment(thread).locator(".tomb")
    sees(tomb)
    look(author, has_script, ".talk")
    tomb.locator("a").click()
    expect(author.page.locator(".statement")).to_contain_text("Le trésorier est un voleur.")
    look(author, has_script)

    # The author contests, once.
    author.tolerate("status of 422")
    form = author.page.locator("form.appeal-form")
    form.locator("button[type=submit]").click()
    expect(author.page.locator("form.appeal-form").get_by_role("alert")).to_be_visible()
    form.locator("[name=words]").fill("C’est écrit dans le rapport.")
    form.locator("button[type=submit]").click()
    expect(author.page.locator(".since")).to_contain_text("C’est écrit dans le rapport.")
    expect(form).to_have_count(0)
    look(author, has_script)

    # The public finds the decision, and no word of what it is about.
    public.go(address)
    public.comment(thread).locator(".tomb a").click()
    decision = public.page.url.split("#")[1]
    expect(public.page.locator(f"[id='{decision}']")).to_be_in_viewport()
    expect(public.page.locator("body")).not_to_contain_text("voleur")


def test_a_report_that_is_being_written_outlasts_a_change_of_what_it_is_about(reader):
    author, other = reader("citizen"), reader("drafter-civ")
    author.open("integrity-intro")
    thread = author.post("Avant.")
    other.open("integrity-intro")
    other.comment(thread).locator(".act-report").click()
    words = other.comment(thread).locator(".report-form [name=words]")
    expect(words).to_be_visible()
    other.settles()  # by then the first choice has the keyboard
    words.fill("À moitié éc")
    author.edit(thread, "Après.")
    expect(other.comment(thread)).to_contain_text("Après.")
    expect(words).to_be_focused()
    other.page.keyboard.press("End")
    other.page.keyboard.type("rit")
    expect(words).to_have_value("À moitié écrit")

    other.comment(thread).locator("[data-leave-report]").click()
    expect(other.page.locator(".report-form")).to_have_count(0)
    expect(other.comment(thread).locator(".act-report")).to_be_focused()
    author.delete(thread)


# Held, and taken back


@scripts
def test_what_waits_is_told_and_taken_back(reader, has_script):
    author, public = reader("citizen", java_script_enabled=has_script), reader()
    address = f"{PLAN['fr']}?section={section_key('commons-fund')}"
    author.go(address)
    public.open("commons-fund")
    before = public.total()
    words = f"À lire : {LINKS}"
    publish(author, words)

    notice = author.page.locator(".held")
    expect(notice).to_contain_text("https://exemple.org/3")
    if has_script:
        expect(notice).to_be_focused()
        expect(author.field()).to_have_value("")
        author.page.reload()  # nothing unsent is left over
        author.is_live()
        expect(author.page.locator(".unsent")).to_have_count(0)
    assert public.total() == before
    expect(public.page.locator("body")).not_to_contain_text("exemple.org")

    # It stands among one's own, with the way to take it back.
    author.go("/fr/moderation/mine/")
    notice = author.page.locator(".held").first
    expect(notice).to_contain_text("https://exemple.org/3")
    look(author, has_script)
    notice.locator(".act-withdraw").click()
    if has_script:
        expect(author.page.locator(".held form")).to_be_visible()
        expect(author.page.locator(".held:has(form)")).to_be_focused()
        author.page.locator(".act-keep-waiting").click()
        author.page.locator(".act-withdraw").first.click()
    expect(author.page.locator(".held form")).to_be_visible()
    look(author, has_script)
    author.page.locator(".held form button").click()
    done = ".withdrawn" if has_script else ".messages"
    expect(author.page.locator(done)).to_be_visible()
    expect(author.page.locator("body")).not_to_contain_text("exemple.org")


def test_replies_and_edits_that_wait_are_told_in_their_place(reader):
    author = reader("citizen")
    author.open("commons-fund")
    thread = author.post("Sans lien.")
    author.comment(thread).locator(".act-edit").click()
    editor = author.comment(thread).locator("form.composer-edit")
    editor.locator("[name=body]").fill(f"Avec des liens : {LINKS}")
    editor.locator("button[type=submit]").click()
    notice = author.comment(thread).locator(".held")
    expect(notice).to_be_focused()
    expect(editor).to_have_count(0)
    expect(author.comment(thread).locator("> .words")).to_have_text("Sans lien.")
    keeps_nobody_out(author, ".talk")

    author.begin_answer(thread, f"D’autres liens : {LINKS} https://exemple.org/autre")
    author.reply_box(thread).locator("button[type=submit]").click()
    reply = author.page.locator(f"#reply-{thread} .held")
    expect(reply).to_be_focused()
    assert author.replies(thread) == []
    assert re.fullmatch(r"held-[0-9a-f-]{36}", reply.get_attribute("id"))

    for waiting in (reply, notice):
        waiting.locator(".act-withdraw").click()
        author.page.locator(".held form button").click()
        expect(author.page.locator(".withdrawn").last).to_be_visible()
    author.delete(thread)
