"""A text that changes, or goes, under those who read it."""

from playwright.sync_api import expect

from tests.browser.reader import sees

DRAFT = "/fr/consultations/plan-2027-2029/methode-et-calendrier/"
PAGES = """
from consult.drafts.models import DraftPage
page = DraftPage.objects.get(slug="methode-et-calendrier", alias_of=None)
pages = DraftPage.objects.filter(translation_key=page.translation_key)
"""
SOON = 15_000
"""Milliseconds: another process did it, of whom the embedded default hears by asking."""


def test_new_version_is_told_and_an_unpublished_draft_closes(reader, server):
    author, other = reader("citizen"), reader()
    for one in (author, other):
        one.go(DRAFT)
        one.is_live()
        one.page.locator(".talk-count").last.click()
        expect(one.page.locator(".talk")).to_be_visible()
    notice = other.page.locator("[data-new-version]")
    expect(notice).to_be_hidden()
    author.field().fill("Ces mots ne se perdent pas.")

    server.shell(f"{PAGES}\npage.save_revision().publish()")

    sees(notice, timeout=SOON)
    expect(author.page.locator("[data-new-version]")).to_be_visible()
    expect(author.field()).to_have_value("Ces mots ne se perdent pas.")
    notice.locator("a").click()
    other.is_live()
    expect(notice).to_be_hidden()

    server.shell(f"{PAGES}\nfor one in pages: one.unpublish()")

    for one in (author, other):
        expect(one.page.locator("html")).to_have_attribute(
            "data-socket", "closed 4404", timeout=SOON
        )
        sees(one.page.locator("[data-connection]"))
    author.tolerate("status of 404")
    author.composer().locator("button[type=submit]").click()
    sees(author.composer().get_by_role("alert"), timeout=5_000)
    expect(author.field()).to_have_value("Ces mots ne se perdent pas.")
