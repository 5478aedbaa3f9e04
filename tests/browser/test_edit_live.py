"""Authors change and delete what they said, and every page shows it at once."""

from playwright.sync_api import expect

from tests.browser.reader import sees
from tests.browser.server import section_key


def test_edit_is_seen_where_it_stands(reader):
    author, public = reader("citizen"), reader()
    author.open("why-lessons")
    posted = author.post("Avant.")
    public.open("why-lessons")
    expect(public.comment(posted)).to_contain_text("Avant.")

    author.edit(posted, "Après.")

    sees(public.comment(posted).get_by_text("Après."))
    expect(public.comment(posted)).not_to_contain_text("Avant.")
    expect(author.comment(posted)).to_be_focused()
    expect(author.comment(posted).locator(".act-edit")).to_be_visible()
    expect(public.comment(posted).locator(".act-edit")).to_have_count(0)


def test_other_tab_of_the_author_may_still_edit(reader):
    author = reader("citizen")
    author.open("why-lessons")
    posted = author.post("Dans deux onglets.")
    other = author.tab()
    other.open("why-lessons")

    author.edit(posted, "Dans l'un des deux.")

    sees(other.comment(posted).get_by_text("Dans l'un des deux."))
    expect(other.comment(posted).locator(".act-edit")).to_be_visible()


def test_begun_edit_is_not_lost_to_an_edit_elsewhere(reader):
    author = reader("citizen")
    author.open("why-lessons")
    posted = author.post("À changer deux fois.")
    other = author.tab()
    other.open("why-lessons")
    other.comment(posted).locator(".act-edit").click()
    box = other.comment(posted).locator("[name=body]")
    box.fill("À moitié chang")
    heard = int(other.heard())

    author.edit(posted, "Plus vite.")

    other.hears(heard + 1)
    expect(box).to_have_value("À moitié chang")
    expect(box).to_be_focused()


def test_edit_left_as_it_is(reader):
    author = reader("citizen")
    author.open("why-lessons")
    posted = author.post("Sans changement.")
    author.comment(posted).locator(".act-edit").click()
    author.comment(posted).locator("[name=body]").fill("Non, finalement")

    author.comment(posted).locator(".act-leave").click()

    expect(author.comment(posted).locator("form.composer-edit")).to_have_count(0)
    expect(author.comment(posted)).to_be_focused()
    author.settles()
    author.comment(posted).locator(".act-edit").click()
    expect(author.comment(posted).locator("[name=body]")).to_have_value("Sans changement.")


def test_deleted_words_are_gone_and_replies_stay(reader):
    author, public = reader("citizen"), reader()
    author.open("why-lessons")
    thread = author.post("Des mots à reprendre.")
    reply = author.answer(thread, "Une réponse qui reste.")
    public.open("why-lessons")

    author.delete(thread)

    sees(public.comment(thread).locator(".tomb"))
    expect(public.page.locator("body")).not_to_contain_text("Des mots à reprendre.")
    expect(public.comment(reply)).to_contain_text("Une réponse qui reste.")
    expect(author.comment(thread).locator(".tomb")).to_be_visible()
    expect(author.comment(thread)).to_be_focused()


def test_deleted_quote_leaves_the_text_unmarked(reader):
    author, public = reader("citizen"), reader()
    author.open("why-lessons")
    passage = public.page.locator(f"#p-{section_key('why-lessons')}")
    public.open("why-lessons")
    words = public.words_of("why-lessons")
    author.quote_from_box(0, 12)
    posted = author.post("Ces mots-là.")
    sees(passage.locator("mark.quoted").first, timeout=5_000)
    assert public.words_of("why-lessons") == words

    author.delete(posted)

    expect(passage.locator(f'[data-quotes~="{posted}"]')).to_have_count(0)
