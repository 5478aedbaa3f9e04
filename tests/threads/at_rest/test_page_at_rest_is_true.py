"""A copy of a page at rest is given only while it is true."""

import gzip
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import DraftPage
from consult.live import services as live
from consult.live.models import DueEvent
from consult.moderation import services as moderation
from consult.threads import at_rest
from tests.factories.pages import publish
from tests.threads.at_rest.stranger import SECRET, is_given_a_copy

pytestmark = pytest.mark.django_db

# Fresh at once


def test_a_new_comment_is_there_at_once(stage, stranger, talk, post):
    stranger.html(talk)
    post("Quel mois ?")
    assert "Quel mois ?" in stranger.html(talk)
    assert is_given_a_copy(stranger, talk)


def test_hidden_words_are_gone_at_once_and_come_back_when_restored(
    stage, cast, stranger, talk, post, hide
):
    """Decidim 12829: what was hidden stayed in copies."""
    comment = post(f"{SECRET} ?")
    assert SECRET in stranger.html(talk)
    hide(comment)
    assert SECRET not in stranger.html(talk)
    assert SECRET not in stranger.html(talk)
    assert 'class="tomb"' in stranger.html(talk)
    moderation.restore_comment(by=cast.moderator_civ, comment_id=comment.pk)
    assert SECRET in stranger.html(talk)


def test_no_copy_that_was_made_since_holds_hidden_words(stage, stranger, talk, post, hide):
    """Decidim 12829. The one made before is proved untrue by its number, and is not given."""
    comment = post(f"{SECRET} ?")
    before = stranger.html(talk)
    hide(comment)
    after = stranger.html(talk)
    assert (SECRET in before, SECRET in after) == (True, False)
    stored = cache.get(at_rest.key_of(stranger.get(talk).wsgi_request))
    assert SECRET not in gzip.decompress(stored.body).decode()
    assert live.last_number(stage.draft.pk) in stored.ground.rows[-1]


def test_hiding_reaches_the_copies_of_every_language_and_passage(
    stage, english_page, stranger, post, hide
):
    comment = post(f"{SECRET} ?")
    addresses = [
        f"{page.url}?section={section.key}"
        for page in (stage.page, english_page)
        for section in (stage.text, stage.sections[0])
    ]
    for address in addresses:
        stranger.html(address)
    hide(comment)
    for address in addresses:
        assert not is_given_a_copy(stranger, address)
        assert SECRET not in stranger.html(address)


def test_a_comment_that_comes_while_the_page_is_rendered_makes_its_copy_stale(
    stage, stranger, talk, post, monkeypatch
):
    """The number is read before the words: a copy is never newer than it says."""
    note_ground = at_rest.note_ground

    def note_and_post(request, page):
        note_ground(request, page)
        post("Quel mois ?")
        monkeypatch.setattr(at_rest, "note_ground", note_ground)

    monkeypatch.setattr(at_rest, "note_ground", note_and_post)
    stranger.html(talk)
    assert not is_given_a_copy(stranger, talk)
    assert is_given_a_copy(stranger, talk)


def test_a_page_that_was_loaded_before_its_next_version_is_not_kept(stage, stranger, monkeypatch):
    note_ground = at_rest.note_ground

    def publish_and_note(request, page):
        stage.page.title = "Deuxième projet"
        publish(stage.page)
        note_ground(request, page)
        monkeypatch.setattr(at_rest, "note_ground", note_ground)

    monkeypatch.setattr(at_rest, "note_ground", publish_and_note)
    assert "Deuxième projet" not in stranger.html(stage.page.url)
    assert "Deuxième projet" in stranger.html(stage.page.url)


def test_a_new_version_is_there_at_once(stage, stranger):
    stranger.html(stage.page.url)
    stage.page.title = "Deuxième projet"
    stage.page.sections = [("text", "<p>Les données sont ouvertes.</p>")]
    publish(stage.page)
    html = stranger.html(stage.page.url)
    assert "Deuxième projet" in html
    assert "Les données sont ouvertes." in html


def test_a_new_title_of_the_consultation_is_there_at_once(stage, stranger):
    stranger.html(stage.page.url)
    stage.consultation_page.title = "Plan 2030"
    publish(stage.consultation_page)
    assert "Plan 2030" in stranger.html(stage.page.url)


def test_an_event_that_is_overdue_makes_no_copy_and_ends_those_there_are(stage, stranger):
    """Votes are told in batches: where a batch is late, more has changed than the number says."""
    stranger.html(stage.page.url)
    late = DueEvent.objects.create(
        stream_id=stage.draft.pk,
        type="comment.posted",
        object_id=uuid4(),
        due_at=timezone.now() - timedelta(minutes=1),
    )
    assert not is_given_a_copy(stranger, stage.page.url)
    assert not is_given_a_copy(stranger, stage.page.url)
    late.delete()
    assert is_given_a_copy(stranger, stage.page.url)


def test_the_phase_that_ends_ends_the_copy(stage, stranger, talk):
    """A page that was made before the close does not invite anybody after it."""
    stranger.html(talk)  # what is loaded once is loaded by now
    closes_at = timezone.now() + timedelta(seconds=3)
    Consultation.objects.filter(pk=stage.consultation.pk).update(closes_at=closes_at)
    ConsultationPage.objects.filter(pk=stage.consultation_page.pk).update(closes_at=closes_at)
    html = stranger.html(talk)
    assert "login/?next=" in html.split("composer-closed")[1]
    assert "phase-open" in html
    assert is_given_a_copy(stranger, talk)
    while timezone.now() < closes_at:
        stranger.html(talk)
    html = stranger.html(talk)
    assert "login/?next=" not in html.split("composer-closed")[1]
    assert "phase-open" not in html


def test_times_that_are_changed_end_the_copy(stage, stranger, talk):
    stranger.html(talk)
    Consultation.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    assert not is_given_a_copy(stranger, talk)


def test_a_copy_lives_a_minute_at_most(stage, stranger):
    """Menus, and the names of people, are no part of what is asked."""
    before = timezone.now()
    key = at_rest.key_of(stranger.get(stage.page.url).wsgi_request)
    stored = cache.get(key)
    assert before < stored.until <= timezone.now() + timedelta(seconds=60)
    cache.set(key, replace(stored, until=before))
    assert not is_given_a_copy(stranger, stage.page.url)


# Only what the public may read


@pytest.mark.parametrize("name", ["page", "consultation_page"])
def test_a_restriction_ends_the_copy_at_once(stage, cast, stranger, as_user, name):
    stranger.html(stage.page.url)
    PageViewRestriction.objects.create(
        page=getattr(stage, name), restriction_type=PageViewRestriction.LOGIN
    )
    for _again in range(2):
        answer = stranger.get(stage.page.url)
        assert (answer.status_code, "Projet de plan" in answer.content.decode()) == (302, False)
    assert as_user(cast.citizen).get(stage.page.url).status_code == 200
    assert stranger.get(stage.page.url).status_code == 302
    PageViewRestriction.objects.all().delete()
    assert "Projet de plan" in stranger.html(stage.page.url)


def test_a_page_that_is_restricted_while_it_is_rendered_is_not_kept(stage, stranger, monkeypatch):
    note_ground = at_rest.note_ground

    def restrict_and_note(request, page):
        PageViewRestriction.objects.create(
            page=stage.consultation_page, restriction_type=PageViewRestriction.LOGIN
        )
        note_ground(request, page)

    monkeypatch.setattr(at_rest, "note_ground", restrict_and_note)
    request = stranger.get(stage.page.url).wsgi_request
    assert cache.get(at_rest.key_of(request)) is None


def test_unpublishing_ends_the_copy_at_once(stage, stranger):
    stranger.html(stage.page.url)
    stage.page.unpublish()
    assert stranger.get(stage.page.url).status_code == 404


def test_deleting_ends_the_copy_at_once(stage, stranger):
    stranger.html(stage.page.url)
    for twin in stage.page.get_translations(inclusive=True):
        twin.delete()
    assert stranger.get(stage.page.url).status_code == 404


def test_moving_ends_the_copy_at_once(stage, stranger):
    stranger.html(stage.other_page.url)
    stranger.html(stage.page.url)
    stage.other_page.delete()
    address = stage.page.url
    parent = Page.objects.get(pk=stage.other_page.get_parent().pk)
    stage.page.move(parent, pos="last-child")
    assert stranger.get(address).status_code == 301


@pytest.mark.parametrize("put", [publish, Page.save], ids=["published", "saved"])
@pytest.mark.parametrize("name", ["page", "consultation_page"])
def test_another_slug_ends_the_copy_at_once(stage, stranger, name, put):
    """Where a translation keeps the former address, readers are led to the new one."""
    address = stage.page.url
    stranger.html(address)
    page = getattr(stage, name)
    page.slug = "autrement"
    put(page)
    answer = stranger.get(address)
    assert (answer.status_code, answer.headers.get("Location", "")) in (
        (404, ""),
        (302, DraftPage.objects.get(pk=stage.page.pk).url),
    )
