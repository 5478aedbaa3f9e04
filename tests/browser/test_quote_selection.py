"""Words of the text are selected to say something about them: by mouse, touch and keyboard."""

from playwright.sync_api import expect

from tests.browser.reader import Reader, sees
from tests.browser.server import PLAN, section_key

SECTION = "beneficial-ownership"
KEY = section_key(SECTION)


def offer(one: Reader):
    return one.page.locator(".quote-offer")


def mark(one: Reader, comment: str):
    return one.page.locator(f'mark[data-quotes~="{comment}"] a').first


def preview(one: Reader):
    return one.composer().locator(".quote-preview")


def test_selected_words_become_a_quote_that_leads_both_ways(reader):
    author, public = reader("citizen"), reader()
    author.open()
    public.open()
    words = author.select(SECTION, 5, 30)

    expect(offer(author)).to_be_visible()
    box, selection = (
        offer(author).bounding_box(),
        author.page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom"),
    )
    assert box["y"] >= selection  # near the words, not over them
    offer(author).click()

    expect(author.page.locator(f'[data-talk="{KEY}"]')).to_be_visible()
    expect(author.field()).to_be_focused()
    expect(preview(author).locator("blockquote")).to_have_text(" ".join(words.split()))
    expect(offer(author)).to_have_count(0)
    posted = author.post("À propos de ces mots.")

    expect(preview(author)).to_be_hidden()
    expect(author.comment(posted).locator(".quote")).to_have_text(" ".join(words.split()))
    # The text shows it to those who read it, whose talk is not open.
    sees(mark(public, posted), timeout=5_000)
    mark(public, posted).click()
    expect(public.comment(posted)).to_be_focused()
    expect(public.comment(posted)).to_be_in_viewport()
    assert f"comment={posted}" in public.page.url
    public.settles()

    public.comment(posted).locator(".quote a").click()
    expect(mark(public, posted)).to_be_focused()
    expect(mark(public, posted).locator("..")).to_have_class("quoted flash")
    expect(mark(public, posted).locator("..")).to_have_class("quoted", timeout=5_000)


def test_words_stored_are_those_of_the_text(reader):
    """Across blocks and marks, with what stands before and behind them."""
    author = reader("citizen")
    author.open("why-verify")
    key = section_key("why-verify")
    author.select("why-verify", 5, 30)
    offer(author).click()
    author.post("Une citation, pour qu'il y ait une marque.")
    expect(author.page.locator(f"#p-{key} mark").first).to_be_visible()
    words = author.page.locator("[data-quote-from]").input_value()

    author.page.evaluate(
        "key => getSelection().selectAllChildren(document.getElementById(`p-${key}`))", key
    )
    offer(author).click()

    box = author.composer()
    expect(box.locator("[name=quote]")).to_have_value(" ".join(words.split()))
    expect(box.locator("[name=quote_prefix]")).to_have_value("")
    author.post("Tout le passage.")


def test_quote_is_dropped(reader):
    author = reader("citizen")
    author.open(SECTION)
    author.select(SECTION, 5, 30)
    offer(author).click()

    preview(author).get_by_role("button").click()

    expect(preview(author)).to_be_hidden()
    expect(author.field()).to_be_focused()
    posted = author.post("Finalement sur tout le passage.")
    expect(author.comment(posted).locator(".quote")).to_have_count(0)


def test_by_touch_the_button_leaves_the_words_to_the_system(reader):
    author = reader(
        "citizen", viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True
    )
    author.open()
    author.page.locator(f"#p-{KEY}").scroll_into_view_if_needed()
    words = author.select(SECTION, 5, 30)

    expect(offer(author)).to_be_visible()
    assert offer(author).bounding_box()["y"] > 600
    assert offer(author).bounding_box()["height"] >= 44
    offer(author).tap()

    expect(preview(author).locator("blockquote")).to_have_text(" ".join(words.split()))


def test_by_keyboard_from_the_text_and_in_the_box(reader):
    author = reader("citizen")
    author.open()
    press = author.page.keyboard.press
    words = author.select(SECTION, 5, 30)
    expect(offer(author)).to_be_visible()

    press("c")
    expect(author.field()).to_be_focused()
    expect(preview(author).locator("blockquote")).to_have_text(" ".join(words.split()))
    preview(author).get_by_role("button").focus()
    press("Enter")

    author.composer().locator(".quote-box summary").focus()
    press("Enter")
    press("Tab")
    passage = author.composer().locator("[data-quote-from]")
    expect(passage).to_be_focused()
    press("Control+Home")
    for _letter in range(4):
        press("Shift+ArrowRight")
    press("Tab")
    press("Enter")
    expect(author.field()).to_be_focused()
    expect(preview(author).locator("blockquote")).to_have_text(passage.input_value()[:4].strip())


def test_words_of_two_passages_are_no_quote(reader):
    author = reader("citizen")
    author.open()
    author.select(SECTION, 5, 30)
    expect(offer(author)).to_be_visible()

    author.page.evaluate("getSelection().selectAllChildren(document.querySelector('.draft'))")

    expect(offer(author)).to_have_count(0)


def test_quote_waits_for_those_who_sign_in_meanwhile(reader):
    public = reader()
    public.open()
    words = public.select(SECTION, 5, 30)
    offer(public).click()
    expect(preview(public).locator("blockquote")).to_have_text(" ".join(words.split()))

    public.page.locator(".composer .by-mail a").first.click()
    form = public.page.locator("main form:has([name=login])")
    form.locator("[name=login]").fill("drafter-civ@demo.parvis.example")
    form.locator("[name=password]").fill("parvis-demo")
    form.locator("button[type=submit]").click()

    public.open(SECTION)
    expect(preview(public).locator("blockquote")).to_have_text(" ".join(words.split()))


def test_closed_text_offers_no_quote(reader):
    public = reader("citizen")
    path = "/fr/consultations/decisions-de-justice-ouvertes/projet-decisions-de-justice/"
    public.go(path)
    public.is_live()

    public.page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('[data-passage]'))"
    )
    public.page.keyboard.press("c")

    expect(offer(public)).to_have_count(0)
    assert PLAN["fr"] not in public.page.url


def test_passage_in_which_somebody_selects_stays_as_it_is(reader):
    author, other = reader("citizen"), reader("drafter-civ")
    author.open(SECTION)
    other.open(SECTION)
    words = other.select(SECTION, 5, 30)
    heard = int(other.heard())
    author.quote_from_box(0, 6)
    posted = author.post("Pendant qu'on y choisit.")

    other.hears(heard + 1)
    assert other.page.evaluate("String(getSelection())") == words
    expect(mark(other, posted)).to_have_count(0)
    other.page.evaluate("getSelection().removeAllRanges()")

    expect(mark(other, posted)).to_be_visible()
