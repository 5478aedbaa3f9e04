"""The law of a live page: first state plus events equals fresh state."""

from playwright.sync_api import expect

from tests.browser.reader import Reader, sees
from tests.browser.server import section_key

SECTION = "reasoned-response"

STATE = """
key => {
    const clean = (element) => {
        const copy = element.cloneNode(true);
        // Whether one follows a thread is told by no event: it concerns nobody else.
        const apart = ".fresh-place, .chip-new, .act-follow, [name=csrfmiddlewaretoken]";
        for (const one of copy.querySelectorAll(apart)) one.remove();
        for (const one of [copy, ...copy.querySelectorAll("*")]) {
            for (const name of ["tabindex", "data-new"]) one.removeAttribute(name);
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
        apart: all("[data-apart], [data-total-apart]"),
        entrances: all(".talk-count").map((one) => one.replace(/ aria-expanded="\\w+"/, "")),
        heat: all(".heat"),
        beside: [...document.querySelectorAll("[data-heat]")].map((one) => one.dataset.heat),
        stances: all("[data-stances]"),
        passages: all("[data-passage]"),
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


def test_edits_deletions_votes_stances_and_quotes(reader):
    """After each of the other kinds of event, for those whom it may concern in their own way."""
    author, voter = reader("citizen"), reader("drafter-civ")
    moderator, public = reader("moderator-civ"), reader()
    for one in (author, voter, moderator, public):
        one.open("climate-ledger")
    heard = int(public.heard())

    def are_as_fresh(*whose: Reader) -> None:
        nonlocal heard
        heard += 1
        for one in whose:
            one.hears(heard)
            is_as_fresh(one, "climate-ledger")

    author.quote_from_box(0, 8)
    author.composer().locator("[name=stance][value=for]").check()
    thread = author.post("Pour, et voici pourquoi.")
    are_as_fresh(author, voter, moderator, public)
    reply = author.answer(thread, "J'ajoute ceci.")
    are_as_fresh(author)
    for side in ("agree", "disagree"):
        voter.comment(thread).locator(f".vote:has([data-count={side}])").click()
        are_as_fresh(voter, public)
    author.edit(thread, "Pour, et voici mieux pourquoi.")
    are_as_fresh(author, voter, public)
    author.edit(reply, "J'ajoute cela.")
    are_as_fresh(public)
    moderator.hide(thread)
    are_as_fresh(author, voter, moderator)
    moderator.restore(thread)
    are_as_fresh(author, voter, public)
    author.delete(reply)
    are_as_fresh(moderator, public)
    author.delete(thread)
    are_as_fresh(author, voter, moderator, public)


def test_suggestion_is_as_fresh(reader):
    author, public = reader("citizen"), reader()
    author.open("source-code")
    public.open("source-code")
    heard = int(public.heard())
    author.composer().locator("[name=kind][value=suggestion]").check()
    author.composer().locator("[name=wording]").fill("Un passage tout neuf.")
    suggestion = author.post("")
    public.hears(heard + 1)
    is_as_fresh(public, "source-code")

    author.comment(suggestion).locator(".act-edit").click()
    author.comment(suggestion).locator("[name=wording]").fill("Un passage encore plus neuf.")
    author._send(author.comment(suggestion).locator("form.composer-edit"))

    public.hears(heard + 2)
    is_as_fresh(public, "source-code")
    is_as_fresh(author, "source-code")


def test_contributions_in_another_order_never_come_on_top(reader):
    """Where the newest is not first, what is new waits for the list to be asked for again."""
    author, public = reader("citizen"), reader()
    author.open("climate-catalogue")
    public.open("climate-catalogue", query="&order=agreed")
    shown, heard = public.shown("climate-catalogue"), int(public.heard())

    author.post("Le plus récent.")

    public.hears(heard + 1)
    assert public.shown("climate-catalogue") == shown
    expect(public.fresh()).to_be_hidden()


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


def test_answers(reader):
    """After a contribution was answered, and after the answer was changed."""
    author, drafter, public = reader("citizen"), reader("drafter-civ"), reader()
    for one in (author, public):
        one.open(SECTION)
    heard = int(public.heard())
    thread = author.post("Qui répond ?")
    draft = author.page.locator("[data-stream]").get_attribute("data-stream")
    drafter.go(f"/fr/drafting/{draft}/answers/new/?contribution={thread}")
    for outcome, button in (("adopted", "publish"), ("declined", "save")):
        drafter.page.locator(f"[name=outcome][value={outcome}]").check()
        drafter.page.locator("[name=reasons]").fill(f"Nous : {outcome}.")
        drafter.page.locator(f"button[name=action][value={button}]").click()
        expect(drafter.page.locator(f"h1 .outcome-{outcome}")).to_be_visible()
        heard += 2 if outcome == "adopted" else 1
        for one in (author, public):
            one.hears(heard)
            is_as_fresh(one, SECTION)
            sees(one.comment(thread).locator(f".outcome-{outcome}"))
        drafter.page.locator("a[href$='/edit/']").click()
