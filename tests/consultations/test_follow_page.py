"""Rows follow their pages: times from the source page, the charter's titles from each language."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from consult.consultations.models import CharterArticle, Consultation, ConsultationPage
from tests.factories.pages import make_consultation, publish, synchronise

pytestmark = pytest.mark.django_db


@pytest.fixture
def english_consultation(english, stage):
    return ConsultationPage.objects.get(
        translation_key=stage.consultation.pk, locale__language_code="en"
    )


def articles(consultation):
    return {
        (one.number, one.title_in("fr"), one.retired_at is None)
        for one in CharterArticle.objects.filter(consultation=consultation)
    }


def test_a_first_publication_makes_the_row(stage):
    row = stage.consultation
    page = stage.consultation_page
    assert (row.opens_at, row.closes_at, row.answers_until) == (
        page.opens_at,
        page.closes_at,
        page.answers_until,
    )
    assert articles(row) == {(1, "Respect", True), (2, "Sujet", True)}


def test_a_draft_of_a_page_changes_no_rule(stage):
    page, before = stage.consultation_page, stage.consultation.closes_at
    page.closes_at += timedelta(days=30)
    page.save_revision()
    assert stage.consultation.closes_at == before


def test_publication_moves_the_times_of_the_rule(stage):
    page = stage.consultation_page
    page.closes_at += timedelta(days=30)
    publish(page)
    assert stage.consultation.closes_at == page.closes_at


def test_a_scheduled_publication_moves_them_when_it_happens_and_not_before(stage):
    page, before = stage.consultation_page, stage.consultation.closes_at
    page.closes_at += timedelta(days=30)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert stage.consultation.closes_at == before


def test_a_translation_moves_no_times(stage, english_consultation):
    before = stage.consultation.closes_at
    english_consultation.closes_at += timedelta(days=30)
    publish(english_consultation)
    assert stage.consultation.closes_at == before


def test_times_are_synchronised_from_the_source_to_its_translations(stage, english):
    page = stage.consultation_page
    page.closes_at += timedelta(days=30)
    publish(page)
    assert synchronise(page).closes_at == page.closes_at
    assert stage.consultation.closes_at == page.closes_at


def test_the_charter_is_numbered_as_it_stands(stage):
    page = stage.consultation_page
    first, second = page.charter.raw_data
    page.charter = [second, first]
    publish(page)
    assert articles(stage.consultation) == {(1, "Sujet", True), (2, "Respect", True)}
    assert CharterArticle.objects.filter(consultation=stage.consultation).count() == 2


def test_an_article_that_is_taken_out_is_retired_and_comes_back_the_same(stage):
    page = stage.consultation_page
    whole = list(page.charter.raw_data)
    page.charter = whole[1:]
    publish(page)
    assert articles(stage.consultation) == {(1, "Respect", False), (1, "Sujet", True)}

    page.charter = whole
    publish(page)
    assert articles(stage.consultation) == {(1, "Respect", True), (2, "Sujet", True)}


def test_titles_are_kept_by_language(stage, english_consultation):
    raw = [dict(one) for one in english_consultation.charter.raw_data]
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "title": "Courtesy"}}
    english_consultation.charter = raw
    publish(english_consultation)

    first = stage.consultation.charter_articles.get(number=1)
    assert first.titles == {"fr": "Respect", "en": "Courtesy"}
    with translation.override("en"):
        assert str(first) == "Courtesy"
    with translation.override("ar"):
        assert str(first) == "Respect"


def test_a_translation_retires_and_renumbers_nothing(stage, english_consultation):
    english_consultation.charter = list(english_consultation.charter.raw_data)[1:]
    publish(english_consultation)
    assert articles(stage.consultation) == {(1, "Respect", True), (2, "Sujet", True)}


def test_unpublishing_keeps_the_row_and_what_hangs_on_it(stage, post):
    comment = post()
    stage.consultation_page.unpublish()
    assert Consultation.objects.filter(pk=stage.consultation_page.translation_key).exists()
    comment.refresh_from_db()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"closes": -20}, "closes_at"),
        ({"answers": 5}, "answers_until"),
    ],
)
def test_the_editor_hears_what_is_wrong_with_the_times(stage, wrong, field):
    page = stage.consultation_page
    now = timezone.now()
    page.opens_at, page.closes_at = now, now + timedelta(days=wrong.get("closes", 10))
    page.answers_until = now + timedelta(days=wrong["answers"]) if "answers" in wrong else None
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    assert set(refusal.value.error_dict) == {field}


def test_a_copied_consultation_is_a_consultation_of_its_own(stage):
    """Wagtail CVE-2026-44200: a copy takes nothing that hangs on what it was copied from."""
    copy = stage.consultation_page.copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert copy.translation_key != stage.consultation_page.translation_key
    row = Consultation.objects.filter(pk=copy.translation_key).first()
    assert row is None or not row.memberships.exists()


def test_two_consultations_share_no_article(stage):
    listing = stage.consultation_page.get_parent().specific
    other = make_consultation(listing, slug="troisieme")
    keys = CharterArticle.objects.filter(consultation=other.translation_key).values_list("key")
    assert not stage.consultation.charter_articles.filter(key__in=keys).exists()
