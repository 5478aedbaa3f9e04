"""What happens when somebody posts, through the form and through the service."""

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.core import pace
from consult.core.text import ControlCharacters, Empty, TooLong
from consult.drafts.models import Section
from consult.live.models import Event, Stream
from consult.people.models import Organisation
from consult.people.organisations.services import declare
from consult.threads import refusals
from consult.threads.events import hydrate_comments
from consult.threads.models import Comment
from tests.threads.pages import fields_of, soup_of

pytestmark = pytest.mark.django_db


def form(stage, body="Quel mois ?", **more):
    return {"section": str(stage.text.key), "body": body, "kind": "remark", **more}


def test_a_comment_is_stored_counted_and_told(stage, cast, post):
    comment = post("Quel *mois* ?")

    assert (comment.source, comment.status) == ("Quel *mois* ?", "visible")
    assert comment.html == "<p>Quel <em>mois</em> ?</p>"
    assert Section.objects.get(pk=stage.text.pk).comments_count == 1
    event = Event.objects.get(type="comment.posted")
    assert (event.stream_id, event.object_id) == (stage.draft.pk, comment.pk)


def test_the_form_works_without_javascript_and_leads_to_the_comment(stage, cast, as_user):
    answer = as_user(cast.citizen).post(stage.url(), form(stage))

    comment = Comment.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(
        f"/projet/?section={stage.text.key}&comment={comment.pk}#c-{comment.pk}"
    )
    page = as_user().get(answer["Location"])
    assert b"Quel mois ?" in page.content


def test_with_htmx_the_answer_is_201_with_the_comment_and_a_fresh_box(stage, cast, as_user):
    answer = as_user(cast.citizen).post(stage.url(), form(stage), headers={"HX-Request": "true"})

    assert answer.status_code == 201
    html = answer.content.decode()
    assert f'id="c-{Comment.objects.get().pk}"' in html
    assert f'id="composer-{stage.text.key}"' in html


def test_a_reply_joins_the_thread_and_names_what_it_answers(stage, cast, post):
    root = post()
    first = post("Juin.", by=cast.drafter_gov, in_reply_to=root.pk)
    second = post("Merci.", in_reply_to=first.pk)

    assert (second.thread_id, second.in_reply_to_id, second.number) == (root.pk, first.pk, 2)
    root.refresh_from_db()
    assert root.replies_count == 2
    assert Section.objects.get(pk=stage.text.pk).comments_count == 3


def test_the_same_form_sent_twice_posts_once(stage, cast, as_user):
    browser, key = as_user(cast.citizen), uuid4()
    first = browser.post(stage.url(), form(stage, idempotency_key=str(key)))
    again = browser.post(stage.url(), form(stage, idempotency_key=str(key)))

    assert first["Location"] == again["Location"]
    assert Comment.objects.count() == 1
    assert (
        Stream.objects.get(pk=stage.draft.pk).last
        == Event.objects.filter(stream=stage.draft.pk).count()
    )


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_other_words_in_a_form_that_was_sent_are_published_when_sent_again(
    stage, cast, as_user, htmx
):
    """Back, some other words, and send: they must be lost neither, nor taken for published."""
    browser, headers = as_user(cast.citizen), {"HX-Request": "true"} if htmx else {}
    sent = form(stage, "Quel mois ?", idempotency_key=str(uuid4()))
    browser.post(stage.url(), sent)

    answer = browser.post(stage.url(), {**sent, "body": "Quel jour ?"}, headers=headers)

    assert answer.status_code == 409
    back = fields_of(soup_of(answer).select_one("form.composer:has(.refusal)"))
    assert back["body"] == "Quel jour ?"
    assert back["idempotency_key"] not in ("", sent["idempotency_key"])
    assert Comment.objects.count() == 1
    for _twice in range(2):
        browser.post(stage.url(), back, headers=headers)
    assert list(Comment.objects.order_by("pk").values_list("source", flat=True)) == [
        "Quel mois ?",
        "Quel jour ?",
    ]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_back_and_send_again_leads_to_the_one_comment(stage, cast, as_user, htmx):
    browser, headers = as_user(cast.citizen), {"HX-Request": "true"} if htmx else {}
    page = browser.get(f"{stage.page.url}?section={stage.text.key}")
    sent = fields_of(soup_of(page).select_one("form.composer")) | {"body": "Quel mois ?"}
    answers = [browser.post(stage.url(), sent, headers=headers) for _twice in range(2)]
    assert Comment.objects.count() == 1
    assert [one.status_code for one in answers] == ([201, 200] if htmx else [302, 302])
    if not htmx:
        assert answers[0]["Location"] == answers[1]["Location"]


@pytest.mark.parametrize("key", ["", "nonsense"])
def test_a_form_without_a_key_comes_back_with_one(stage, cast, as_user, key):
    answer = as_user(cast.citizen).post(stage.url(), form(stage, "", idempotency_key=key))
    back = fields_of(soup_of(answer).select_one("form.composer:has(.refusal)"))
    assert UUID(back["idempotency_key"])


def test_a_refused_reply_comes_back_under_what_it_answers(stage, cast, post, as_user):
    root = post(by=cast.neighbour)
    replies = [post(f"Réponse {turn}", by=cast.neighbour, in_reply_to=root.pk) for turn in range(6)]
    for turn in range(25):
        post(f"Fil {turn}", by=cast.neighbour)
    sent = form(stage, "a" * 5001, in_reply_to=str(replies[4].pk))
    soup = soup_of(as_user(cast.citizen).post(stage.url(), sent))
    assert fields_of(soup.select_one(f"#reply-{replies[4].pk} form"))["body"] == "a" * 5001
    above = soup.select_one(f"#composer-{stage.text.key}")
    assert fields_of(above)["body"] == ""
    assert len(soup.select("form.composer")) == 2


def test_who_posts_too_fast_is_told_when_to_come_back(stage, cast, as_user, settings):
    settings.PACE = {**settings.PACE, "post": (2, 900)}  # and half of it for a new account
    browser = as_user(cast.citizen)
    browser.post(stage.url(), form(stage))
    for headers in ({}, {"HX-Request": "true"}):
        answer = browser.post(stage.url(), form(stage, "Mes mots"), headers=headers)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
        assert "Mes mots" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_somebody_elses_key_is_not_mine(stage, cast, post):
    key = uuid4()
    post(idempotency_key=key)
    post(by=cast.neighbour, idempotency_key=key)

    assert Comment.objects.count() == 2


def announced(stage, **times):
    now = timezone.now()
    Consultation.objects.filter(pk=stage.consultation.pk).update(
        **{name: now + timedelta(days=days) for name, days in times.items()}
    )


@pytest.mark.parametrize(
    ("prepare", "body", "status", "sentence"),
    [
        (lambda stage, cast: None, "", 422, "Write your contribution first"),
        (lambda stage, cast: None, " \u200b \n ", 422, "Write your contribution first"),
        (lambda stage, cast: None, "a" * 5001, 422, "5,001 characters"),
        (lambda stage, cast: None, "a\x07b", 422, "invisible control characters"),
        (lambda stage, cast: announced(stage, opens_at=1), "x", 409, "opens on"),
        (lambda stage, cast: announced(stage, closes_at=-1), "x", 409, "closed on"),
        (
            lambda stage, cast: Section.objects.filter(pk=stage.text.pk).update(
                retired_at=timezone.now()
            ),
            "x",
            409,
            "no longer part of the text",
        ),
        (lambda stage, cast: stage.page.unpublish(), "x", 404, "not public at the moment"),
        (
            lambda stage, cast: (
                type(cast.citizen)
                .objects.filter(pk=cast.citizen.pk)
                .update(suspended_until=timezone.now() + timedelta(days=1))
            ),
            "x",
            403,
            "may read but not write",
        ),
    ],
    ids=[
        "empty",
        "invisible",
        "too long",
        "control characters",
        "announced",
        "closed",
        "section gone",
        "unpublished",
        "suspended",
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_refusal_says_why_and_gives_the_words_back(
    stage, cast, as_user, prepare, body, status, sentence, htmx
):
    browser = as_user(cast.citizen)
    prepare(stage, cast)
    typed = form(stage, body)

    answer = browser.post(
        stage.url().replace("/fr/", "/en/"),
        typed,
        headers={"HX-Request": "true"} if htmx else {},
    )

    html = answer.content.decode()
    assert answer.status_code == status
    assert sentence in html
    if body.strip():
        assert body.replace("\x07", "\x07") in html
    assert not Comment.objects.exists()


def test_a_signed_out_reader_is_told_to_sign_in_and_keeps_the_words(stage, as_user):
    answer = as_user().post(stage.url(), form(stage, "Mes mots"))

    assert answer.status_code == 401
    assert "Mes mots" in answer.content.decode()


def test_the_refusals_are_named(stage, cast, post):
    with pytest.raises(Empty):
        post("  ")
    with pytest.raises(TooLong):
        post("x" * 5001)
    with pytest.raises(ControlCharacters):
        post("\x00")
    with pytest.raises(refusals.UnknownKind):
        post(kind="poem")


def test_one_person_cannot_flood(stage, cast, post, settings):
    settings.PACE = {**settings.PACE, "post": (4, 600)}  # and half of it for a new account
    post("un")
    post("deux")
    with pytest.raises(pace.TooFast):
        post("trois")
    post("quatre", by=cast.neighbour)


def test_a_reply_to_a_comment_of_another_place_is_refused(stage, cast, post):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    elsewhere = post(place=stage.place(stage.sections[2]))
    with pytest.raises(refusals.OtherThread):
        post(in_reply_to=elsewhere.pk)


def test_a_section_of_another_draft_is_refused(stage, cast, as_user):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = Section.objects.exclude(draft=stage.draft).first()
    answer = as_user(cast.citizen).post(
        stage.url(), {**form(stage, "Mes mots"), "section": str(foreign.key)}
    )

    assert answer.status_code == 409
    assert "Mes mots" in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("section", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_section_loses_no_words(stage, cast, as_user, section):
    answer = as_user(cast.citizen).post(
        stage.url(), {"section": section, "body": "Mes mots", "kind": "poem"}
    )

    assert answer.status_code in (409, 422)
    assert "Mes mots" in answer.content.decode()


def test_a_broadcast_that_fails_does_not_fail_the_answer(stage, cast, as_user, settings):
    """Redis down at group_send: the person would send again."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1"]},
        }
    }
    answer = as_user(cast.citizen).post(stage.url(), form(stage))

    assert answer.status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_posting_and_replying_take_at_most_sixteen_queries(
    stage, cast, post, as_user, htmx, django_assert_max_num_queries
):
    root = post(by=cast.neighbour)
    browser, url = as_user(cast.moderator_gov), stage.url()
    headers = {"HX-Request": "true"} if htmx else {}
    for typed in (form(stage), form(stage, in_reply_to=str(root.pk))):
        with django_assert_max_num_queries(16):
            browser.post(url, typed, headers=headers)
    assert Comment.objects.count() == 3


def test_a_hostile_name_is_text_everywhere(stage, cast, as_user):
    """CVE-2026-23891: script in a user name ran for everyone who opened a comment page."""
    hostile = "<img src=x onerror=alert(1)>\"'&"
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(public_name=hostile)
    organisation = Organisation.objects.create(name=hostile)
    declare(by=cast.citizen, organisation=organisation)
    as_user(cast.citizen).post(stage.url(), form(stage))

    html = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert not re.search(r"<img[^>]*onerror", html)


def test_json_of_a_frame_holds_no_markup_of_names(stage, cast, post):
    """CVE-2026-23891: JSON inside HTML, too."""
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(public_name="<script>x</script>")
    post()
    event = Event.objects.get(type="comment.posted")
    payload = hydrate_comments([event], "fr")[event.number]
    assert "<script>" not in payload["html"]
    assert json.dumps(payload)
