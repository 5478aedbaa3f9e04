"""How much is answered: the figures are those of a recount, for whoever may see what is counted."""

import json
import random
from datetime import timedelta
from statistics import median

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consult.answers.coverage_tables import tables_of
from consult.answers.models import AnswerSignature
from consult.answers.queries.coverage import BOTH, NEITHER, Coverage, coverage_of, share_of
from consult.consultations.colleges import College
from consult.moderation.transparency import Percent
from consult.threads.models import Comment, Outcome
from consult.threads.services.answered import set_answered
from tests.factories.answers import make_answer

pytestmark = pytest.mark.django_db

GOVERNMENT, CIVIL_SOCIETY = College.GOVERNMENT, College.CIVIL_SOCIETY


def address(stage, form="coverage/", language="fr"):
    return f"/{language}/drafting/{stage.consultation.pk}/{form}"


def recounted(draft):
    """Count afresh what is visible of a draft, in Python."""
    roots = [one for one in Comment.objects.roots().filter(draft=draft) if one.is_visible]
    answered = [one for one in roots if one.answered_at]
    times = [(one.answered_at - one.posted_at).total_seconds() for one in answered]
    signed = [
        frozenset(
            AnswerSignature.objects.filter(
                answer__links__contribution=one, answer__status="published"
            ).values_list("college", flat=True)
        )
        for one in answered
    ]
    names = {frozenset(): NEITHER, frozenset({GOVERNMENT, CIVIL_SOCIETY}): BOTH}
    names |= {frozenset({one.value}): one.value for one in College}
    colleges = [names[one] for one in signed]
    return {
        "contributions": len(roots),
        "answered": len(answered),
        "median": round(median(times)) if times else None,
        "colleges": {key: colleges.count(key) for key in set(colleges)},
        "outcomes": {
            key: sum(one.outcome == key for one in answered)
            for key in {one.outcome for one in answered}
        },
    }


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_a_recount_whatever_happened(stage, cast, post, hide, seed):
    chance = random.Random(seed)  # noqa: S311 - a test wants to be repeated
    sections, draft = stage.sections, stage.draft
    posted = [post(f"N° {n}", place=stage.place(chance.choice(sections))) for n in range(8)]
    post("Réponse", in_reply_to=posted[0].pk, place=stage.place(posted[0].section))
    for one in posted:
        ago = timedelta(hours=chance.randint(1, 500))
        Comment.objects.filter(pk=one.pk).update(posted_at=timezone.now() - ago)
    posted = list(Comment.objects.roots().filter(draft=draft).order_by("pk"))
    for _ in range(12):
        some = chance.sample(posted, chance.randint(1, 3))
        act = chance.choice(["answer", "answer", "draft", "withdraw", "hide"])
        if act == "hide" and some[0].is_visible:
            hide(some[0], by=cast.moderator_gov)
        elif act == "withdraw":
            some[0].answers.all().delete()
            set_answered(some[:1], "", timezone.now())
        elif act in ("answer", "draft"):
            colleges = chance.sample(list(College), chance.randint(0, 2))
            outcome = chance.choice(Outcome.values)
            published = act == "answer"
            make_answer(draft, some, outcome, colleges, by=cast.drafter_gov, published=published)
        posted = list(Comment.objects.roots().filter(draft=draft).order_by("pk"))
    found, fresh = coverage_of([draft.pk]), recounted(draft)
    assert (found.contributions, found.answered) == (fresh["contributions"], fresh["answered"])
    assert found.median_seconds == pytest.approx(fresh["median"], abs=1)
    assert {key: one.count for key, one in found.colleges.items()} == fresh["colleges"]
    assert found.outcomes == fresh["outcomes"]
    assert sum(one.answered for one in found.sections) == found.answered
    assert Coverage.of_figures(json.loads(json.dumps(found.as_figures()))) == found


@pytest.mark.parametrize(
    ("hours", "expected"), [([5], 5), ([9, 1], 5), ([1, 50, 2], 2), ([1, 3, 90, 4], 3.5)]
)
def test_the_median_is_that_of_the_answered_ones(stage, cast, post, hours, expected):
    for many in hours:
        comment = post(f"Il y a {many} heures")
        at = comment.posted_at + timedelta(hours=many)
        make_answer(stage.draft, [comment], by=cast.drafter_gov, at=at)
    post("Sans réponse")
    found = coverage_of([stage.draft.pk])
    assert found.median_seconds == expected * 3600
    assert [one.median_seconds for one in found.sections] == [expected * 3600]
    assert found.colleges[BOTH].median_seconds == expected * 3600


def test_a_hundred_per_cent_means_all():
    assert Percent.of(999, 1000) == 99
    assert Percent.of(1000, 1000) == 100
    assert Percent.of(0, 0) is None


def test_hidden_contributions_are_in_no_share_and_give_no_words(stage, cast, post, hide, as_user):
    kept = post("Pamplemousse")
    make_answer(stage.draft, [hide(post("Xylophage"))], by=cast.drafter_gov)
    found = coverage_of([stage.draft.pk])
    assert (found.contributions, found.answered, found.colleges) == (1, 0, {})
    html = as_user().get(address(stage, "unanswered/")).content.decode()
    assert "Pamplemousse" in html
    assert f"/c/{kept.pk}" in html
    assert "Xylophage" not in html + as_user().get(address(stage)).content.decode()


def test_everybody_reads_the_same_figures_as_page_table_and_json(stage, cast, post, as_user):
    for number in range(3):
        comment = post(f"N° {number}")
    make_answer(stage.draft, [comment], Outcome.PARTLY, [GOVERNMENT], by=cast.drafter_gov)
    html = as_user().get(address(stage)).content.decode()
    assert "33" in html
    assert stage.page.title in html
    found = as_user().get(address(stage, "coverage.json")).json()
    assert (found["contributions"], found["answered"]) == (3, 1)
    assert found["tables"]["colleges"]["government"]["contributions"] == 1
    assert found["tables"]["outcomes"]["partly"]["contributions"] == 1
    table = b"".join(as_user().get(address(stage, "coverage.csv"))).decode()
    assert '"answered","waiting"' in table


def test_a_private_draft_is_in_nobodys_figures_but_its_readers(stage, cast, post, as_user):
    """CVE-2026-40870: what one may not see is not counted for one either."""
    post("Zanzibar")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=stage.page.pk), restriction_type="login"
    )
    assert as_user().get(address(stage, "coverage.json")).json()["contributions"] == 0
    assert stage.page.title not in as_user().get(address(stage)).content.decode()
    assert "Zanzibar" not in as_user().get(address(stage, "unanswered/")).content.decode()
    assert as_user(cast.citizen).get(address(stage, "coverage.json")).json()["contributions"] == 1


def test_a_private_consultation_has_no_figures(stage, as_user):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=stage.consultation_page.pk), restriction_type="login"
    )
    for form in ("coverage/", "coverage.csv", "coverage.json", "unanswered/", "requirements/"):
        assert as_user().get(address(stage, form)).status_code == 404, form


def test_the_share_stands_on_the_consultation_and_on_the_draft(stage, cast, post, as_user):
    pages = (stage.consultation_page.url, stage.page.url)
    for url in pages:
        assert "share-link" not in as_user().get(url).content.decode()
    make_answer(stage.draft, [post("Oui"), post("Non")], by=cast.drafter_gov)
    post("Et alors ?")
    for url in pages:
        html = as_user().get(url).content.decode()
        assert f'href="{address(stage)}"' in html
        assert "66" in html


def test_it_costs_as_many_queries_for_many_as_for_one(
    stage, cast, post, as_user, django_assert_max_num_queries
):
    browser = as_user()
    make_answer(stage.draft, [post("Un")], by=cast.drafter_gov)
    browser.get(address(stage))
    with django_assert_max_num_queries(60) as before:
        browser.get(address(stage))
    for number, section in enumerate(stage.sections * 3):
        comment = post(f"N° {number}", place=stage.place(section))
        make_answer(stage.draft, [comment], by=cast.drafter_gov)
        post(f"En attente {number}", place=stage.place(section))
    with django_assert_max_num_queries(len(before.captured_queries)):
        browser.get(address(stage))


def test_the_share_costs_no_query_on_the_draft_and_one_on_the_consultation(
    stage, post, django_assert_num_queries
):
    post("Un")
    rows = list(stage.draft.sections.all())
    with django_assert_num_queries(0):
        assert share_of(rows).contributions == 1


def test_passages_have_their_own_lines(stage, cast, post):
    make_answer(stage.draft, [post("Un")], by=cast.drafter_gov)
    post("Deux", place=stage.place(stage.sections[2]))
    found = coverage_of([stage.draft.pk])
    names = {stage.text.key: "Le texte", stage.sections[2].key: "L’engagement"}
    table = tables_of(found, {stage.draft.pk: "Projet"}, names)[-1]
    assert [(row.name, *row.values[:2]) for row in table.rows] == [
        ("Le texte", 1, 100),
        ("L’engagement", 1, 0),
    ]
