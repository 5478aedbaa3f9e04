"""A passage's story: what happened to it from version to version, because of whom, and the answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.answers.models import Answer, AnswerLink, AnswerStatus, AnswerText
from consult.drafts.models import DraftPage
from tests.drafts.versioning import (
    address,
    many_versions,
    reworded,
    rewrite,
    soup_of,
    words,
)
from tests.factories.adoptions import publish_working, take_up
from tests.factories.pages import locale, synchronise

pytestmark = pytest.mark.django_db

QUERIES = 26


def url(stage, section, language="fr"):
    return f"/{language}/drafting/{stage.draft.pk}/sections/{section.key}/story/"


@pytest.fixture
def story(stage, as_user):
    """Read the entries of the text section's story, the newest first."""

    def read(section=None, reader=None, query=""):
        soup = soup_of(as_user(reader), url(stage, section or stage.text) + query)
        return soup.select(".story-entry")

    return read


def turns(entries):
    return [one["class"][1].removeprefix("story-") for one in entries]


def answer(stage, cast, contributions, *, status=AnswerStatus.PUBLISHED, reasons="Fait."):
    given = Answer.objects.create(
        draft=stage.draft,
        outcome="adopted",
        status=status,
        section=stage.text,
        written_by=cast.drafter_gov,
        college="government",
        language="fr",
        published_at=timezone.now() if status == AnswerStatus.PUBLISHED else None,
    )
    AnswerText.objects.create(answer=given, reasons=reasons, locale=locale("fr"))
    AnswerLink.objects.bulk_create(
        AnswerLink(answer=given, contribution=one) for one in contributions
    )
    return given


def test_a_story_tells_all_that_happened_to_a_passage(stage, story):
    section, page = stage.text, rewrite(stage.page, reworded)
    text = dict(page.sections.raw_data[1])
    page = rewrite(page, lambda raw: [raw[1], raw[0], raw[2]])
    page = rewrite(page, lambda raw: [raw[1], raw[2]])
    rewrite(page, lambda raw: [*raw, text])
    entries = story(section)
    assert turns(entries) == ["returned", "removed", "moved", "changed", "added"]
    assert "ouvertes" in words(entries[3].ins)
    assert entries[2].select_one(".move q").string.startswith("Ouvrir les données")
    links = [one["href"] for one in entries[3].select("a")]
    assert f"{address(stage.page, '1...2')}#s-{section.key}" in links


def test_what_happened_to_others_is_no_part_of_it(stage, story):
    rewrite(stage.page, reworded)
    assert turns(story(stage.sections[0])) == ["added"]


def test_a_change_names_its_causes(stage, cast, post, story):
    take_up(stage.page, stage.text, [post("Ouvrez.")], by=cast.drafter_civ, words="Ouvertes.")
    publish_working(stage.page)
    changed, added = story()
    assert "Maïa L." in words(changed.select_one(".causes"))
    assert not added.select(".causes")


def test_published_answers_that_name_it_stand_in_their_time(stage, cast, post, story):
    said = post("Ouvrez.")
    rewrite(stage.page, reworded)
    answer(stage, cast, [said], reasons="<b>Fait</b> & publié.")
    answer(stage, cast, [said], status=AnswerStatus.DRAFT, reasons="Secret")
    entries = story()
    assert turns(entries) == ["answer", "changed", "added"]
    assert "<b>Fait</b> & publié." in words(entries[0])
    assert entries[0].select_one("a.contribution")["href"] == f"/c/{said.pk}"
    assert not entries[0].select("b")


def test_what_is_hidden_leaves_no_word_and_no_name(stage, cast, post, hide, story):
    said = post("Xylophage", by=cast.neighbour)
    take_up(stage.page, stage.text, [said], by=cast.drafter_civ, words="Ouvertes.")
    publish_working(stage.page)
    answer(stage, cast, [said])
    hide(said)
    for reader in (None, cast.moderator_gov):
        shown = " ".join(map(str, story(reader=reader)))
        assert "Ravi" not in shown
        assert "Xylophage" not in shown
        assert shown.count(f"/c/{said.pk}") == 2


def test_a_story_is_told_in_the_versions_of_the_reader_s_language(stage, english_page, as_user):
    rewrite(stage.page, reworded)
    synchronise(DraftPage.objects.get(pk=stage.page.pk))
    shown = soup_of(as_user(), url(stage, stage.text, "en")).select(".story-entry")
    assert turns(shown)[-1] == "added"
    assert "Changed in version" in words(shown[0])


def test_a_long_story_is_read_in_pages(stage, as_user):
    rewrite(stage.page, reworded)
    many_versions(stage.page, 42)  # 44 in all
    seen, next_page = [], ""
    while next_page is not None:
        soup = soup_of(as_user(), url(stage, stage.text) + next_page)
        seen.append(turns(soup.select(".story-entry")))
        more = soup.select_one('.more a[href^="?before="]')
        next_page = more["href"] if more else None
    assert seen == [[], [], ["changed", "added"]]


def test_a_story_costs_the_same_whatever_it_holds(stage, cast, post, as_user):
    counts = []
    browser = as_user()
    for number in (1, 9):
        for _ in range(number):
            said = [post(f"Avis {one}") for one in range(number)]
            take_up(stage.page, stage.text, said, by=cast.drafter_civ, words=f"Mots {said[0].pk}")
            publish_working(stage.page)
        answer(stage, cast, said)
        browser.get(url(stage, stage.text))
        with CaptureQueriesContext(connection) as captured:
            soup_of(browser, url(stage, stage.text))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= QUERIES


# Who, and how one gets there


def test_a_story_of_a_private_draft_or_of_no_passage_is_not_there(stage, as_user):
    browser = as_user()
    assert browser.get(url(stage, stage.draft.sections.get(key=stage.draft.pk))).status_code == 404
    other = stage.other_draft.sections.exclude(key=stage.other_draft.pk).first()
    assert browser.get(url(stage, other)).status_code == 404
    assert browser.get(url(stage, stage.text) + "?before=1").status_code == 404
    assert browser.get(url(stage, stage.text) + "?before=x").status_code == 200
    for one in stage.page.get_translations(inclusive=True):
        PageViewRestriction.objects.create(page=one.page_ptr, restriction_type="groups")
    assert browser.get(url(stage, stage.text)).status_code == 404


def test_a_passage_that_only_another_language_has_has_no_story_here(stage, english_page, as_user):
    """Wagtail CVE-2026-44200: one public language does not open the private one."""
    page = DraftPage.objects.get(pk=stage.page.pk)
    page = rewrite(page, lambda raw: [*raw, {"type": "text", "value": "<p>Neuf.</p>"}])
    added = stage.sections[-1]
    assert as_user().get(url(stage, added)).status_code == 200
    assert as_user().get(url(stage, added, "en")).status_code == 404


def test_passages_of_a_text_with_earlier_versions_lead_to_their_story(stage, as_user):
    assert not soup_of(as_user(), stage.page.url).select(".story-link")
    page = rewrite(stage.page, reworded)
    foot = soup_of(as_user(), page.url).find(id=f"foot-{stage.text.key}")
    assert foot.select_one("a.story-link")["href"] == url(stage, stage.text)
    assert not soup_of(as_user(), page.url).find(id=f"foot-{stage.draft.pk}").select(".story-link")
    passage = soup_of(as_user(), address(page, "1...2")).find(id=f"s-{stage.text.key}")
    assert passage.select_one("a.story-link")["href"] == url(stage, stage.text)


def test_hostile_titles_are_no_markup(stage, as_user):
    rewrite(
        stage.page,
        lambda raw: [
            {**raw[0], "value": {"level": "2", "text": "<img src=x onerror=y>"}},
            raw[2],
            raw[1],
        ],
    )
    for section in stage.sections:
        html = as_user().get(url(stage, section)).content.decode()
        assert "<img src=x" not in html
