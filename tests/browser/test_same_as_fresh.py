"""The law of a live page: first state plus events equals fresh state."""

from playwright.sync_api import expect

from tests.browser.reader import Reader, sees
from tests.browser.server import section_key

SECTION = "reasoned-response"

STATE = """
key => {
    const clean = (element) => {
        const copy = element.cloneNode(true);
        for (const one of copy.querySelectorAll(".fresh-place")) one.remove();
        for (const one of [copy, ...copy.querySelectorAll("*")]) {
            one.removeAttribute("tabindex");
            const names = [...one.classList].filter((name) => !name.startsWith("htmx-"));
            one.setAttribute("class", names.sort().join(" "));
        }
        return copy.outerHTML.replace(/\\s+/g, " ").replace(/ ?(<|>) ?/g, "$1");
    };
    const all = (selector) => [...document.querySelectorAll(selector)].map(clean);
    return {
        threads: clean(document.getElementById(`threads-${key}`)).replaceAll("><", ">\\n<"),
        totals: all("[data-total]"),
        counts: all("[data-count-text]"),
        entrances: all(".talk-count").map((one) => one.replace(/ aria-expanded="\\w+"/, "")),
        heat: all(".heat"),
        empty: getComputedStyle(document.querySelector(".nothing-yet")).display,
    };
}
"""


def state(one: Reader, section: str = SECTION) -> dict:
    return one.page.evaluate(STATE, section_key(section))


def show_all(one: Reader) -> None:
    """Show all that waits behind buttons."""
    while one.page.locator("[data-fresh]:visible").count():
        one.page.locator("[data-fresh]:visible").first.click()


def is_as_fresh(one: Reader, section: str, *, language: str = "fr") -> None:
    """Expect of a page that lived what a page that was just loaded shows."""
    show_all(one)
    fresh = one.tab()
    fresh.open(section, language=language)
    lived, loaded = state(one, section), state(fresh, section)
    fresh.page.close()
    for part, wanted in loaded.items():
        assert lived[part] == wanted, part


def test_page_that_lived_is_as_one_just_loaded(reader):
    """After each kind of event: a thread, a reply, a reply to it, hidden, restored."""
    author, moderator, public = reader("citizen"), reader("moderator-civ"), reader()
    for one, language in ((author, "fr"), (moderator, "fr"), (public, "en")):
        one.open(SECTION, language=language)
    heard = int(public.heard())

    def all_are_as_fresh() -> None:
        nonlocal heard
        heard += 1
        for one, language in ((author, "fr"), (moderator, "fr"), (public, "en")):
            one.hears(heard)
            is_as_fresh(one, SECTION, language=language)

    thread = author.post("Un fil de plus.")
    all_are_as_fresh()
    reply = author.answer(thread, "Une réponse de plus.")
    all_are_as_fresh()
    author.answer(reply, "Une réponse à la réponse.")
    all_are_as_fresh()
    moderator.hide(thread)
    all_are_as_fresh()
    moderator.hide(reply)
    all_are_as_fresh()
    moderator.restore(reply)
    all_are_as_fresh()


def test_first_and_last_comment_of_a_section(reader):
    """Where nobody has said anything the page says so, before and after."""
    author, moderator, public = reader("citizen"), reader("moderator-civ"), reader()
    for one in (author, moderator, public):
        one.open("public-money")
    only = author.post("Le premier.")
    sees(public.comment(only), timeout=5_000)
    is_as_fresh(public, "public-money")
    expect(moderator.comment(only)).to_be_visible()

    moderator.hide(only)

    sees(public.comment(only).locator(".tomb"))
    for one in (public, author, moderator):
        is_as_fresh(one, "public-money")


def test_more_replies_than_are_shown_are_counted(reader):
    author, public = reader("citizen"), reader()
    author.open("source-code")
    thread = author.post_by_http("source-code", "Un long fil.")
    replies = [author.post_by_http("source-code", f"{n}.", answers=thread) for n in range(4)]
    public.open("source-code")
    heard = int(public.heard())
    assert public.replies(thread) == replies[:3]

    replies.append(author.post_by_http("source-code", "De plus.", answers=thread))

    public.hears(heard + 1)
    is_as_fresh(public, "source-code")
    public.page.locator(f"#replies-{thread} > .more a").click()
    expect(public.comment(replies[4])).to_be_visible()
    assert public.replies(thread) == replies
    expect(public.comment(replies[3])).to_be_focused()
