"""What a moderator hides is gone from every window at once, and nothing of it comes back."""

from playwright.sync_api import expect

from cms.demo import content
from tests.browser.reader import sees
from tests.browser.server import PLAN, section_key

WORDS = "Des mots que la charte ne permet pas"


def test_hidden_comment_leaves_every_window_and_comes_back(reader):
    author, other, moderator = reader("citizen"), reader("drafter-civ"), reader("moderator-civ")
    author.open("integrity-intro")
    thread = author.post(f"{WORDS}.")
    reply = author.answer(thread, "Une réponse qui reste.")
    public = reader()
    for one in (other, moderator, public):
        one.open("integrity-intro")
    count, total = public.count("integrity-intro"), public.total()

    moderator.hide(thread)

    for one in (author, other, public):
        sees(one.comment(thread).locator(".tomb"))
        article = content.read("site")["charter"][0]["title"]["fr"]
        expect(one.comment(thread).locator(".tomb")).to_contain_text(article)
        expect(one.page.locator("body")).not_to_contain_text(WORDS)
        expect(one.comment(reply)).to_contain_text("Une réponse qui reste.")
        assert (one.count("integrity-intro"), one.total()) == (count - 1, total - 1)
        expect(one.page.locator(".act-moderate")).to_have_count(0)
    expect(moderator.comment(thread).locator(".hidden-words")).to_have_text(f"{WORDS}.")
    expect(moderator.comment(thread).locator(".tomb")).to_be_visible()
    expect(moderator.comment(thread).locator(".act-moderate")).to_be_visible()
    expect(moderator.comment(thread)).to_be_focused()

    query = f"?section={section_key('integrity-intro')}"
    paths = [
        f"{PLAN['fr']}{query}",
        f"{PLAN['en']}{query}",
        f"/c/{thread}",
        f"/fr/comments/{thread}/",
    ]
    for path in [*paths, f"/fr/comments/{thread}/reply/"]:
        answer = public.context.request.get(public.server.address(path))
        assert answer.ok, path
        assert WORDS not in answer.text(), path

    heard = int(public.heard())
    moderator.restore(thread)

    moderator.hears(heard + 1)
    for one in (author, other, public, moderator):
        sees(one.comment(thread).locator(".words"))
        expect(one.comment(thread).locator(".words")).to_have_text(f"{WORDS}.")
        expect(one.comment(thread).locator(".tomb")).to_have_count(0)
        expect(one.page.locator("[data-total]").first).to_have_text(str(total))
        assert one.count("integrity-intro") == count
        expect(one.comment(reply)).to_be_visible()


def test_comment_hidden_while_it_waits_is_a_tombstone_when_shown(reader):
    author, other, moderator = reader("citizen"), reader(), reader("moderator-gov")
    for one in (author, other, moderator):
        one.open("lobby-register")
    doomed = author.post(f"{WORDS}, en attente.")
    sees(other.fresh())
    sees(moderator.fresh())
    moderator.fresh().click()
    heard = int(other.heard())

    moderator.hide(doomed)
    other.hears(heard + 1)
    other.fresh().click()

    sees(other.comment(doomed).locator(".tomb"))
    expect(other.page.locator("body")).not_to_contain_text(WORDS)


def test_moderator_sees_live_comments_with_the_controls(reader):
    author, moderator = reader("citizen"), reader("moderator-gov")
    author.open("beneficial-ownership")
    moderator.open("beneficial-ownership")
    total = moderator.total()

    posted = [
        author.post_by_http("beneficial-ownership", f"Vite, {number}.") for number in range(6)
    ]

    expect(moderator.page.locator("[data-total]").first).to_have_text(str(total + 6))
    moderator.fresh().click()
    expect(moderator.comment(posted[-1])).to_be_visible()
    assert moderator.shown("beneficial-ownership")[:6] == posted[::-1]
    for one in posted:
        expect(moderator.comment(one).locator(".act-moderate")).to_be_visible()


def test_refused_decision_keeps_the_form(reader):
    author, moderator = reader("citizen"), reader("moderator-gov")
    author.open("amendment")
    posted = author.post("Sans article, pas de décision.")
    moderator.open("amendment")
    moderator.tolerate("status of 400", "status of 422")
    moderator.comment(posted).locator(".act-moderate").click()
    form = moderator.page.locator(f"#moderate-{posted} form")
    expect(form.locator("input[type=radio]").first).to_be_focused()

    form.locator("textarea").fill("Parce que.")
    form.locator("button[type=submit]").click()

    sees(form.get_by_role("alert"), timeout=5_000)
    expect(form.locator("textarea")).to_have_value("Parce que.")
    expect(moderator.comment(posted).locator(".tomb")).to_have_count(0)
