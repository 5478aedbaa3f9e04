"""A page at rest is cheap: those who are not signed in get a copy."""

import gzip

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.drafts.models import Section
from consult.threads.models import Comment
from tests.threads.at_rest.stranger import SECRET, Stranger, is_given_a_copy

pytestmark = pytest.mark.django_db

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


def test_who_chose_languages_neither_gets_a_copy_nor_leaves_one(stage, stranger, talk):
    usual = stranger.html(talk)
    other = Stranger()
    other.cookies["parvis_reading"] = "en:1"
    assert other.read(talk)[1] > 1
    page, queries = Stranger().read(talk)
    assert (page.content.decode(), queries) == (usual, 1)
