"""Who loses the line gets it back, and misses nothing."""

from playwright.sync_api import expect

from tests.browser.reader import sees


def test_reader_who_was_offline_has_each_comment_once(reader):
    author, other = reader("citizen"), reader()
    author.open("procurement-intro")
    other.open("procurement-intro")
    before, total = other.shown("procurement-intro"), other.total()
    notice = other.page.locator("[data-connection]")
    expect(notice).to_be_hidden()

    with other.offline():
        sees(notice)
        posted = [author.post(f"Hors ligne, {number}.") for number in ("un", "deux", "trois")]
        assert other.shown("procurement-intro") == before
        expect(other.fresh()).to_be_hidden()

    expect(notice).to_be_hidden()
    sees(other.fresh())
    other.fresh().click()
    expect(other.comment(posted[2])).to_be_visible()
    assert other.shown("procurement-intro") == [*reversed(posted), *before]
    assert other.total() == total + 3


def test_comment_hidden_while_a_reader_was_offline_never_shows_its_words(reader):
    author, other, moderator = reader("citizen"), reader(), reader("moderator-civ")
    for one in (author, other, moderator):
        one.open("procurement-intro")

    with other.offline():
        doomed = author.post("Des mots qui ne durent pas.")
        moderator.fresh().click()
        moderator.hide(doomed)

    sees(other.fresh(), timeout=5_000)
    other.fresh().click()
    sees(other.comment(doomed).locator(".tomb"))
    expect(other.page.locator("body")).not_to_contain_text("Des mots qui ne durent pas.")


def test_server_restarts_under_open_pages(reader, server):
    author, other = reader("citizen"), reader()
    for one in (author, other):
        one.open("commons-intro")
        one.tolerate("WebSocket connection", "ERR_CONNECTION_REFUSED", "htmx:")
    before = other.shown("commons-intro")
    box = author.composer()

    server.stop()
    try:
        box.locator("[name=body]").fill("Pendant la panne.")
        box.locator("button[type=submit]").click()
        sees(box.get_by_role("alert"))
        expect(box.locator("[name=body]")).to_have_value("Pendant la panne.")
        expect(other.page.locator("html")).to_have_attribute("data-socket", "closed 1012")
    finally:
        server.start()
    posted = [author.post("Pendant la panne."), author.post("Après la panne.")]

    for one in (author, other):
        expect(one.page.locator("html")).to_have_attribute("data-socket", "ready", timeout=20_000)
        expect(one.page.locator("[data-connection]")).to_be_hidden()
    sees(other.fresh())
    other.fresh().click()
    expect(other.comment(posted[1])).to_be_visible()
    assert other.shown("commons-intro") == [*reversed(posted), *before]
    assert author.shown("commons-intro") == [*reversed(posted), *before]
