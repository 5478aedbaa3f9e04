"""Input that people or programs make up: each a clear answer, nothing stored by half, never a 5xx."""

import time

import pytest

from consult.drafts.models import Section
from consult.live.models import Event
from consult.threads import services
from consult.threads.models import Comment, Edit, Vote
from consult.threads.places import Place, Said
from tests.threads.pages import HTMX, fields_of, soup_of

pytestmark = pytest.mark.django_db

PRESENT = "Les données existent, mais elles restent dispersées."
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>"
MARKDOWN = "[x](javascript:alert(1)) ![x](data:text/html,x) <a href='javascript:alert(1)'>x</a>"


def counted():
    """All that a contribution changes."""
    return (
        Comment.objects.count(),
        Vote.objects.count(),
        Edit.objects.count(),
        Event.objects.count(),
        list(
            Section.objects.order_by("pk").values_list(
                "comments_count", "for_count", "against_count", "neither_count"
            )
        ),
    )


@pytest.fixture
def send(stage, cast, as_user):
    """Send what a form holds as the citizen, with or without JavaScript."""

    def act(htmx=False, **fields):
        sent = {"section": str(stage.text.key), "body": "Mes mots", **fields}
        headers = HTMX if htmx else {}
        return as_user(cast.citizen).post(
            f"/en/drafts/{stage.draft.pk}/threads/", sent, headers=headers
        )

    return act


both = pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])


@both
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "nothing to publish"),
        (" \t\r\n\u3000\u00a0 ", "nothing to publish"),
        ("\u200b\u2060\ufeff\u200e", "nothing to publish"),
        ("\u3164\u115f\u2800", "nothing to publish"),
        ("\u202e\u202d\u2066\u2069", "nothing to publish"),
        ("a" * 5001, "5,001 characters"),
        ("a" * 2_000_000, "2,000,000 characters"),
        ("\x00", "invisible control characters"),
        ("mots\x00mots", "invisible control characters"),
        ("\x1b[31mrouge", "invisible control characters"),
        ("@a " * 1600, "can mention 10 people"),
    ],
    ids=[
        "empty",
        "spaces",
        "invisible",
        "fillers",
        "overrides alone",
        "5,001",
        "two million",
        "NUL",
        "NUL inside",
        "escape",
        "mentions",
    ],
)
def test_a_text_that_cannot_be_published_is_given_back_with_the_reason(send, body, sentence, htmx):
    before = counted()
    answer = send(htmx, body=body)
    assert answer.status_code == 422
    form = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert sentence in form.select_one(".refusal").get_text()
    assert len(fields_of(form)["body"]) == len(body)
    assert counted() == before


@both
def test_marks_alone_say_nothing(send, htmx):
    before = counted()
    answer = send(htmx, body="\u0301\u0308 \u20dd")
    assert (answer.status_code, counted()) == (422, before)


@both
def test_ten_thousand_mentions_are_refused_at_once(send, htmx):
    before, started = counted(), time.thread_time()
    answer = send(htmx, body="@a" * 10_000)
    assert (answer.status_code, counted()) == (422, before)
    answer = send(htmx, body="@Maïa " * 10_000)
    assert (answer.status_code, counted()) == (422, before)
    assert time.thread_time() - started < 5


@pytest.mark.parametrize("field", ["body", "wording", "quote", "quote_prefix"])
def test_thousands_of_combining_marks_cost_no_time(send, field):
    """Marks are sorted by their class: text of them alone must not take the square of its length."""
    zalgo = "a" + "\u0316\u0301" * 2400
    started = time.thread_time()
    answer = send(kind="suggestion" if field == "wording" else "remark", **{field: zalgo})
    assert answer.status_code in (302, 422)
    assert time.thread_time() - started < 3
    for comment in Comment.objects.all():
        assert len(comment.source) < 20


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%FF%FE", b"%C3", b"a%ED%B0%80b"])
def test_lone_surrogates_and_broken_bytes_do_no_harm(stage, cast, as_user, raw):
    for field in (b"body", b"quote", b"wording", b"stance", b"kind", b"in_reply_to"):
        sent = b"section=" + str(stage.text.key).encode() + b"&body=x&" + field + b"=" + raw
        answer = as_user(cast.citizen).post(
            stage.url(), sent, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in (302, 409, 422)


def test_directions_turn_nothing_around(send, as_user):
    send(body="avant \u202edeh\u202c \u2067après")
    comment = Comment.objects.get()
    assert "\u202e" not in comment.source
    assert comment.source.endswith("\u2069")
    words = soup_of(as_user().get(f"/fr/comments/{comment.pk}/")).select_one(".words")
    assert words["dir"] == "ltr"


@pytest.mark.parametrize(
    "trick", [HTML, MARKDOWN, "</textarea></form><h1>x", "{{ 7|add:7 }}{% now %}"]
)
@both
def test_markup_is_text_where_it_is_published_and_where_it_comes_back(send, as_user, trick, htmx):
    """CVE-2023-32693: script that came back in a page of its own making."""
    assert send(htmx, body=trick, quote="").status_code in (201, 302)
    refused = send(htmx, body=trick, quote=trick, wording=trick, stance=trick, kind=trick)
    assert refused.status_code == 422
    for page in (refused, as_user().get(f"/fr/comments/{Comment.objects.get().pk}/")):
        soup = soup_of(page)
        assert not soup.find("script", string="alert(1)")
        assert not soup.find(attrs={"onerror": True})
        assert not soup.find(attrs={"onload": True})
        assert not [one for one in soup.select("[href]") if "javascript:" in one["href"]]
        assert not soup.find("h1", string="x")
        assert "14" not in soup.get_text() or trick[0] != "{"


@both
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"quote": "ces mots n’y sont pas"}, 422),
        ({"quote": "a" * 1001}, 422),
        ({"kind": "suggestion", "wording": ""}, 422),
        ({"kind": "suggestion", "wording": PRESENT}, 422),
        ({"kind": "suggestion", "wording": "a" * 20_001}, 422),
        ({"kind": "decree"}, 422),
        ({"stance": "maybe"}, 422),
        ({"in_reply_to": "nonsense"}, 409),
        ({"in_reply_to": "00000000-0000-7000-8000-000000000000"}, 409),
        ({"section": "nonsense"}, 409),
        ({"section": "00000000-0000-7000-8000-000000000000"}, 409),
    ],
)
def test_a_field_that_does_not_hold_stores_nothing(send, fields, status, htmx):
    before = counted()
    answer = send(htmx, **fields)
    assert answer.status_code == status
    assert "Mes mots" in answer.content.decode()
    assert counted() == before


@both
def test_a_parent_in_another_draft_is_no_parent(stage, cast, send, htmx):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    there = services.post_comment(
        by=cast.neighbour, place=Place(stage.other_draft.pk), said=Said("Là-bas.", "fr")
    ).comment
    before = counted()
    answer = send(htmx, in_reply_to=str(there.pk))
    assert answer.status_code == 409
    assert "Mes mots" in answer.content.decode()
    assert "Là-bas." not in answer.content.decode()
    assert counted() == before


def test_a_forged_author_is_no_author(stage, cast, send):
    """CVE-2026-40869: a participant became somebody else's co-author."""
    forged = {
        name: str(cast.publisher.pk)
        for name in ("author", "author_id", "by", "participant", "user", "id", "pk")
    }
    send(**forged, status="hidden", by_official="1", affiliation="press", agree_count="99")
    comment = Comment.objects.get()
    assert comment.author == cast.citizen
    assert (comment.status, comment.by_official, comment.agree_count) == ("visible", False, 0)
    assert comment.affiliation == cast.citizen.affiliation


def test_a_file_in_place_of_words_is_no_words(stage, cast, as_user, tmp_path):
    (tmp_path / "mots.txt").write_text("Mes mots")
    with (tmp_path / "mots.txt").open("rb") as file:
        sent = {"section": str(stage.text.key), "body": file}
        answer = as_user(cast.citizen).post(stage.url(), sent)
    assert answer.status_code == 422
    assert not Comment.objects.exists()


@both
def test_fields_that_come_twice_are_read_once(stage, cast, as_user, htmx):
    sent = {"section": str(stage.text.key), "body": ["un", "deux"], "kind": ["poem", "question"]}
    as_user(cast.citizen).post(stage.url(), sent, headers=HTMX if htmx else {})
    comment = Comment.objects.get()
    assert (comment.source, comment.kind) == ("deux", "question")
