"""The trees of all languages stand in step, whoever makes a page."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization

from cms.pages.pages import EditorialPage
from consult.answers.services.report import make_report
from consult.consultations import trees
from consult.drafts.importers import read_plan
from consult.drafts.imports import import_plan
from consult.drafts.models import DraftPage
from tests.answers.closing import close
from tests.factories.pages import locale, publish, synchronise

pytestmark = pytest.mark.django_db

CODES = [code for code, _name in settings.LANGUAGES]


def languages(page):
    twins = page.get_translations(inclusive=True)
    return sorted(twins.values_list("locale__language_code", flat=True))


@pytest.fixture
def everywhere(stage):
    call_command("sync_languages", stdout=StringIO())
    return stage


def test_every_page_stands_in_every_language(everywhere):
    for page in (everywhere.page, everywhere.other_page, everywhere.consultation_page):
        assert languages(page) == sorted(CODES)
        assert all(one.live for one in page.get_translations())


def test_doing_it_again_changes_nothing(everywhere):
    before = list(Page.objects.order_by("pk").values("pk", "path", "alias_of"))
    out = StringIO()
    call_command("sync_languages", stdout=out)
    assert list(Page.objects.order_by("pk").values("pk", "path", "alias_of")) == before
    assert "es follows fr: 0 pages" in out.getvalue()


def test_what_is_translated_stays_translated(stage, english_page):
    trees.sync_languages()
    english_page.refresh_from_db()
    assert english_page.alias_of is None
    assert languages(stage.page) == sorted(CODES)


def test_an_editor_may_let_a_language_follow_another_one(everywhere):
    LocaleSynchronization.objects.filter(locale=locale("ar")).update(sync_from=locale("en"))
    trees.sync_languages()
    assert LocaleSynchronization.objects.get(locale=locale("ar")).sync_from == locale("en")


def test_an_imported_draft_stands_in_every_language_at_once(everywhere):
    plan = read_plan(b"# Un plan\n\n## Ouvrir\n\nDes mots.\n")
    page = import_plan(plan, parent=everywhere.consultation_page)
    assert languages(page) == sorted(CODES)
    assert not page.get_translation(locale("es")).live
    publish(page)
    assert page.get_translation(locale("es")).live


def test_a_closing_report_stands_in_every_language_at_once(everywhere, cast):
    close(everywhere)
    page = make_report(by=cast.publisher, consultation_id=everywhere.consultation.pk)
    assert languages(page) == sorted(CODES)


def test_a_page_that_is_published_from_a_shell_is_brought_in_step(everywhere):
    page = everywhere.consultation_page.add_child(
        instance=DraftPage(title="Neuf", slug="neuf", locale=locale())
    )
    assert languages(page) == ["fr"]
    publish(page)
    assert languages(page) == sorted(CODES)


def test_a_page_made_in_the_editor_is_brought_in_step(everywhere, cast, as_user):
    home = everywhere.page.get_site().root_page
    as_user(cast.admin).post(
        f"/admin/pages/add/pages/editorialpage/{home.pk}/",
        {"title": "Guide", "slug": "guide", "introduction": "", "body-count": "0"},
    )
    assert languages(EditorialPage.objects.get(slug="guide", locale=locale())) == sorted(CODES)


def test_a_new_version_of_the_source_is_shown_by_every_alias(everywhere):
    page = everywhere.page
    page.title = "Autre titre"
    publish(page)
    aliases = page.get_translations().exclude(alias_of=None)
    assert set(aliases.values_list("title", flat=True)) == {"Autre titre"}


def test_a_translated_page_no_longer_follows(everywhere):
    english = synchronise(everywhere.page)
    page = everywhere.page
    page.title = "Autre titre"
    publish(page)
    english.refresh_from_db()
    assert english.title == "Projet de plan"
    assert english.alias_of is None


def test_moving_a_page_moves_it_in_every_language(everywhere, cast, as_user):
    """wagtail-localize issue 469: aliases stayed where they were."""
    there = everywhere.other_page.get_parent()
    for one in everywhere.other_page.get_translations(inclusive=True):
        one.delete()
    page = everywhere.page
    as_user(cast.admin).post(f"/admin/pages/{page.pk}/move/{there.pk}/confirm/")
    for one in page.get_translations(inclusive=True):
        assert one.get_parent().translation_key == there.translation_key, one.locale


def test_deleting_a_page_deletes_its_aliases_and_no_translation(everywhere, cast, as_user):
    english = synchronise(everywhere.page)
    key = everywhere.page.translation_key
    as_user(cast.admin).post(f"/admin/pages/{everywhere.page.pk}/delete/")
    assert list(Page.objects.filter(translation_key=key)) == [Page.objects.get(pk=english.pk)]


def test_unpublishing_a_page_unpublishes_its_aliases(everywhere):
    everywhere.page.unpublish()
    assert not everywhere.page.get_translations().filter(live=True, alias_of__isnull=False)


def test_a_language_that_the_site_gave_up_is_left_alone(everywhere, settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES[:2]
    page = everywhere.consultation_page.add_child(
        instance=DraftPage(title="Neuf", slug="neuf", locale=locale())
    )
    publish(page)
    assert languages(page) == ["en", "fr"]
    assert Locale.objects.filter(language_code="ar").exists()
