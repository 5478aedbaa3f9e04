"""Where something is refused, the page says so at its place and keeps what was written."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.reader import Reader, sees
from tests.browser.server import section_key


def press(one: Reader) -> None:
    one.composer().locator("button[type=submit]").click()


@pytest.mark.parametrize(
    "words", ["", "   \n ", "Trop long. " * 500], ids=["empty", "blank", "long"]
)
def test_refused_words_stay_in_the_box(reader, words):
    author = reader("citizen")
    author.tolerate("status of 4")
    author.open("climate-intro")
    count = author.count("climate-intro")
    author.field().fill(words)

    press(author)

    sees(author.composer().get_by_role("alert"), timeout=5_000)
    textarea = author.field()
    expect(textarea).to_have_value(words)
    expect(textarea).to_be_focused()
    assert author.count("climate-intro") == count

    author.post("Des mots qui conviennent.")
    expect(author.composer().get_by_role("alert")).to_have_count(0)
    expect(author.field()).to_have_value("")


def test_letters_left_are_said_once_it_matters(reader):
    author = reader("citizen")
    author.open("climate-intro")
    letters = author.page.locator("[data-letters]").first
    textarea = author.field()
    textarea.fill("Court.")
    expect(letters).to_be_empty()
    textarea.fill("x" * 4_990)
    expect(letters).to_contain_text("10")
    textarea.fill("x" * 5_003)
    expect(letters).to_contain_text("3")


def test_double_click_posts_once(reader):
    author = reader("citizen")
    author.open("participation-intro")
    count, total = author.count("participation-intro"), author.total()
    author.field().fill("Une seule fois.")

    author.composer().locator("button[type=submit]").dblclick()

    expect(author.page.locator(".comment", has_text="Une seule fois.")).to_have_count(1)
    fresh = author.tab()
    fresh.open("participation-intro")
    assert (fresh.count("participation-intro"), fresh.total()) == (count + 1, total + 1)
    expect(fresh.page.locator(".comment", has_text="Une seule fois.")).to_have_count(1)


def test_session_ended_in_another_tab(reader):
    author = reader("drafter-gov", own=True)
    author.tolerate("status of 4")
    author.open("climate-finance-intro")
    author.field().fill("Écrit avant de sortir.")
    other = author.tab()
    other.go("/fr/")

    with other.page.expect_navigation():
        other.page.locator('form[action$="/logout/"]').first.evaluate("form => form.submit()")

    expect(author.page.locator("html")).to_have_attribute("data-socket", "closed 4401")
    sees(author.page.locator("[data-connection]"))
    press(author)
    alert = author.composer().get_by_role("alert")
    sees(alert, timeout=5_000)
    expect(author.field()).to_have_value("Écrit avant de sortir.")

    # As the refusal says: sign in in a new tab, then post again.
    with author.context.expect_page() as opened:
        alert.locator("a").click()
    opened.value.close()
    sign_in(other, "drafter-gov")
    posted = author.post("Écrit avant de sortir.")
    expect(author.comment(posted)).to_be_visible()


def test_words_survive_another_talk(reader):
    author = reader("citizen")
    author.open("climate-adaptation")
    author.field().fill("À moitié écr")
    threads = author.shown("climate-adaptation")
    author.begin_answer(threads[0], "Une demi-rép")

    author.comment(threads[0]).locator(".act-reply").click()  # again
    expect(author.field(threads[0])).to_have_value("Une demi-rép")
    author.page.locator(".talk-close").click()
    expect(author.page.locator(".talk")).to_have_count(0)
    author.page.locator(".talk-count").last.click()
    expect(author.field()).to_have_value("")
    author.page.locator(f"#foot-{section_key('climate-adaptation')} .talk-count").click()

    expect(author.field()).to_have_value("À moitié écr")
    author.comment(threads[0]).locator(".act-reply").click()
    expect(author.field(threads[0])).to_have_value("Une demi-rép")
