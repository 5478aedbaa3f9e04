"""Before a new version is published the editor sees what becomes of each quote."""

import pytest
from django.contrib.auth.models import Permission

from consult.drafts.models import DraftPage
from consult.threads.models import Comment
from consult.threads.places import Place
from consult.threads.quotes import Quote
from tests.factories.pages import let_edit
from tests.factories.people import make_user
from tests.threads.foresee_quotes.pages import (
    HOSTILE,
    WORDS,
    address,
    counts,
    numbers,
    rows,
    save,
    see,
    without_text,
)

pytestmark = pytest.mark.django_db

# What is seen


def test_the_editor_sees_what_becomes_of_each_quote(stage, quote, editor, as_user):
    changed, gone = quote(), quote("mais")
    moved, kept = quote("données"), quote("Les")
    page = save(stage.page, "<p>Les toutes données existent, elles restent introuvables.</p>")
    soup = see(as_user(editor), address(page))

    assert counts(soup) == {"kept": 0, "moved": 2, "changed": 1, "gone": 1}
    said = rows(soup)
    assert list(said)[:2] == [str(gone.pk), str(changed.pk)]
    assert {said[str(moved.pk)], said[str(kept.pk)]} == {"moved"}
    assert WORDS in soup.get_text()
    assert "Maïa L." in soup.get_text()
    assert soup.select_one(f'a[href="/c/{changed.pk}"]')


def test_what_is_seen_is_what_happens(stage, quote, editor, as_user):
    for exact in (WORDS, "mais", "données existent", "Les"):
        quote(exact)
    page = save(stage.page, "<p>Toutes les données existent, elles restent introuvables.</p>")
    said = rows(see(as_user(editor), address(page)))

    page.get_latest_revision().publish()

    assert said == {str(one.pk): one.quote_state for one in Comment.objects.all()}


def test_looking_changes_nothing(stage, quote, editor, as_user):
    comment = quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    see(as_user(editor), address(page))
    comment.refresh_from_db()
    assert (comment.quote_state, numbers(page)) == ("kept", [1])


def test_the_latest_saved_text_counts_and_not_the_published_one(stage, quote, editor, as_user):
    quote()
    browser = as_user(editor)
    assert counts(see(browser, address(stage.page)))["kept"] == 1
    save(stage.page, "<p>Tout sera publié.</p>")
    assert counts(see(browser, address(stage.page)))["gone"] == 1


def test_each_line_leads_to_its_section_in_the_editor(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    link = f"/admin/pages/{page.pk}/edit/#:w:contentpath=sections.{stage.text.key}"
    assert see(as_user(editor), address(page)).select_one(f'a[href="{link}"]')


def test_the_section_that_was_taken_out_is_named_and_leads_nowhere(stage, quote, editor, as_user):
    quote("données")
    page = without_text(stage.page)
    row = see(as_user(editor), address(page)).select_one("tr[data-quote]")
    assert "Les données existent" in row.get_text()
    assert not row.select('a[href*="contentpath"]')


def test_a_page_that_was_never_published_has_no_quotes(stage, editor, as_user):
    page = stage.consultation_page.add_child(
        instance=DraftPage(title="Brouillon", slug="brouillon", live=False)
    )
    page.save_revision()
    soup = see(as_user(editor), address(page))
    assert counts(soup) == {"kept": 0, "moved": 0, "changed": 0, "gone": 0}
    assert not soup.select("tr[data-quote]")


def test_the_editor_leads_there(stage, editor, writer, as_user):
    for user in (editor, writer):
        soup = see(as_user(user), f"/admin/pages/{stage.page.pk}/edit/")
        assert soup.select_one(f'a[href="{address(stage.page)}"]')


def test_other_kinds_of_pages_have_no_such_link(stage, editor, as_user):
    soup = see(as_user(editor), f"/admin/pages/{stage.consultation_page.pk}/edit/")
    assert not soup.select('a[href*="/quotes/"]')


def test_the_list_of_many_quotes_is_read_page_by_page_in_few_queries(
    stage, post, editor, as_user, django_assert_max_num_queries
):
    place = Place(stage.draft.pk, stage.text.key, Quote(WORDS))
    made = {str(post(place=place).pk) for _number in range(55)}
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(editor)
    first = rows(see(browser, address(page)))
    with django_assert_max_num_queries(40):
        second = rows(see(browser, f"{address(page)}?p=2"))
    assert (len(first), len(second)) == (50, 5)
    assert {*first, *second} == made


# Who may see it


def test_only_those_who_may_edit_the_page_see_its_quotes(stage, cast, editor, as_user):
    """CVE-2026-45086: participants opened an admin editor by its address."""
    insider = make_user("Dedans")
    insider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    elsewhere = let_edit(make_user("Voisine"), stage.other_page.get_parent())
    seen = address(stage.page)
    for browser in (as_user(insider), as_user(elsewhere)):
        answer = browser.get(seen)
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
        ajax = {"X-Requested-With": "XMLHttpRequest"}
        assert browser.get(seen, headers=ajax).status_code == 403
    for reader in (cast.citizen, cast.moderator_gov, None):
        answer = as_user(reader).get(seen)
        assert answer.status_code in (302, 403)
        assert "/login/" in answer.get("Location", "/login/")
    assert as_user(editor).get(seen).status_code == 200
    assert numbers(stage.page) == [1]


def test_an_address_of_another_kind_of_page_leads_nowhere(stage, cast, as_user):
    browser = as_user(cast.admin)
    for number in (stage.consultation_page.pk, 999_999):
        answer = browser.get(f"/admin/drafts/{number}/quotes/", follow=True)
        assert answer.status_code == 404


def test_who_may_not_publish_sees_the_quotes_and_no_button(translated, cast, as_user):
    soup = see(as_user(cast.drafter_gov), address(translated, asks=True))
    assert counts(soup)["gone"] == 1
    assert not soup.select("form [name=seen]")


def test_hidden_words_stay_hidden_from_editors_and_not_from_moderators(
    stage, cast, quote, hide, editor, as_user
):
    hide(quote())
    page = save(stage.page, "<p>Tout sera publié.</p>")
    soup = see(as_user(editor), address(page))
    assert counts(soup)["gone"] == 1
    assert WORDS not in soup.get_text()
    assert "Maïa" not in soup.get_text()
    moderator = let_edit(cast.moderator_gov, stage.page)
    assert WORDS in see(as_user(moderator), address(page)).get_text()


def test_titles_names_and_quoted_words_are_text_and_never_markup(
    stage, cast, post, editor, as_user
):
    """CVE-2026-28223: a page title as script in an admin message."""
    page = DraftPage.objects.get(pk=stage.page.pk)
    page.title = HOSTILE
    page.sections = [
        {**one, "value": "<p>Dire &lt;script&gt;alert(1)&lt;/script&gt; ici</p>"}
        if one["type"] == "text"
        else dict(one)
        for one in page.sections.raw_data
    ]
    page.save_revision().publish()
    cast.citizen.public_name = HOSTILE
    cast.citizen.save(update_fields=["public_name"])
    post(place=Place(stage.draft.pk, stage.text.key, Quote(HOSTILE)))
    page = save(page, "<p>Rien.</p>")
    browser = as_user(editor)

    for url in (address(page), address(page, asks=True)):
        html = browser.get(url).content.decode()
        assert HOSTILE not in html
        assert "&lt;script&gt;alert(1)" in html
