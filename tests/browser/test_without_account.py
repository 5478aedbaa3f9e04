"""Taking part without an account in a browser: with scripts in the one that wrote, without elsewhere."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.server import PLAN, section_key

PLACE = f"{PLAN['fr']}?section={section_key('commons-intro')}"


def link_for(server, words):
    """Return the path of the link that publishes some words, in the mails that the server prints."""
    mails = Path(server.log).read_text().split("Subject: ")
    (mine,) = [one for one in mails if words in one]
    return re.search(r"https?://[^/\s]+(/fr/guests/confirm/\S+)", mine)[1]


def write(one, words, email):
    one.go(PLACE)
    box = one.composer()
    box.locator("[name=body]").fill(words)
    box.locator("[name=email]").fill(email)
    box.locator("button[type=submit]").click()


def test_one_click_publishes_in_the_browser_that_wrote(reader, server):
    one, words = reader(), "Un banc devant chaque école."
    write(one, words, "browser-1@example.org")
    notice = one.page.locator(".notice.held")
    expect(notice).to_contain_text("browser-1@example.org")
    expect(notice).to_be_focused()
    expect(one.page.locator(".comment", has_text=words)).to_have_count(0)
    one.go(link_for(server, words))
    mine = one.page.locator(".comment", has_text=words)
    expect(mine).to_be_visible()
    expect(mine).to_contain_text("sans compte")


def test_elsewhere_a_button_publishes_and_no_script_is_needed(reader, server):
    one, words = reader(java_script_enabled=False), "Une fontaine au marché."
    write(one, words, "browser-2@example.org")
    expect(one.page.locator("main")).to_contain_text("browser-2@example.org")
    other = reader(java_script_enabled=False)
    other.go(link_for(server, words))
    expect(other.page.locator("main")).to_contain_text(words)
    other.page.get_by_role("button", name="Publier ma contribution").click()
    expect(other.page.locator(".comment", has_text=words)).to_be_visible()


def test_a_wrong_address_is_told_and_the_words_stay(reader):
    one = reader()
    one.tolerate("status of 4")
    write(one, "Des arbres partout.", "nobody@nowhere")
    expect(one.composer().get_by_role("alert")).to_be_visible()
    expect(one.composer().locator("[name=body]")).to_have_value("Des arbres partout.")
    expect(one.composer().locator("[name=email]")).to_have_value("nobody@nowhere")
