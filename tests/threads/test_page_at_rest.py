"""A page at rest is cheap: those who are not signed in get a copy, and only while it is true."""

import gzip
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consult.consultations.models import Consultation
from consult.drafts.models import Section
from consult.live import services as live
from consult.live.models import DueEvent
from consult.moderation import services as moderation
from consult.threads import at_rest
from consult.threads.models import Comment
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"


class Stranger(Client):
    """Somebody who is not signed in, at an address that is the site's own."""

    def read(self, address, **headers):
        """Return the page and how many queries it took."""
        with CaptureQueriesContext(connection) as captured:
            page = self.get(address, headers=headers)
        return page, len(captured)

    def html(self, address):
        page, _queries = self.read(address)
        assert page.status_code == 200
        return page.content.decode()


@pytest.fixture
def stranger(settings):
    """The cache is empty: what a test before has rolled back would come again with its numbers."""
    settings.ORIGINS = ["http://testserver"]
    cache.clear()
    yield Stranger()
    cache.clear()


@pytest.fixture
def talk(stage):
    """The address of the talk about the text."""
    return f"{stage.page.url}?section={stage.text.key}"


def is_given_a_copy(stranger, address):
    return stranger.read(address)[1] == 1


# Cheap


def test_the_second_reader_costs_one_query_and_sees_the_same(stage, stranger, talk, post):
    post("Quel mois ?")
    for address in (stage.page.url, talk, f"{stage.page.url}?section={stage.draft.pk}"):
        first, _queries = stranger.read(address)
        second, queries = Stranger().read(address)
        assert queries == 1
        assert second.status_code == 200
        assert second.content == first.content
        assert dict(second.items()) == dict(first.items())
        assert not second.cookies


def test_a_copy_is_what_is_rendered_without_one(stage, stranger, talk, post):
    post("Quel mois ?")
    stranger.html(talk)
    copy = stranger.html(talk)
    cache.clear()
    assert copy == stranger.html(talk)


def test_a_copy_has_the_headers_of_every_page(stage, stranger):
    stranger.html(stage.page.url)
    copy, queries = stranger.read(stage.page.url)
    assert queries == 1
    assert "script-src 'self'" in copy["Content-Security-Policy"]
    assert copy["X-Frame-Options"] == "SAMEORIGIN"
    assert copy["X-Content-Type-Options"] == "nosniff"
    assert copy["Content-Language"] == "fr"
    assert copy["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= set(copy["Vary"].split(", "))


def test_it_is_compressed_for_those_who_take_it(stage, stranger):
    plain = stranger.html(stage.page.url)
    packed, queries = stranger.read(stage.page.url, **{"Accept-Encoding": "br, gzip"})
    assert queries == 1
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain)
    assert gzip.decompress(packed.content).decode() == plain


def test_asking_again_for_what_one_has_is_answered_304(stage, stranger, post):
    mark = stranger.get(stage.page.url)["ETag"]
    again, queries = stranger.read(stage.page.url, **{"If-None-Match": mark})
    assert (again.status_code, again.content, queries) == (304, b"", 1)
    post("Quel mois ?")
    fresh, _queries = stranger.read(stage.page.url, **{"If-None-Match": mark})
    assert fresh.status_code == 200
    assert fresh["ETag"] != mark


def test_head_is_answered_from_the_copy_too(stage, stranger):
    stranger.html(stage.page.url)
    with CaptureQueriesContext(connection) as captured:
        head = stranger.head(stage.page.url)
    assert (head.status_code, head.content, len(captured)) == (200, b"", 1)


def test_each_language_has_its_own(stage, english_page, stranger):
    french, english = stranger.html(stage.page.url), stranger.html(english_page.url)
    assert '<html lang="fr"' in french
    assert '<html lang="en"' in english
    assert stranger.html(stage.page.url) == french
    assert stranger.html(english_page.url) == english


def test_each_origin_has_its_own(stage, stranger, settings):
    settings.ORIGINS = ["http://testserver", "http://127.0.0.1"]
    there = stranger.get(stage.page.url, SERVER_NAME="127.0.0.1").content.decode()
    here = stranger.html(stage.page.url)
    assert "http://127.0.0.1/fr/" in there
    assert "http://testserver/fr/" in here


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
    consultation = stage.consultation_page
    consultation.closes_at = timezone.now() + timedelta(seconds=1.2)
    publish(consultation)
    html = stranger.html(talk)
    assert "?next=" in html.split("composer-closed")[1]
    assert "phase-open" in html
    assert is_given_a_copy(stranger, talk)
    while timezone.now() < consultation.closes_at:
        stranger.html(talk)
    html = stranger.html(talk)
    assert "?next=" not in html.split("composer-closed")[1]
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
    Page.objects.get(pk=stage.page.pk).delete()
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
    address = stage.page.url
    stranger.html(address)
    page = getattr(stage, name)
    page.slug = "autrement"
    put(page)
    assert stranger.get(address).status_code == 404


# Nobody's own page


@pytest.mark.parametrize("person", ["citizen", "moderator_gov"])
def test_who_is_signed_in_neither_gets_a_copy_nor_leaves_one(
    stage, cast, stranger, talk, as_user, post, hide, person
):
    hide(post(SECRET))
    reader = getattr(cast, person)
    browser = as_user(reader)
    for _again in range(2):
        html = browser.get(talk).content.decode()
        assert reader.public_name in html
        assert 'name="csrfmiddlewaretoken"' in html
    assert not is_given_a_copy(stranger, talk)
    html = stranger.html(talk)
    assert is_given_a_copy(stranger, talk)
    assert reader.public_name not in html.split("<main")[0]
    assert SECRET not in html
    assert reader.public_name in browser.get(talk).content.decode()


def test_a_copy_holds_no_safety_token(stage, stranger, talk):
    """One secret for everybody would be none."""
    stranger.html(talk)
    assert "csrfmiddlewaretoken" not in stranger.html(talk)


def test_no_copy_is_taken_from_a_browser_that_has_a_safety_token(stage, stranger, talk):
    """It would not show by a cookie if the page held one."""
    stranger.get("/fr/account/login/")
    assert "csrftoken" in stranger.cookies
    stranger.html(talk)
    assert not is_given_a_copy(Stranger(), talk)
    assert is_given_a_copy(stranger, talk)


def test_a_message_for_one_is_given_to_them_alone(stage, cast, stranger):
    """Who has just signed out bears a message in a cookie, and no session."""
    stranger.html(stage.page.url)
    stranger.force_login(cast.citizen)
    stranger.post("/fr/account/logout/")
    stranger.cookies.pop("sessionid")  # it is emptied, and a browser drops it then
    page = stranger.html(stage.page.url)
    assert 'class="wrap messages"' in page
    assert 'class="wrap messages"' not in Stranger().get(stage.page.url).content.decode()
    assert 'class="wrap messages"' not in stranger.html(stage.page.url)


def test_a_fragment_is_no_page(stage, stranger):
    stranger.html(stage.page.url)
    _page, queries = stranger.read(stage.page.url, **{"HX-Request": "true"})
    assert queries > 1


# Nobody fills the cache


@pytest.mark.parametrize(
    "query",
    [
        "?x=1",
        "?section=",
        "?section={key}&x=1",
        "?x=1&section={key}",
        "?section={key}&section={key}",
        "?section={KEY}",
        "?section={bare}",
        "?section=%7B{key}%7D",
        "?section={key}&before={key}",
        "?section={key}&comment={key}",
        "?section={key}%0a",
        "?section=00000000-0000-0000-0000-000000000000",
    ],
)
def test_made_up_addresses_leave_no_copy(stage, stranger, query):
    key = str(stage.text.key)
    query = query.format(key=key, KEY=key.upper(), bare=key.replace("-", ""))
    for _again in range(2):
        answer, queries = stranger.read(stage.page.url + query)
        assert answer.status_code in (200, 404)
        assert queries > 1


def test_other_hosts_and_ports_leave_no_copy(stage, stranger, settings):
    for host in ("testserver:81", "localhost"):
        settings.ALLOWED_HOSTS = ["testserver", "localhost"]
        for _again in range(2):
            _page, queries = stranger.read(stage.page.url, Host=host)
            assert queries > 1


@pytest.mark.parametrize("address", ["/fr/", "/fr/consultations/", "/fr/account/login/"])
def test_other_pages_are_not_kept(stage, stranger, address):
    stranger.read(address)
    (first, queries), (again, as_many) = stranger.read(address), stranger.read(address)
    assert first.status_code == again.status_code == 200
    assert "ETag" not in again
    assert queries == as_many > 1


def test_without_redis_pages_are_made_each_time(stage, stranger, settings, post):
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        },
    }
    for number in range(2):
        post(f"Quel mois ? {number}")
        assert f"Quel mois ? {number}" in stranger.html(
            f"{stage.page.url}?section={stage.text.key}"
        )
    assert Comment.objects.count() == 2
    assert Section.objects.get(pk=stage.text.pk).comments_count == 2
