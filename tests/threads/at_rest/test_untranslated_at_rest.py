"""A page that is not translated yet is as cheap as the one that it shows, and as private."""

import pytest
from wagtail.models import PageViewRestriction

from consult.consultations import trees
from consult.drafts.policy import readable_page
from tests.factories.pages import locale, publish
from tests.threads.at_rest.stranger import is_given_a_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def alias(stage):
    trees.sync_languages()
    return stage.page.get_translation(locale("es")).specific


def test_everybody_is_given_a_copy(alias, stranger):
    stranger.html(alias.url)
    assert is_given_a_copy(stranger, alias.url)


def test_each_language_has_a_copy_of_its_own(alias, stage, stranger):
    assert '<html lang="fr"' in stranger.html(stage.page.url)
    for _again in range(2):
        assert '<html lang="es"' in stranger.html(alias.url)


def test_a_new_version_of_the_source_ends_the_copy_at_once(alias, stage, stranger):
    stranger.html(alias.url)
    stage.page.title = "Tout neuf"
    publish(stage.page)
    assert "Tout neuf" in stranger.html(alias.url)


@pytest.mark.parametrize("name", ["page", "consultation_page"])
def test_a_restriction_of_the_source_ends_the_copy_at_once(alias, stage, stranger, name):
    stranger.html(alias.url)
    PageViewRestriction.objects.create(
        page=getattr(stage, name), restriction_type=PageViewRestriction.LOGIN
    )
    for _again in range(2):
        answer = stranger.get(alias.url)
        assert "Projet de plan" not in answer.content.decode()
        assert answer.status_code == 302


def test_who_may_read_is_asked_once_for_all_languages(
    alias, stage, cast, django_assert_num_queries
):
    key = stage.draft.pk
    with django_assert_num_queries(1):
        assert readable_page(key, cast.citizen, "es") == alias
