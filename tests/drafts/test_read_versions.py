"""Every publication can be read as it was, by those who may read the draft now and by nobody else."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from consult.drafts.models import Section, Version
from consult.drafts.queries import latest_wording
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
from tests.factories.pages import locale, make_draft, publish

pytestmark = pytest.mark.django_db

QUERIES = 20


@pytest.fixture
def queries(as_user):
    """Count the queries of a page for somebody who has just opened it once."""

    def count(url, reader=None):
        browser = as_user(reader)
        assert browser.get(url).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        return len(captured)

    return count


def every_address(page):
    return [
        address(page),
        address(page, 1),
        address(page, "1...2"),
        address(page, "2...1"),
        address(page, "difference") + "?from=1&to=2",
    ]


# The list


def test_the_list_has_the_newest_first_and_says_how_much_changed(stage, as_user):
    page = rewrite(stage.page, reworded)
    page = rewrite(
        page, lambda raw: [*without_text(raw), {"type": "text", "value": "<p>Neuf.</p>"}]
    )
    page.title = "Projet révisé"
    publish(page)

    soup = soup_of(as_user(), address(page))
    listed = [words(one) for one in soup.select(".version")]
    assert [one[:9] for one in listed] == ["Version 4", "Version 3", "Version 2", "Version 1"]
    assert [words(one) for one in soup.select(".version-title")] == [
        "Projet révisé",
        *["Projet de plan"] * 3,
    ]
    assert "Les mots de tous les passages sont restés les mêmes." in listed[0]
    assert "1 passage ajouté" in listed[1]
    assert "1 passage retiré" in listed[1]
    assert "modifié" not in listed[1]
    assert "1 passage modifié" in listed[2]
    assert "Première version, avec 3 passages" in listed[3]


def test_the_list_leads_to_each_version_and_to_what_changed(stage, as_user):
    page = rewrite(stage.page, reworded)
    soup = soup_of(as_user(), address(page))
    links = {one["href"] for one in soup.select("main a")}
    assert {address(page, 1), address(page, 2), address(page, "1...2"), page.url} <= links
    assert address(page, "0...1") not in links


def test_the_draft_page_leads_to_its_versions(stage, as_user):
    soup = soup_of(as_user(), stage.page.url)
    assert soup.select_one(".masthead a.all-versions")["href"] == address(stage.page)


def test_a_long_list_is_read_in_pages_of_twenty(stage, as_user):
    many_versions(stage.page, 42)  # 43 in all
    seen, url = [], address(stage.page)
    while url:
        soup = soup_of(as_user(), url)
        seen.append([words(one) for one in soup.select(".version-name > a")])
        more = soup.select_one('.more a[href^="?before="]')
        url = address(stage.page) + more["href"] if more else None
    assert [len(one) for one in seen] == [20, 20, 3]
    assert [one for names in seen for one in names] == [
        f"Version {number}" for number in range(43, 0, -1)
    ]


def test_the_last_of_a_page_is_compared_with_the_one_that_stands_on_the_next(stage, as_user):
    many_versions(stage.page, 20)
    last = soup_of(as_user(), address(stage.page)).select(".version")[-1]
    assert last.select_one(f'a[href="{address(stage.page, "1...2")}"]')


# One version


def test_a_version_shows_the_text_as_it_stood(stage, as_user):
    page = rewrite(stage.page, reworded)
    first, second = (words(soup_of(as_user(), address(page, one)).article) for one in (1, 2))
    assert "mais elles restent dispersées" in first
    assert "ouvertes, mais" not in first
    assert "ouvertes, mais" in second


def test_an_earlier_version_says_so_and_leads_to_the_text_of_today(stage, as_user):
    page = rewrite(stage.page, reworded)
    notice = soup_of(as_user(), address(page, 1)).select_one(".notice")
    assert "version antérieure" in words(notice)
    assert [one["href"] for one in notice.select("a")] == [page.url, address(page, "1...2")]
    latest = soup_of(as_user(), address(page, 2)).select_one(".notice")
    assert "version actuelle" in words(latest)


def test_searches_are_not_led_to_words_that_were_changed_since(stage, as_user):
    page = rewrite(stage.page, reworded)
    for part in (1, 2, "1...2"):
        soup = soup_of(as_user(), address(page, part))
        assert soup.select_one('meta[name="robots"]')["content"] == "noindex"
        assert not soup.select('link[rel="canonical"]')
    assert not soup_of(as_user(), address(page)).select('meta[name="robots"]')


def test_each_section_leads_to_what_is_said_about_it(stage, post, as_user):
    post()
    soup = soup_of(as_user(), address(stage.page, 1))
    key = stage.text.key
    section = soup.find(id=f"s-{key}")
    link = section.select_one("a.talk-count")
    assert link["href"] == f"{stage.page.url}?section={key}#talk-{key}"
    assert words(link) == "1 contribution"
    assert soup.find(id=f"s-{stage.sections[0].key}").select_one("a.talk-count") is None
    assert as_user().get(link["href"]).status_code == 200


def test_text_is_what_editors_wrote_and_titles_are_no_markup(stage, as_user):
    """CVE-2026-28223: a page title as script."""
    stage.page.title = "<script>alert(1)</script>"
    page = publish(stage.page)
    for part in ([], [2], ["1...2"]):
        html = as_user().get(address(page, *part)).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


# Languages


def test_each_language_has_versions_of_its_own(stage, english_page, as_user):
    rewrite(stage.page, reworded)
    draft = stage.draft.pk
    french = soup_of(as_user(), f"/fr/drafts/{draft}/versions/")
    english = soup_of(as_user(), f"/en/drafts/{draft}/versions/")
    assert len(french.select(".version")) == 2
    assert len(english.select(".version")) == 1
    assert as_user().get(f"/en/drafts/{draft}/versions/2/").status_code == 404
    assert as_user().get(f"/en/drafts/{draft}/versions/1...2/").status_code == 404


def test_without_a_translation_the_versions_are_those_of_the_text_there_is(stage, as_user):
    page = stage.other_page
    soup = soup_of(as_user(), f"/en/drafts/{page.translation_key}/versions/1/")
    assert soup.article.select_one("[lang]")["lang"] == "fr"
    assert "dispersées" in words(soup.article)


def test_a_page_that_mirrors_another_shows_the_versions_of_that_one(stage, as_user):
    for one in (*stage.other_page.get_ancestors().filter(depth__gt=1).specific(), stage.other_page):
        if not one.has_translation(locale("en")):
            one.copy_for_translation(locale("en"), copy_parents=True, alias=True)
    mirror = stage.other_page.get_translation(locale("en"))
    assert mirror.alias_of_id == stage.other_page.pk
    soup = soup_of(as_user(), f"/en/drafts/{stage.other_page.translation_key}/versions/1/")
    assert "dispersées" in words(soup.article)
    assert mirror.url in {one["href"] for one in soup.select(".notice a")}


def test_the_latest_wording_is_of_the_language_or_of_any(stage, english_page):
    rewrite(stage.page, reworded)
    rewrite(english_page, lambda raw: [raw[0], {**raw[1], "value": "<p>Open.</p>"}, raw[2]])
    rewrite(english_page, without_text)
    section = stage.text
    assert latest_wording(section, "fr").text.startswith("Les données sont ouvertes")
    assert latest_wording(section, "en").text == "Open."
    assert latest_wording(section, "ar").text == "Open."
    assert latest_wording(Section.objects.get(key=stage.draft.pk), "fr") is None
    with CaptureQueriesContext(connection) as captured:
        assert latest_wording(section, "en").version.number >= 2
    assert len(captured) == 1


# Who may read them


def test_versions_of_a_draft_behind_a_sign_in_are_for_those_who_signed_in(stage, cast, as_user):
    """CVE-2026-40870, and Discourse's hidden revisions: an old version asks what the page asks."""
    page = rewrite(stage.other_page, reworded)
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    for url in every_address(page):
        assert as_user().get(url).status_code == 404, url
        assert as_user(cast.citizen).get(url).status_code in (200, 302), url


def test_versions_of_a_draft_of_a_group_are_for_that_group(stage, cast, as_user):
    """CVE-2026-40870: a draft that one may not see is a 404 everywhere."""
    page = rewrite(stage.other_page, reworded)
    group = Group.objects.create(name="Relecture")
    restriction = PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="groups")
    restriction.groups.add(group)
    cast.drafter_gov.groups.add(group)
    for url in every_address(page):
        for reader in (None, cast.citizen, cast.moderator_gov):
            answer = as_user(reader).get(url)
            assert answer.status_code == 404, url
            assert "dispersées" not in answer.content.decode()
        assert as_user(cast.drafter_gov).get(url).status_code in (200, 302), url


def test_versions_of_an_unpublished_draft_are_nobodys(stage, cast, as_user):
    page = rewrite(stage.other_page, reworded)
    page.unpublish()
    for url in every_address(page):
        for reader in (None, cast.citizen, cast.publisher, cast.admin):
            assert as_user(reader).get(url).status_code == 404, url


def test_one_public_language_does_not_open_the_versions_of_the_private_one(
    stage, english_page, as_user
):
    """CVE-2026-44200: check the source as well as the target."""
    rewrite(stage.page, reworded)
    PageViewRestriction.objects.create(page=stage.page.page_ptr, restriction_type="login")
    assert Version.objects.filter(draft=stage.draft, language="en").count() == 1
    for url in every_address(stage.page)[2:]:
        answer = as_user().get(url, follow=True)
        assert answer.status_code == 404, url
    soup = soup_of(as_user(), address(stage.page, 1))
    assert soup.article.select_one("[lang]")["lang"] == "en"


def test_a_mirror_does_not_open_the_versions_of_the_private_page_that_it_shows(stage, as_user):
    """CVE-2026-44200: check the source as well as the target."""
    for one in (*stage.other_page.get_ancestors().filter(depth__gt=1).specific(), stage.other_page):
        if not one.has_translation(locale("en")):
            one.copy_for_translation(locale("en"), copy_parents=True, alias=True)
    PageViewRestriction.objects.create(page=stage.other_page.page_ptr, restriction_type="login")
    url = f"/en/drafts/{stage.other_page.translation_key}/versions/"
    assert as_user().get(url).status_code == 404
    assert as_user().get(f"{url}1/").status_code == 404


# Addresses


@pytest.mark.parametrize(
    "part",
    ["0", "2", "999999999999999999999999", "9" * 5000, "-1", "x", "1.5", "1...2", "2...3",
     "1...99999999999999999999", "0...0", "...1", "1...", "1..1", "difference", "٣"],
)  # fmt: skip
def test_a_version_that_is_not_there_is_a_404(stage, as_user, part):
    assert as_user().get(address(stage.page, part)).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "from=1", "from=1&to=", "from=x&to=1", "from=-1&to=1", "from=1&to=99999999999999999999",
     "from=1&to=2", "from=1&to=%00", "from=²&to=1"],
)  # fmt: skip
def test_a_choice_that_is_none_is_a_404(stage, as_user, query):
    answer = as_user().get(f"{address(stage.page, 'difference')}?{query}", follow=True)
    assert answer.status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "0", "\x00", "9" * 5000, "²", "' OR 1=1 --", "<b>"])
def test_a_place_in_the_list_is_a_number_or_nothing(stage, as_user, before):
    answer = as_user().get(address(stage.page), {"before": before})
    assert answer.status_code == 200


def test_a_draft_that_never_was_is_a_404(stage, as_user):
    for part in ("", "1/", "1...2/", "difference/?from=1&to=2"):
        assert as_user().get(f"/fr/drafts/{uuid4()}/versions/{part}").status_code == 404
        consultation = stage.consultation.pk  # a page's key that is no draft's
        assert as_user().get(f"/fr/drafts/{consultation}/versions/{part}").status_code == 404


def test_versions_are_only_read(stage, cast, as_user):
    for url in every_address(stage.page):
        assert as_user(cast.admin).post(url).status_code == 405


# Cost


@pytest.mark.parametrize("reader", [None, "citizen"])
def test_the_list_costs_the_same_whatever_it_holds(stage, cast, queries, reader):
    reader = getattr(cast, reader) if reader else None
    short = make_draft(stage.consultation_page, slug="court", sections=texts(1))
    long = make_draft(stage.consultation_page, slug="long", sections=texts(60))
    many_versions(short, 2)
    many_versions(long, 30)
    few, many = (queries(address(page), reader) for page in (short, long))
    assert few == many <= QUERIES


@pytest.mark.parametrize("reader", [None, "citizen"])
def test_a_version_costs_the_same_whatever_it_holds(stage, cast, queries, reader):
    reader = getattr(cast, reader) if reader else None
    short = make_draft(stage.consultation_page, slug="court", sections=texts(1))
    long = make_draft(stage.consultation_page, slug="long", sections=texts(60))
    many_versions(short, 2)
    many_versions(long, 30)
    few, many = (queries(address(page, 2), reader) for page in (short, long))
    assert few == many <= QUERIES
