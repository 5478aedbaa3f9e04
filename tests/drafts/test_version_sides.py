"""Two versions stand side by side, and a passage that moved says from where to where."""

import pytest
from wagtail.models import PageViewRestriction

from tests.drafts.versioning import address, reworded, rewrite, soup_of, words
from tests.factories.pages import make_draft

pytestmark = pytest.mark.django_db

SIDES = "?view=sides"


def passages(browser, page, query=SIDES):
    return soup_of(browser, address(page, "1...2") + query)


def heard(side):
    """Return what a side says, without what only screen readers are told."""
    for told in side.select(".visually-hidden"):
        told.extract()
    return words(side.select_one(".passage-words"))


def test_each_side_says_what_its_version_says(stage, as_user):
    soup = passages(as_user(), rewrite(stage.page, reworded))
    old, new = soup.find(id=f"s-{stage.text.key}").select(".side")
    assert not old.find("ins")
    assert not new.find("del")
    assert old.select_one("del .visually-hidden")
    assert new.select_one("ins .visually-hidden")
    assert words(old.select_one(".side-name")) == "Version 1"
    assert heard(old) == "Les données existent , mais elles restent dispersées."
    assert heard(new) == "Les données sont ouvertes , mais elles restent dispersées."


def test_a_side_without_the_passage_says_so(stage, as_user):
    page = rewrite(
        stage.page,
        lambda raw: [raw[0], raw[2], {"type": "text", "value": "<p>Tout neuf.</p>"}],
    )
    soup = passages(as_user(), page)
    assert soup.select_one(".passage-added .side:first-child .side-none")
    assert soup.select_one(".passage-removed .side:last-child .side-none")
    assert "Tout neuf." in heard(soup.select(".passage-added .side")[1])


def test_unchanged_passages_stay_folded(stage, as_user):
    soup = passages(as_user(), rewrite(stage.page, reworded))
    assert len(soup.select("details.unchanged")) == 2


@pytest.mark.parametrize("query", ["", "?view=line", "?view=x", "?view=", "?view=SIDES&view=x"])
def test_any_other_way_is_in_one_text(stage, as_user, query):
    soup = passages(as_user(), rewrite(stage.page, reworded), query)
    assert not soup.select(".side")
    assert soup.select_one('.layouts [aria-current="true"]')["href"] == address(stage.page, "1...2")


def test_the_way_stays_as_it_was_chosen(stage, as_user):
    page = rewrite(stage.page, reworded)
    browser = as_user()
    form = passages(browser, page).select_one("form.choose-versions")
    assert form.select_one('[name="view"]')["value"] == "sides"
    chosen = {"from": "2", "to": "1", "view": "sides"}
    assert browser.get(form["action"], chosen)["Location"] == address(page, "1...2") + SIDES
    turned = browser.get(address(page, "2...1") + SIDES)
    assert turned["Location"] == address(page, "1...2") + SIDES


@pytest.mark.parametrize("query", ["", SIDES])
def test_a_passage_that_moved_says_from_where_to_where(stage, as_user, query):
    sections = [("text", f"<p>Passage {name}.</p>") for name in "ABCD"]
    page = make_draft(stage.consultation_page, slug="lettres", sections=sections)
    page = rewrite(page, lambda raw: [raw[3], raw[0], raw[1], raw[2]])
    (moved,) = passages(as_user(), page, query).select(".passage-moved")
    was, now = moved.select(".move > div")
    assert "Passage C." in words(was)
    assert not now.select("q")


def test_a_passage_that_changed_and_moved_says_both(stage, as_user):
    sections = [("text", f"<p>Passage {name}.</p>") for name in "ABCD"]
    page = make_draft(stage.consultation_page, slug="lettres", sections=sections)
    other = {"value": "<p>Passage D, autrement.</p>"}
    page = rewrite(page, lambda raw: [{**raw[3], **other}, *raw[:3]])
    (changed,) = passages(as_user(), page, "").select(".passage-changed")
    assert changed.select_one(".move")
    assert "autrement" in words(changed.ins)


def test_the_sides_of_a_private_draft_are_not_there(stage, as_user):
    page = rewrite(stage.page, reworded)
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="groups")
    assert as_user().get(address(page, "1...2") + SIDES).status_code == 404
