"""What somebody posts, others see without reloading, and nothing moves under their eyes."""

from playwright.sync_api import expect

from tests.browser.reader import LIVE, sees
from tests.browser.server import section_key


def test_new_contribution_waits_behind_a_button(reader):
    author, other = reader("citizen"), reader()
    author.open("climate-catalogue")
    other.open("climate-catalogue")
    threads = other.shown("climate-catalogue")
    other.comment(threads[2]).scroll_into_view_if_needed()
    other.page.locator(".talk").evaluate("talk => talk.scrollTop += 200")
    before, count, total = other.where(threads[2]), other.count("climate-catalogue"), other.total()

    posted = author.post("Vu d'une autre fenêtre ?")

    sees(other.fresh())
    assert other.where(threads[2]) == before
    expect(other.comment(posted)).to_have_count(0)
    assert other.count("climate-catalogue") == count + 1
    assert other.total() == total + 1

    other.fresh().click()

    expect(other.comment(posted)).to_be_in_viewport()
    expect(other.comment(posted)).to_contain_text("Vu d'une autre fenêtre ?")
    expect(other.comment(posted)).to_be_focused()
    expect(other.fresh()).to_be_hidden()
    assert other.shown("climate-catalogue")[:2] == [posted, threads[0]]


def test_window_scrolled_on_a_phone_stays_where_it_is(reader):
    # A drafter: what a citizen says over and over would wait for a moderator.
    author, other = reader("drafter-civ"), reader(viewport={"width": 390, "height": 700})
    author.open("climate-ledger")
    for number in range(4):
        author.post_by_http("climate-ledger", f"De quoi lire, {number}. " * 30)
    author.open("climate-ledger")
    other.open("climate-ledger")
    threads = other.shown("climate-ledger")
    other.comment(threads[1]).evaluate("one => one.scrollIntoView({block: 'center'})")
    before = other.page.evaluate("scrollY")
    top = other.where(threads[1])["comment"]

    posted = author.post("Vu du téléphone ?")
    author.answer(threads[0], "Une réponse au-dessus de ce qui est lu.")

    sees(other.fresh())
    sees(other.fresh(threads[0]))
    assert other.where(threads[1])["comment"] == top
    assert other.page.evaluate("scrollY") >= before
    other.fresh().click()
    expect(other.comment(posted)).to_be_in_viewport()


def test_reply_waits_at_its_thread(reader):
    author, other = reader("citizen"), reader("drafter-civ")
    author.open("why-lessons")
    thread = author.post("Un fil à deux.")
    other.open("why-lessons")
    place = other.where(thread)

    reply = author.answer(thread, "Première réponse.")

    sees(other.fresh(thread))
    assert other.where(thread) == place
    other.fresh(thread).click()
    expect(other.comment(reply)).to_be_focused()
    assert other.replies(thread) == [reply]
    expect(other.fresh(thread)).to_have_count(0)


def test_half_written_reply_keeps_its_text(reader):
    author, other, moderator = reader("citizen"), reader("drafter-civ"), reader("moderator-civ")
    author.open("why-verify")
    thread = author.post("Un fil très suivi.")
    doomed = author.post("Un fil qui ne restera pas.")
    for one in (other, moderator):
        one.open("why-verify")
    other.begin_answer(thread, "À moitié écr")
    box = other.field(thread)
    expect(box).to_be_focused()

    reply = author.answer(thread, "Plus vite que toi.")
    author.post("Un autre fil.")
    moderator.hide(doomed)

    sees(other.fresh())
    sees(other.fresh(thread))
    sees(other.comment(doomed).locator(".tomb"))
    expect(box).to_have_value("À moitié écr")
    expect(box).to_be_focused()
    other.fresh(thread).click()
    expect(other.comment(reply)).to_be_visible()
    expect(box).to_have_value("À moitié écr")

    box.fill("Écrite en entier.")
    mine = other._publish(other.reply_box(thread))
    expect(other.comment(mine)).to_be_visible()
    assert other.replies(thread) == [reply, mine]


def test_own_reply_stands_behind_those_that_wait(reader):
    """In the order of a fresh page, also when one's own comes to the page first."""
    author, other = reader("citizen"), reader("drafter-civ")
    author.open("open-diaries")
    thread = author.post("Dans quel ordre ?")
    other.open("open-diaries")
    first = author.answer(thread, "Avant.")
    earlier = author.post("Un fil d'avant.")
    sees(other.fresh(thread))
    sees(other.fresh())

    second = other.answer(thread, "Après.")
    later = other.post("Un fil d'après.")
    expect(other.comment(later)).to_be_visible()
    other.fresh(thread).click()
    other.fresh().click()

    expect(other.comment(first)).to_be_visible()
    assert other.replies(thread) == [first, second]
    assert other.shown("open-diaries")[:3] == [later, earlier, thread]


def test_comment_is_live_on_the_page_in_another_language(reader):
    author, other = reader("citizen"), reader()
    author.open("inclusion")
    other.open("inclusion", language="en")

    posted = author.post("Écrit en français, *lu* partout.")

    sees(other.fresh())
    other.fresh().click()
    words = other.comment(posted).locator(".words")
    expect(words).to_have_attribute("lang", "fr")
    expect(words).to_have_attribute("dir", "ltr")
    expect(words.locator("em")).to_have_text("lu")
    expect(other.page.locator("html")).to_have_attribute("lang", "en")


def test_empty_talk_shows_the_first_contribution_at_once(reader):
    author, other = reader("citizen"), reader()
    author.open("how-written")
    other.open("how-written")
    foot = other.page.locator(f"#foot-{section_key('how-written')} .talk-count")
    expect(foot).not_to_have_class("talk-some")

    posted = author.post("Qui commence ?")

    expect(other.comment(posted)).to_be_visible(timeout=LIVE)
    expect(other.page.locator(".nothing-yet")).to_be_hidden()
    assert other.count("how-written") == 1
    expect(foot).to_contain_text("1")


def test_comment_posted_while_the_talk_opens_is_not_lost(reader):
    """The talk's HTML was made before the comment, and arrives after its event."""
    author, other = reader("citizen"), reader()
    author.open("monitoring")
    other.open()
    kept = []
    other.page.route("**/threads/?section=*", lambda route: kept.append((route, route.fetch())))
    with other.page.expect_request("**/threads/?section=*"):
        other.page.locator(f"#foot-{section_key('monitoring')} .talk-count").click()
    heard = int(other.heard())

    posted = author.post("Entre deux.")
    other.hears(heard + 1)
    route, answer = kept[0]
    route.fulfill(response=answer)

    sees(other.fresh())
    other.fresh().click()
    expect(other.comment(posted)).to_be_visible()


def test_back_shows_the_talk_as_it_is_now(reader):
    """Not as it was when it was left: what was hidden since must not come back."""
    author, other, moderator = reader("citizen"), reader(), reader("moderator-civ")
    author.open("algorithms")
    doomed = author.post("Des mots qui seront cachés.")
    other.open("algorithms")
    expect(other.comment(doomed)).to_contain_text("Des mots qui seront cachés.")
    other.page.locator(f"#foot-{section_key('commons-fund')} .talk-count").click()
    expect(other.page.locator(f'[data-talk="{section_key("commons-fund")}"]')).to_be_visible()
    moderator.open("algorithms")
    moderator.hide(doomed)

    other.page.go_back()

    sees(other.comment(doomed).locator(".tomb"), timeout=5_000)
    expect(other.page.locator("body")).not_to_contain_text("Des mots qui seront cachés.")
    assert "seront cachés" not in other.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    )
