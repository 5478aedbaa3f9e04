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

    tab_to(author, ".talk form.composer textarea[name=body]", limit=6)
    page.keyboard.type("Écrit au clavier.")
    tab_to(author, ".talk form.composer button[type=submit]", limit=4)
    press("Enter")
    posted = page.locator(".comment", has_text="Écrit au clavier.")
    expect(posted).to_be_focused()
    expect(posted).to_be_in_viewport()
    author.settles()
    thread = posted.get_attribute("data-comment")

    tab_to(author, f"#c-{thread} .act-reply", limit=2)
    press("Enter")
    expect(author.field(thread)).to_be_focused()
    page.keyboard.type("Répondu au clavier.")
    tab_to(author, f"#reply-{thread} button[type=submit]", limit=2)
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


def test_vote_edit_and_delete(reader):
    author, voter = reader("citizen"), reader("drafter-civ")
    author.open("why-method")
    posted = author.post("À voter au clavier.")
    voter.open("why-method")

    tab_to(voter, f"#c-{posted} button.vote", limit=150)
    button = voter.comment(posted).locator("button.vote").first
    voter.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    voter.page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_be_focused()

    press = author.page.keyboard.press
    expect(author.comment(posted)).to_be_focused()
    tab_to(author, f"#c-{posted} .act-edit", limit=6)
    press("Enter")
    field = author.comment(posted).locator("[name=body]")
    expect(field).to_be_focused()
    field.fill("Changé au clavier.")
    tab_to(author, f"#c-{posted} button[type=submit]", limit=2)
    press("Enter")
    expect(author.comment(posted)).to_be_focused()
    expect(author.comment(posted)).to_contain_text("Changé au clavier.")
    author.settles()
    tab_to(author, f"#c-{posted} .act-delete", limit=6)
    press("Enter")
    expect(author.comment(posted).locator("form button")).to_be_focused()
    press("Enter")
    expect(author.comment(posted).locator(".tomb")).to_be_visible()
    expect(author.comment(posted)).to_be_focused()


def test_the_live_event_of_ones_own_edit_does_not_take_the_focus(reader):
    author = reader("citizen")
    author.open("why-method")
    posted = author.post("À changer deux fois.")
    comment = author.comment(posted)
    comment.locator(".act-edit").click()
    comment.locator("[name=body]").fill("Changé deux fois.")
    author.page.evaluate("htmx.config.defaultSettleDelay = 1000")  # the event comes before that

    comment.locator(".composer-edit button[type=submit]").focus()
    author.page.keyboard.press("Enter")

    expect(comment).to_contain_text("Changé deux fois.")
    expect(comment).to_be_focused()
