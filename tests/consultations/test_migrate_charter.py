"""A site that stood before house rules came keeps what its charters say."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consult.consultations.models import CharterArticle, ConsultationPage
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def apps_then():
    """The models as the migration finds them."""
    loader = MigrationExecutor(connection).loader
    return loader.project_state(("consultations", "0002_house_rules")).apps


@pytest.fixture
def before(stage, english):
    """A site whose charter marks the first article as urgent, with rows that do not know it."""
    page = stage.consultation_page
    raw = [dict(one) for one in page.charter.raw_data]
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "urgent": True}}
    page.charter = raw
    publish(page)
    twin = ConsultationPage.objects.get(
        translation_key=page.translation_key, locale__language_code="en"
    )
    raw = [dict(one) for one in twin.charter.raw_data]
    raw[1] = {**raw[1], "value": {**raw[1]["value"], "explanation": "The text.", "urgent": True}}
    twin.charter = raw
    publish(twin)
    CharterArticle.objects.update(explanations={}, is_urgent=False)


def test_urgency_and_explanations_are_kept(before, stage, apps_then):
    import_module("consult.consultations.migrations.0003_charter_rows").fill(apps_then, None)

    first, second = stage.articles
    assert (first.is_urgent, second.is_urgent) == (True, False)  # the source alone says so
    assert first.explanations["fr"] == "Des idées, pas des personnes."
    assert second.explanations == {"fr": "Le texte, rien que le texte.", "en": "The text."}


def test_an_article_that_left_its_charter_stays_as_it_was(before, stage, apps_then):
    page = stage.consultation_page
    page.charter = list(page.charter.raw_data)[1:]
    publish(page)
    CharterArticle.objects.update(explanations={}, is_urgent=False)

    import_module("consult.consultations.migrations.0003_charter_rows").fill(apps_then, None)

    gone = stage.consultation.charter_articles.exclude(retired_at=None).get()
    assert not gone.is_urgent
    assert (
        stage.consultation.charter_articles.get(retired_at=None).explanations["en"] == "The text."
    )
