"""Each change names the contributions that caused it, and each contribution the change."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction, Revision

from consult.answers.models import Adoption
from consult.answers.queries.trace import causes_between, changes_of
from consult.answers.services.trace import link_adoptions
from consult.drafts.diff import SectionStatus
from consult.drafts.models import DraftPage, Version
from consult.drafts.versions import difference_of
from consult.threads import services as threads
from tests.drafts.versioning import address, rewrite, soup_of, words
from tests.factories.adoptions import publish_working, take_up
from tests.factories.pages import publish, synchronise

pytestmark = pytest.mark.django_db

QUERIES = 20


@pytest.fixture
def adopt(stage, cast, post):
    """Take a contribution up into the draft's text section."""

    def act(words="Les données sont ouvertes.", *contributions, section=None):
        contributions = contributions or (post("Ouvrez-les."),)
        section = section or stage.text
        (adoption, *_rest) = take_up(
            stage.page, section, list(contributions), by=cast.drafter_civ, words=words
        )
        return adoption

    return act


def versions(stage, language="fr"):
    return list(Version.objects.filter(draft=stage.draft, language=language).order_by("number"))


def version_of(adoption):
    adoption.refresh_from_db()
    return adoption.version and adoption.version.number


def causes(stage, before, after):
    first, last = (versions(stage)[number - 1] for number in (before, after))
    return {
        key: [one.adoption.pk for one in found]
        for key, found in causes_between(first, last).items()
    }


# From the publication


def test_a_publication_links_what_it_bears(stage, adopt):
    adoption = adopt()
    assert version_of(adoption) is None
    publish_working(stage.page)
    assert version_of(adoption) == 2
    assert causes(stage, 1, 2) == {stage.text.key: [adoption.pk]}


def test_what_was_taken_up_and_undone_is_linked_to_nothing_now_or_later(stage, adopt):
    adoption = adopt()
    publish(DraftPage.objects.get(pk=stage.page.pk))  # the words of the first version, again
    assert version_of(adoption) is None
    other = adopt("Tout autre chose.")
    publish_working(stage.page)
    assert version_of(adoption) is None
    assert version_of(other) == 3


def test_a_later_revision_is_not_linked_to_an_earlier_publication(stage, adopt):
    early = adopt("Les données sont ouvertes.")
    revision = early.revision_id
    late = adopt("Les données sont ouvertes à tous.")
    Revision.objects.get(pk=revision).publish()
    assert (version_of(early), version_of(late)) == (2, None)
    publish_working(stage.page)
    assert (version_of(early), version_of(late)) == (2, 3)


def test_a_revision_that_is_not_kept_any_more_loses_no_cause(stage, adopt):
    adoption = adopt()
    gone = adoption.revision
    adopt("Les données sont ouvertes à tous.")
    gone.delete()
    publish_working(stage.page)
    assert version_of(adoption) == 2


def test_linking_twice_links_nothing_twice(stage, adopt):
    adoption = adopt()
    publish_working(stage.page)
    before, after = versions(stage)
    assert link_adoptions(version=after) == []
    assert link_adoptions(version=before) == []
    assert version_of(adoption) == 2


def test_what_was_taken_up_in_another_language_waits_for_its_own(stage, english_page, adopt):
    adoption = adopt()
    publish(english_page)
    assert version_of(adoption) is None


# Both ways


ACTS = st.lists(st.sampled_from(["adopt", "edit", "undo", "publish"]), min_size=2, max_size=9)


@given(acts=ACTS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_trace_is_complete_both_ways(stage, adopt, post, acts):
    for number, act in enumerate([*acts, "publish"]):
        if act == "adopt":
            adopt(f"Mots {number}.", post(f"Avis {number}"))
        elif act == "publish":
            publish_working(stage.page)
        else:
            working = DraftPage.objects.get(pk=stage.page.pk).get_latest_revision_as_object()
            raw = [dict(one) for one in working.sections.raw_data]
            if act == "undo":
                raw[1] = dict(DraftPage.objects.get(pk=stage.page.pk).sections.raw_data[1])
            else:
                value = {"level": "2", "text": f"Titre {number}"}
                raw[0] = {**raw[0], "value": value}
            working.sections = raw
            working.save_revision()
    named = []
    found = versions(stage)
    for before, after in pairwise(found):
        difference = difference_of(before, after)
        changed = {
            one.key
            for group in difference.groups
            for one in group.passages
            if one.status in (SectionStatus.CHANGED, SectionStatus.ADDED, SectionStatus.REMOVED)
        }
        by_section = causes_between(before, after)
        assert by_section.keys() <= changed, "an undone change names nobody"
        named += [one.adoption.pk for causes in by_section.values() for one in causes]
    linked = Adoption.objects.filter(draft=stage.draft, version__isnull=False)
    assert sorted(named) == sorted(linked.values_list("pk", flat=True))
    back = changes_of({one.contribution_id for one in linked})
    assert sorted(one.adoption.pk for changes in back.values() for one in changes) == sorted(named)


def test_a_contribution_leads_to_the_passage_that_it_changed(stage, adopt, as_user):
    adoption = adopt()
    publish_working(stage.page)
    (change,) = changes_of([adoption.contribution_id])[adoption.contribution_id]
    url, _hash, anchor = change.address.partition("#")
    assert url == address(stage.page, "1...2")
    assert soup_of(as_user(), url).find(id=anchor).select_one(".causes")


# On the page


def passage(browser, page, section, query=""):
    return soup_of(browser, address(page, "1...2") + query).find(id=f"s-{section.key}")


def test_a_difference_names_who_asked_and_who_took_it_up(stage, adopt, as_user):
    adoption = adopt()
    page = publish_working(stage.page)
    shown = passage(as_user(), page, stage.text).select_one(".causes")
    assert "Maïa L." in words(shown)
    assert "Nahila" in words(shown)
    assert "société civile" in words(shown.select_one(".college"))
    assert shown.select_one("a.contribution")["href"] == f"/c/{adoption.contribution_id}"


def test_all_causes_between_two_versions_are_named(stage, adopt, as_user):
    first = adopt()
    publish_working(stage.page)
    second = adopt("Les données sont ouvertes à tous.")
    publish_working(stage.page)
    assert causes(stage, 1, 3) == {stage.text.key: [first.pk, second.pk]}
    assert causes(stage, 2, 3) == {stage.text.key: [second.pk]}


@pytest.mark.parametrize("end", ["hidden", "deleted"])
@pytest.mark.parametrize("view", ["", "?view=sides"])
def test_what_is_hidden_is_named_without_words_or_name(
    stage, cast, adopt, post, hide, as_user, end, view
):
    """Decidim 8660: what was hidden is hidden on every surface, for moderators here too."""
    said = post("Xylophage", by=cast.neighbour)
    adopt("Les données sont ouvertes.", said)
    page = publish_working(stage.page)
    if end == "hidden":
        hide(said)
    else:
        threads.delete_comment(by=cast.neighbour, comment_id=said.pk)
    for reader in (None, cast.moderator_gov):
        soup = soup_of(as_user(reader), address(page, "1...2") + view)
        html = str(soup.main)
        assert "Ravi" not in html
        assert "Xylophage" not in html
        link = soup.select_one("a.contribution")
        assert link["href"] == f"/c/{said.pk}"
        assert words(link)


def test_names_are_no_markup(stage, cast, adopt, as_user):
    cast.citizen.public_name = "<img src=x onerror=y>"
    cast.citizen.save()
    adopt()
    page = publish_working(stage.page)
    assert "<img src=x" not in as_user().get(address(page, "1...2")).content.decode()


def test_a_translation_names_the_causes_of_what_it_translates(stage, english_page, adopt):
    synchronise(stage.page)
    adoption = adopt()
    page = publish_working(stage.page)
    synchronise(page)
    last, *_rest = versions(stage, "en")[::-1]
    before = Version.objects.filter(draft=stage.draft, language="en", translates__number=1).latest(
        "number"
    )
    assert last.translates.number == 2
    (cause,) = causes_between(before, last)[stage.text.key]
    assert cause.adoption.pk == adoption.pk


def test_causes_cost_the_same_whatever_their_number(stage, cast, adopt, post, as_user):
    adopt("Un.", post("Premier"))
    page = publish_working(stage.page)
    adopt("Deux.", *[post(f"Avis {number}", by=cast.neighbour) for number in range(12)])
    publish_working(stage.page)
    counts = []
    browser = as_user()
    for part in ("1...2", "1...3"):
        browser.get(address(page, part))
        with CaptureQueriesContext(connection) as captured:
            soup_of(browser, address(page, part))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= QUERIES


def test_differences_of_a_private_draft_are_not_there_for_the_public(stage, adopt, as_user):
    adopt()
    page = publish_working(stage.page)
    for one in page.get_translations(inclusive=True):
        PageViewRestriction.objects.create(page=one.page_ptr, restriction_type="groups")
    for part in ("1...2", 1, 2):
        for view in ("", "?view=sides"):
            assert as_user().get(address(page, part) + view).status_code == 404


def test_a_section_that_was_removed_names_nobody_who_asked_for_other_words(stage, adopt):
    adoption = adopt()
    rewrite(DraftPage.objects.get(pk=stage.page.pk), lambda raw: [raw[0], raw[2]])
    assert version_of(adoption) is None
