"""What was typed and not sent survives; it stays in the browser of who typed it."""

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.reader import Reader
from tests.browser.server import section_key

SECTION = "commons-intro"
WORDS = "À moitié écr"


def kept(one: Reader) -> str:
    """What this browser keeps of words."""
    return one.page.evaluate(
        "JSON.stringify(Object.entries(localStorage).filter(([name]) => name.includes('unsent')))"
    )


def notice(one: Reader):
    return one.page.locator(".unsent")


def test_words_survive_a_reload_until_they_are_sent(reader):
    author = reader("citizen")
    author.open(SECTION)
    author.field().fill(WORDS)
    author.quote_from_box(0, 5)
    quote = author.composer().locator("[name=quote]").input_value()
    author.composer().locator("[name=stance][value=for]").check()
    expect(notice(author)).to_have_count(0)

    author.open(SECTION)

    expect(notice(author)).to_be_visible()
    expect(author.field()).to_have_value(WORDS)
    expect(author.composer().locator(".quote-preview blockquote")).to_have_text(quote)
    expect(author.composer().locator("[name=stance][value=for]")).to_be_checked()
    posted = author.post("Écrit en entier.")
    expect(author.comment(posted).locator(".quote")).to_have_text(quote)
    assert kept(author) == "[]"
    author.open(SECTION)
    expect(author.field()).to_have_value("")
    expect(notice(author)).to_have_count(0)


def test_words_of_each_box_are_its_own_and_can_be_discarded(reader):
    author = reader("citizen")
    author.open(SECTION)
    thread = author.post("Un fil.")
    author.begin_answer(thread, "Une demi-rép")
    author.comment(thread).locator(".act-edit").click()
    author.comment(thread).locator("[name=body]").fill("Un fil chang")

    author.open(SECTION)
    expect(author.field()).to_have_value("")
    author.comment(thread).locator(".act-reply").click()
    expect(author.field(thread)).to_have_value("Une demi-rép")
    author.comment(thread).locator(".act-edit").click()
    expect(author.comment(thread).locator("[name=body]")).to_have_value("Un fil chang")

    author.reply_box(thread).locator("[data-discard]").click()

    expect(author.field(thread)).to_have_value("")
    expect(author.field(thread)).to_be_focused()
    author.open(SECTION)
    author.comment(thread).locator(".act-reply").click()
    expect(author.field(thread)).to_have_value("")


def test_lost_answer_does_not_publish_twice(reader):
    """The words came through, the answer did not, and the browser crashed."""
    author = reader("citizen")
    author.tolerate("ERR_FAILED", "htmx:")
    author.open(SECTION)
    author.page.route("**/threads/", lambda route: (route.fetch(), route.abort()))
    author.field().fill("Arrivé tout de même.")
    author.composer().locator("button[type=submit]").click()
    expect(author.composer().get_by_role("alert")).to_be_visible()
    author.page.unroute("**/threads/")

    author.open(SECTION)
    expect(author.field()).to_have_value("Arrivé tout de même.")
    author.composer().locator("button[type=submit]").click()

    expect(author.field()).to_have_value("")
    author.open(SECTION)
    expect(author.page.locator(".comment", has_text="Arrivé tout de même.")).to_have_count(1)


def test_signing_out_empties_them(reader):
    """The machine may be shared."""
    author = reader("drafter-gov", own=True)
    author.open(SECTION)
    author.field().fill(WORDS)
    assert WORDS in kept(author)
    author.go("/fr/")

    with author.page.expect_navigation():
        author.page.locator('form[action$="/logout/"] button').first.click()

    assert kept(author) == "[]"


def test_nobody_is_shown_the_words_of_another(reader):
    """A session that ended by itself emptied nothing."""
    author = reader("drafter-gov", own=True)
    author.open(SECTION)
    author.field().fill(WORDS)
    author.context.clear_cookies()

    sign_in(author, "drafter-civ")
    author.open(SECTION)

    expect(author.field()).to_have_value("")
    assert WORDS not in kept(author)


def test_words_come_back_after_a_log_in_and_not_after_a_month(reader):
    author = reader("drafter-gov", own=True)
    author.open(SECTION)
    author.field().fill(WORDS)
    author.context.clear_cookies()
    author.open(SECTION)
    expect(author.page.locator(".composer .by-mail")).to_be_visible()

    sign_in(author, "drafter-gov")
    author.open(SECTION)
    expect(author.field()).to_have_value(WORDS)

    author.page.evaluate(
        """() => {
            for (const [name, text] of Object.entries(localStorage)) {
                const held = JSON.parse(text);
                held.at -= 31 * 24 * 3600 * 1000;
                localStorage.setItem(name, JSON.stringify(held));
            }
        }"""
    )
    author.open(SECTION)
    expect(author.field()).to_have_value("")
    assert kept(author) == "[]"


def test_they_are_sent_nowhere(reader):
    author = reader("citizen")
    author.open(SECTION)
    asked = []
    author.page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))

    author.field().press_sequentially("Secret")
    author.open(SECTION)

    expect(author.field()).to_have_value("Secret")
    assert not [one for one in asked if "Secret" in one]
    assert section_key(SECTION) in author.page.url
