"""All of it with forms and links alone."""

from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.server import PLAN, section_key

KEY = section_key("commons-fund")


def plain(reader, person: str) -> Reader:
    return reader(person, java_script_enabled=False)


def publish(one: Reader, words: str, box: str = ".talk form.composer:not(.composer-reply)") -> None:
    form = one.page.locator(box)
    form.locator("textarea").fill(words)
    form.locator("button[type=submit]").click()


def id_in_address(one: Reader) -> str:
    return one.page.url.split("#c-")[1]


def test_post_reply_page_and_hide(reader):
    author, moderator = plain(reader, "citizen"), plain(reader, "moderator-civ")

    # Open a talk from the text, and post.
    author.go(PLAN["fr"])
    author.page.locator(f"#foot-{KEY} .talk-count").click()
    expect(author.page.locator(f'[data-talk="{KEY}"]')).to_be_visible()
    publish(author, "Écrit sans *script*.")
    thread = id_in_address(author)
    expect(author.comment(thread)).to_be_in_viewport()
    expect(author.comment(thread).locator("em")).to_have_text("script")

    # Reply.
    author.comment(thread).locator(".act-reply").click()
    publish(author, "Une réponse sans script.", f"#reply-{thread} form.composer")
    reply = id_in_address(author)
    expect(author.comment(reply)).to_be_in_viewport()
    assert author.replies(thread) == [reply]

    # A refusal keeps the words.
    author.tolerate("status of 4")
    words = "Trop long. " * 500
    publish(author, words)
    expect(author.page.get_by_role("alert")).to_be_visible()
    expect(author.composer().locator("textarea")).to_have_value(words)

    # Page through the threads, there and back.
    latest = [author.post_by_http("commons-fund", f"Fil {number}.") for number in range(21)][::-1]
    author.go(f"{PLAN['fr']}?section={KEY}")
    first_page = author.shown("commons-fund")
    assert first_page == latest[:20]
    author.page.locator(".threads > .more a").click()
    second_page = author.shown("commons-fund")
    assert second_page[:2] == [latest[20], thread]
    author.page.locator(".talk > .more a").click()
    assert author.shown("commons-fund") == first_page

    # Hide and restore.
    moderator.go(f"/c/{thread}")
    moderator.comment(thread).locator(".act-moderate").click()
    moderator.page.locator("form.decision input[type=radio]").first.check()
    moderator.page.locator("form.decision button[type=submit]").click()
    expect(moderator.comment(thread).locator(".hidden-words")).to_be_visible()
    author.go(f"/c/{thread}")
    expect(author.comment(thread).locator(".tomb")).to_be_visible()
    expect(author.comment(reply)).to_contain_text("Une réponse sans script.")
    assert "Écrit sans" not in author.page.content()
    moderator.comment(thread).locator(".act-moderate").click()
    moderator.page.locator("form.decision button[type=submit]").click()
    author.go(f"/c/{thread}")
    expect(author.comment(thread).locator(".words")).to_contain_text("Écrit sans script.")
