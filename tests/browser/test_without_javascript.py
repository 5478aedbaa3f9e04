"""All of it with forms and links alone."""

from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.server import PLAN, section_key

KEY = section_key("commons-fund")


def plain(reader, person: str) -> Reader:
    return reader(person, java_script_enabled=False)


def publish(one: Reader, words: str, box: str = ".talk form.composer:not(.composer-reply)") -> None:
    form = one.page.locator(box)
    form.locator("[name=body]").fill(words)
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
    expect(author.field()).to_have_value(words)

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


def test_vote_quote_suggest_edit_and_delete(reader):
    author, voter = plain(reader, "citizen"), plain(reader, "drafter-civ")
    author.go(f"{PLAN['fr']}?section={section_key('why-verify')}")

    # Quote: the words are copied from the passage in the box.
    box = author.composer()
    box.locator(".quote-box summary").click()
    passage = box.locator("[data-quote-from]").input_value()
    quote = " ".join(passage.split()[:4])
    box.locator("[name=quote]").fill(quote)
    publish(author, "À propos de ces mots.")
    quoting = id_in_address(author)
    expect(author.comment(quoting).locator(".quote")).to_have_text(quote)
    marked = author.page.locator(f'mark[data-quotes~="{quoting}"] a').first
    marked.click()
    assert id_in_address(author) == quoting

    # Suggest: the wording starts from the passage.
    box.locator("[name=kind][value=suggestion]").check()
    wording = box.locator("[name=wording]")
    expect(wording).to_have_value(passage)
    wording.fill(f"Dès demain : {passage}")
    publish(author, "")
    suggestion = id_in_address(author)
    expect(author.comment(suggestion).locator(".proposal ins")).to_contain_text("Dès demain")

    # Vote, change the vote, withdraw it.
    voter.go(f"/c/{quoting}")
    for side, agree, disagree in (("agree", 1, 0), ("disagree", 0, 1), ("disagree", 0, 0)):
        voter.comment(quoting).locator(f".vote:has([data-count={side}])").click()
        expect(voter.comment(quoting)).to_be_in_viewport()
        for name, number in (("agree", agree), ("disagree", disagree)):
            count = voter.comment(quoting).locator(f"[data-count={name}]")
            expect(count).to_have_text(str(number))

    # Edit, and delete.
    author.go(f"/c/{quoting}")
    author.comment(quoting).locator(".act-edit").click()
    author.page.locator("form.composer-edit [name=body]").fill("Changé sans script.")
    author.page.locator("form.composer-edit button[type=submit]").click()
    expect(author.comment(quoting)).to_contain_text("Changé sans script.")
    author.comment(quoting).locator(".act-delete").click()
    author.page.locator("form.composer-delete button[type=submit]").click()
    expect(author.comment(quoting).locator(".tomb")).to_be_visible()
    expect(marked).to_have_count(0)
