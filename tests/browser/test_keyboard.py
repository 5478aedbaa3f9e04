"""Everything by keyboard alone: nothing is out of reach, and the focus is never lost."""

from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.server import PLAN, section_key

KEY = section_key("why-context")


def tab_to(one: Reader, selector: str, limit: int = 80) -> None:
    """Press Tab until an element has the focus."""
    for _press in range(limit):
        one.page.keyboard.press("Tab")
        if one.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_read_post_answer_and_close(reader):
    author = reader("citizen")
    page, press = author.page, author.page.keyboard.press
    author.go(PLAN["fr"])
    author.is_live()

    press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    press("Enter")
    expect(page.locator("#main")).to_be_focused()

    entrance = page.locator(f"#foot-{KEY} .talk-count")
    tab_to(author, f"#foot-{KEY} .talk-count")
    expect(entrance).to_have_attribute("aria-expanded", "false")
    press("Enter")
    expect(page.locator("#talk-title")).to_be_focused()
    expect(entrance).to_have_attribute("aria-expanded", "true")

    tab_to(author, ".talk form.composer textarea", limit=4)
    page.keyboard.type("Écrit au clavier.")
    tab_to(author, ".talk form.composer button", limit=4)
    press("Enter")
    posted = page.locator(".comment", has_text="Écrit au clavier.")
    expect(posted).to_be_focused()
    expect(posted).to_be_in_viewport()
    author.settles()
    thread = posted.get_attribute("data-comment")

    tab_to(author, f"#c-{thread} .act-reply", limit=2)
    press("Enter")
    expect(author.reply_box(thread).locator("textarea")).to_be_focused()
    page.keyboard.type("Répondu au clavier.")
    tab_to(author, f"#reply-{thread} button", limit=2)
    press("Enter")
    expect(page.locator(f"#replies-{thread} .comment")).to_be_focused()

    page.locator("#talk-title").focus()
    tab_to(author, ".talk-close", limit=1)
    press("Enter")
    expect(page.locator(".talk")).to_have_count(0)
    expect(entrance).to_be_focused()
    expect(entrance).to_have_attribute("aria-expanded", "false")


def test_decide_by_keyboard(reader):
    author, moderator = reader("citizen"), reader("moderator-gov")
    author.open("why-context")
    posted = author.post_by_http("why-context", "À décider au clavier.")
    moderator.open("why-context")
    press = moderator.page.keyboard.press

    moderator.page.locator(f"#c-{posted} .act-moderate").focus()
    press("Enter")
    expect(moderator.page.locator(f"#moderate-{posted} [type=radio]").first).to_be_focused()
    press("Space")
    tab_to(moderator, f"#moderate-{posted} button", limit=3)
    press("Enter")

    expect(moderator.comment(posted)).to_be_focused()
    expect(moderator.comment(posted).locator(".tomb")).to_be_visible()


def test_older_threads_take_the_focus(reader):
    author = reader("citizen")
    author.open("inclusion")
    for number in range(21):
        author.post_by_http("inclusion", f"Fil {number}.")
    author.open("inclusion")
    shown = author.shown("inclusion")
    author.page.locator(".threads > .more a").focus()

    author.page.keyboard.press("Enter")

    expect(author.page.locator(".threads > .thread").nth(20)).to_be_visible()
    older = author.shown("inclusion")
    assert older[:20] == shown
    assert len(set(older)) == len(older) > 20
    expect(author.comment(older[20])).to_be_focused()
