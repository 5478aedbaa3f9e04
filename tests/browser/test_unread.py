"""Coming back: what is new is marked, counted and reached by single keys."""

from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.server import PLAN, section_key

HERE, THERE = "algorithms", "open-diaries"


def leave_for_an_hour(one: Reader) -> None:
    """Go elsewhere, and let the visit be an hour ago; the contributions of now are new then."""
    one.go("/fr/")
    one.page.evaluate(
        """() => {
            const name = Object.keys(localStorage).find((one) => one.includes("visit"));
            const visit = JSON.parse(localStorage.getItem(name));
            localStorage.setItem(name, JSON.stringify({...visit, at: visit.at - 3600 * 1000}));
        }"""
    )


def new(one: Reader, comment: str):
    return one.comment(comment).locator(".chip-new")


def test_new_contributions_are_marked_and_reached_by_keys(reader):
    author, other = reader("citizen"), reader()
    author.open(HERE)
    old = author.post_by_http(HERE, "Déjà lu.")
    other.open(HERE)
    expect(other.comment(old)).to_be_visible()
    expect(other.page.locator(".chip-new")).to_have_count(0)  # a first visit: nothing is new
    leave_for_an_hour(other)
    elsewhere = author.post_by_http(THERE, "Nouveau, ailleurs.")
    fresh = [author.post_by_http(HERE, f"Nouveau, {number}.") for number in range(3)][::-1]
    press = other.page.keyboard.press

    other.open()
    since = other.page.locator("[data-since-visit]")
    expect(since).to_contain_text("4")
    other.page.locator(f"#foot-{section_key(HERE)} .talk-count").click()
    for one in fresh:
        expect(new(other, one)).to_be_visible()
        expect(new(other, one)).not_to_be_empty()
    expect(new(other, old)).to_have_count(0)
    expect(since).to_contain_text("1")

    for one in fresh:
        press("n")
        expect(other.comment(one)).to_be_focused()
        expect(other.comment(one)).to_be_in_viewport()
    press("p")
    expect(other.comment(fresh[1])).to_be_focused()
    press("n")
    press("n")  # nothing is left here: on to the next section that grew
    expect(other.comment(elsewhere)).to_be_focused()
    expect(since).to_be_hidden()
    press("n")
    expect(other.page.locator("[data-announce]")).not_to_be_empty()


def test_mark_goes_once_it_was_in_view(reader):
    author, other = reader("citizen"), reader()
    author.open(HERE)
    other.open()
    leave_for_an_hour(other)
    posted = author.post_by_http(HERE, "À voir une fois.")
    other.open(HERE)
    other.comment(posted).scroll_into_view_if_needed()
    expect(new(other, posted)).to_be_visible()

    other.page.wait_for_function(
        'id => Object.values(localStorage).some((one) => one.includes(`"seen":["${id}`))',
        arg=posted,
    )

    other.open(HERE)
    expect(other.comment(posted)).to_be_visible()
    expect(new(other, posted)).to_have_count(0)


def test_own_contributions_are_never_new(reader):
    author = reader("citizen")
    author.open(HERE)
    leave_for_an_hour(author)
    author.open(HERE)

    posted = author.post("De moi-même.")

    expect(author.comment(posted)).to_be_visible()
    expect(new(author, posted)).to_have_count(0)


def test_keys_write_tell_of_themselves_and_can_be_turned_off(reader):
    author = reader("citizen")
    author.open()
    page, press = author.page, author.page.keyboard.press
    page.locator(f"#p-{section_key(HERE)}").evaluate("one => one.scrollIntoView({block: 'center'})")

    press("c")
    expect(page.locator(f'[data-talk="{section_key(HERE)}"]')).to_be_visible()
    expect(author.field()).to_be_focused()
    page.keyboard.type("cnp?")
    expect(author.field()).to_have_value("cnp?")
    author.field().fill("")

    page.locator("#talk-title").focus()
    press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("switch").uncheck()
    press("Escape")
    expect(dialog).to_be_hidden()
    press("c")
    expect(page.locator("#talk-title")).to_be_focused()

    author.open(HERE)  # it is remembered
    page.locator("#talk-title").focus()
    press("?")
    press("c")
    expect(page.locator("#talk-title")).to_be_focused()
    expect(dialog).to_have_count(0)
    page.locator("[data-keys]").click()  # and a button turns them on again
    dialog.get_by_role("switch").check()
    dialog.get_by_role("button").click()
    page.locator("#talk-title").focus()
    press("c")
    expect(author.field()).to_be_focused()


def test_box_is_one_tap_away_on_a_phone(reader):
    author = reader("citizen", viewport={"width": 390, "height": 700}, has_touch=True)
    author.open()
    write = author.page.locator(".write-button")
    author.page.locator(f"#p-{section_key(HERE)}").scroll_into_view_if_needed()
    expect(write).to_be_in_viewport()
    assert write.bounding_box()["height"] >= 44

    write.tap()

    expect(author.field()).to_be_focused()
    expect(author.field()).to_be_in_viewport()
    expect(write).to_be_hidden()


def test_nothing_is_kept_of_what_others_wrote(reader):
    author, other = reader("citizen"), reader()
    author.open(HERE)
    author.post_by_http(HERE, "Des mots qui seront peut-être cachés.")
    other.open(HERE)
    other.go(PLAN["fr"])

    held = other.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")

    assert "peut-être" not in held
    assert "visit" in held
