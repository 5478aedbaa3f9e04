"""What changed between two versions is shown section by section, in words and not by colour alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.drafts.versions import difference_url
from tests.drafts.versioning import (
    address,
    many_versions,
    reworded,
    rewrite,
    soup_of,
    texts,
    without_text,
    words,
)
from tests.factories.pages import make_draft, publish

pytestmark = pytest.mark.django_db

QUERIES = 20


def difference(browser, page, part="1...2"):
    return soup_of(browser, address(page, part))


def marked(element, tag):
    """Return what was inserted or deleted, without what only screen readers are told."""
    for told in element.select(".visually-hidden"):
        told.extract()
    return [words(one) for one in element.find_all(tag)]


def test_inserted_and_deleted_words_are_marked_as_such(stage, as_user):
    page = rewrite(stage.page, reworded)
    soup = difference(as_user(), page)
    passage = soup.find(id=f"s-{stage.text.key}")
    assert words(passage.h2).startswith("Modifié")
    assert "sont ouvertes" in " ".join(marked(passage, "ins"))
    assert "existent" in " ".join(marked(passage, "del"))
    assert "restent dispersées" in words(passage)


def test_a_screen_reader_is_told_where_words_came_and_went(stage, as_user):
    passage = difference(as_user(), rewrite(stage.page, reworded)).find(id=f"s-{stage.text.key}")
    assert passage.ins.select_one(".visually-hidden")
    assert passage["aria-labelledby"] == passage.h2["id"]
    assert "Les données sont ouvertes" in words(passage.h2)


def test_unchanged_sections_are_folded_and_can_still_be_linked_to(stage, as_user):
    soup = difference(as_user(), rewrite(stage.page, reworded))
    folds = soup.select("details.unchanged")
    assert [words(one.summary) for one in folds] == ["1 passage inchangé"] * 2
    assert folds[1].find(id=f"s-{stage.sections[2].key}")
    assert "Engagement 1" in words(folds[1])
    assert not folds[1].find_all(["ins", "del"])


def test_neighbours_that_stayed_are_folded_as_one(stage, as_user):
    page = make_draft(stage.consultation_page, slug="long", sections=texts(9))
    page = rewrite(page, lambda raw: [*raw[:8], {**raw[8], "value": "<p>Autre.</p>"}])
    (fold,) = difference(as_user(), page).select("details.unchanged")
    assert words(fold.summary) == "8 passages inchangés"


def test_sections_that_came_and_went_say_so(stage, as_user):
    page = rewrite(
        stage.page,
        lambda raw: [*without_text(raw), {"type": "text", "value": "<p>Tout neuf.</p>"}],
    )
    soup = difference(as_user(), page)
    removed, added = soup.select_one(".passage-removed"), soup.select_one(".passage-added")
    assert words(removed.h2).startswith("Retiré")
    assert marked(removed, "del") == ["Les données existent, mais elles restent dispersées."]
    assert words(added.h2).startswith("Ajouté")
    assert marked(added, "ins") == ["Tout neuf."]
    assert words(soup.select_one("ul.tally")) == "1 passage ajouté 1 passage retiré"


def test_a_section_that_moved_says_so_and_shows_no_change(stage, as_user):
    page = rewrite(stage.page, lambda raw: [raw[0], raw[2], raw[1]])
    soup = difference(as_user(), page)
    (moved,) = soup.select(".passage-moved")
    assert "mêmes mots" in words(moved.h2)
    assert not moved.find_all(["ins", "del"])
    assert "1 passage déplacé" in words(soup.select_one(".tally"))


def test_titles_are_compared_apart_from_the_words_below(stage, as_user):
    def retitled(raw):
        raw[2] = {**raw[2], "value": {**raw[2]["value"], "title": "Engagement premier"}}
        return raw

    page = rewrite(stage.page, retitled)
    page.title = "Projet de plan révisé"
    page = publish(page)
    soup = difference(as_user(), page, "1...3")
    passage = soup.find(id=f"s-{stage.sections[2].key}")
    assert marked(passage.select_one(".passage-title"), "ins") == ["premier"]
    assert not passage.select_one(".passage-words").find_all(["ins", "del"])
    assert "Engagement premier" not in words(passage.select_one(".passage-words"))
    assert "Le titre a changé" in words(soup.main)
    assert "révisé" in marked(soup.main.select_one(".passage-title"), "ins")


def test_a_version_and_itself_have_no_difference(stage, as_user):
    soup = difference(as_user(), stage.page, "1...1")
    assert "Les mots de tous les passages sont restés les mêmes." in words(soup.main)
    assert not soup.main.find_all(["ins", "del"])


def test_words_of_editors_are_no_markup(stage, as_user):
    page = rewrite(
        stage.page,
        lambda raw: [
            {**raw[0], "value": {"level": "2", "text": "<img src=x onerror=y>"}},
            *raw[1:],
        ],
    )
    html = as_user().get(address(page, "1...2")).content.decode()
    assert "<img src=x" not in html


def test_each_change_leads_to_what_is_said_about_the_section(stage, post, as_user):
    post()
    passage = difference(as_user(), rewrite(stage.page, reworded)).find(id=f"s-{stage.text.key}")
    key = stage.text.key
    assert passage.select_one("a.talk-count")["href"] == (
        f"{stage.page.url}?section={key}#talk-{key}"
    )


# Choosing


def test_two_other_versions_are_chosen_without_javascript(stage, as_user):
    page = publish(rewrite(stage.page, reworded))
    form = difference(as_user(), page).select_one("form")
    assert form["method"] == "get"
    chosen = {one["name"]: one.select_one("option[selected]")["value"] for one in form("select")}
    assert chosen == {"from": "1", "to": "2"}
    assert [one["value"] for one in form.select('[name="to"] option')] == ["3", "2", "1"]
    answer = as_user().get(form["action"], {"from": "2", "to": "3"})
    assert answer["Location"] == address(page, "2...3")


def test_the_older_one_comes_first_whatever_was_asked(stage, as_user):
    page = rewrite(stage.page, reworded)
    form = address(page, "difference")
    assert as_user().get(form, {"from": "2", "to": "1"})["Location"] == address(page, "1...2")
    assert as_user().get(address(page, "2...1"))["Location"] == address(page, "1...2")


def test_a_place_in_the_difference_has_an_address(stage, as_user):
    page = rewrite(stage.page, reworded)
    key = stage.text.key
    url, _hash, anchor = difference_url(stage.draft.pk, 1, 2, key).partition("#")
    assert soup_of(as_user(), url).find(id=anchor)
    assert page.translation_key == stage.draft.pk


# Cost


def test_a_difference_costs_the_same_whatever_it_holds(stage, cast, as_user):
    short = make_draft(stage.consultation_page, slug="court", sections=texts(1))
    long = make_draft(stage.consultation_page, slug="long", sections=texts(60))
    counts = []
    for page in (short, long):
        rewrite(
            page,
            lambda raw: [
                {**one, "value": one["value"].replace("Passage", "Paragraphe")} for one in raw
            ],
        )
    many_versions(long, 30)
    browser = as_user(cast.citizen)
    for page in (short, long):
        browser.get(address(page, "1...2"))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address(page, "1...2")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= QUERIES
