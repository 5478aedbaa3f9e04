"""A reader asks a machine for a contribution in their language: over HTTP, against a real socket."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.languages import services
from consult.languages.models import MachineTranslation, Original, State
from consult.threads import services as threads
from consult.threads.models import Comment
from tests.threads.pages import HTMX, article_in, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_page")]


def address(comment, language="en"):
    return f"/{language}/translations/comment/{comment.pk}/"


@pytest.fixture
def ask(as_user, django_capture_on_commit_callbacks):
    """Ask for a comment in English, and let what is done beside the request be done."""

    def act(comment, *, by=None, language="en", **details):
        with django_capture_on_commit_callbacks(execute=True):
            return as_user(by).post(address(comment, language), headers=HTMX, **details)

    return act


def row():
    return MachineTranslation.objects.get()


def test_it_is_on_its_way_and_then_it_is_there(machine, cast, post, ask, as_user):
    comment = post("Bonjour *tout le monde*.\n\nÀ lundi.")
    answer = ask(comment, by=cast.neighbour)
    assert "Being translated" in answer.content.decode()
    assert machine.lines == ["Bonjour *tout le monde*.", "À lundi."]

    fragment = soup_of(as_user(cast.neighbour).get(address(comment), headers=HTMX))

    words = fragment.select_one(".words.translated")
    assert (words["lang"], words["dir"]) == ("en", "ltr")
    assert words.decode_contents() == (
        "<p>[en] Bonjour <em>tout le monde</em>.</p>\n<p>[en] À lundi.</p>"
    )
    mark = fragment.select_one(".translation-mark").get_text(" ", strip=True)
    assert mark == "Translated by machine ( LibreTranslate ) from French"


def test_who_reads_translations_sees_it_in_place_and_the_original_one_tap_away(
    machine, cast, post, ask, as_user
):
    comment = post("Bonjour.")
    ask(comment, by=cast.neighbour)
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    first, original = article.select(".words")
    assert (first.get_text(), first["lang"]) == ("[en] Bonjour.", "en")
    assert (original.get_text(), original["lang"]) == ("Bonjour.", "fr")
    assert original.find_parent("details")["class"] == ["original"]
    assert "The original, in French" in article.select_one("details.original summary").get_text()
    own = article_in(as_user().get(f"/fr/comments/{comment.pk}/", headers=HTMX), comment)
    assert [one.get_text() for one in own.select(".words")] == ["Bonjour."]


def test_who_reads_no_translations_finds_it_one_tap_away(machine, cast, post, ask, as_user):
    cast.neighbour.reads_translations = False
    cast.neighbour.save()
    comment = post("Bonjour.")
    ask(comment, by=cast.citizen)
    browser = as_user(cast.neighbour)
    article = article_in(browser.get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    first, translated = article.select(".words")
    assert first.get_text() == "Bonjour."
    assert translated.find_parent("details")["class"] == ["translation"]


def test_without_javascript_a_page_tells_how_far_it_is(
    machine, cast, post, as_user, django_capture_on_commit_callbacks
):
    comment, browser = post("Bonjour."), as_user(cast.neighbour)
    page = soup_of(browser.get(address(comment)))
    assert page.select_one("#main .words").get_text() == "Bonjour."
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(page.select_one("form.ask-machine")["action"])
    assert (answer.status_code, answer["Location"]) == (302, address(comment))
    page = soup_of(browser.get(address(comment)))
    assert [one.get_text() for one in page.select("#main .words")] == ["[en] Bonjour.", "Bonjour."]


def test_looking_asks_for_nothing(machine, post, as_user):
    comment = post("Bonjour.")
    as_user().get(address(comment))
    as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX)
    assert not machine.asked
    assert not MachineTranslation.objects.exists()


def test_the_same_words_are_translated_once(machine, cast, post, ask):
    first, second = post("Bonjour."), post("Bonjour.", by=cast.neighbour)
    ask(first)
    answer = ask(second)
    assert "[en] Bonjour." in answer.content.decode()  # at once: it was there
    assert len(machine.asked) == 1
    assert Original.objects.count() == 2


def test_a_machine_that_is_slow_costs_who_asks_nothing(machine, post, ask):
    """It is asked beside the request; here that is after it, for at most its time-out."""
    machine.delay = 30
    comment = post("Bonjour.")
    assert "Being translated" in ask(comment).content.decode()
    assert row().state == State.FAILED


LIES = {
    "a server error": (500, {"error": "no"}),
    "too many requests": (429, {"error": "slow down"}),
    "a redirect": (302, {"translatedText": ["x"]}),
    "too few lines": (200, {"translatedText": []}),
    "too many lines": (200, {"translatedText": ["one", "two"]}),
    "no list": (200, {"translatedText": "one"}),
    "no text": (200, {"translatedText": [{"text": "one"}]}),
    "another shape": (200, ["one"]),
    "a number": (200, 7),
    "a page": (200, "<html><body>Sign in</body></html>"),
    "nothing": (200, ""),
    "an empty text": (200, {"translatedText": [""]}),
    "blanks": (200, {"translatedText": ["\u200b \n"]}),
    "control characters": (200, {"translatedText": ["one\u0000two"]}),
    "ten megabytes": (200, b'{"translatedText": ["' + b"x" * 10_000_000 + b'"]}'),
    "much more than was said": (200, {"translatedText": ["x" * 900_000]}),
    "brackets without end": (200, "[" * 200_000),
    "bytes that are no text": (200, b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_machine_that_fails_or_lies_does_no_harm(machine, post, ask, as_user, lie):
    machine.status, body = LIES[lie]
    machine.lies(body)
    comment = post("Bonjour.")

    assert ask(comment).status_code == 200

    failed = soup_of(as_user().get(address(comment), headers=HTMX))
    assert "The machine did not translate this" in failed.select_one("[role=alert]").get_text()
    assert failed.select_one("form.ask-machine button").get_text(strip=True) == "Try again"
    assert (row().state, row().html, row().text) == (State.FAILED, "", "")
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    assert [one.get_text() for one in article.select(".words")] == ["Bonjour."]


def test_who_tries_again_may_have_more_luck(machine, post, ask, as_user):
    machine.status = 500
    comment = post("Bonjour.")
    ask(comment)
    machine.status = 200
    ask(comment)
    assert "[en] Bonjour." in as_user().get(address(comment)).content.decode()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("\u202eevil", "evil"),
    ],
)
def test_markup_from_a_machine_is_text(machine, post, ask, as_user, said, shown):
    machine.lies({"translatedText": [said]})
    comment = post("Bonjour.")
    ask(comment)
    page = as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX).content.decode()
    assert f"<p>{shown}</p>" in page
    assert "<script" not in page
    assert "<img" not in page


# What is never sent, and never shown


def test_hidden_words_are_not_asked_for(machine, post, hide, ask):
    comment = hide(post("Bonjour."))
    assert ask(comment).status_code == 404
    assert not machine.asked


def test_words_hidden_after_they_were_asked_for_are_not_sent(
    machine, post, hide, as_user, django_capture_on_commit_callbacks
):
    comment = post("Bonjour.")
    with django_capture_on_commit_callbacks() as beside:
        as_user().post(address(comment), headers=HTMX)
    hide(comment)
    for work in beside:
        work()
    assert not machine.asked
    assert not MachineTranslation.objects.exists()


def test_words_hidden_after_they_were_translated_are_not_shown(
    machine, cast, post, hide, ask, as_user
):
    comment = post("Bonjour.")
    ask(comment)
    hide(comment)
    for reader in (None, cast.neighbour, cast.moderator_gov):
        browser = as_user(reader)
        assert browser.get(address(comment)).status_code == 404
        assert (
            "[en]" not in browser.get(f"/en/comments/{comment.pk}/", headers=HTMX).content.decode()
        )
        assert (
            "[en]" not in browser.get(f"/en/comments/{comment.pk}/translations/").content.decode()
        )


def test_held_words_are_not_asked_for(machine, stage, cast, ask):
    stage.consultation.premoderation = "all"
    consultation = stage.consultation
    consultation.premoderation = "all"
    consultation.save()
    posted = threads.post_comment(
        by=cast.citizen, place=stage.place(), said=threads_said("Bonjour.")
    )
    assert posted.comment is None
    assert ask(posted.held).status_code == 404
    assert not machine.asked


def threads_said(body):
    from consult.threads.places import Said  # noqa: PLC0415

    return Said(body, "fr")


def test_deleted_words_are_gone_in_every_language(machine, cast, post, ask, as_user):
    comment = post("Bonjour.")
    ask(comment)
    threads.delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert not MachineTranslation.objects.exists()
    assert not Original.objects.exists()
    assert as_user().get(address(comment)).status_code == 404
    assert ask(comment).status_code == 404


def test_what_another_text_shares_stays(machine, cast, post, ask):
    first, second = post("Bonjour."), post("Bonjour.", by=cast.neighbour)
    ask(first)
    ask(second)
    threads.delete_comment(by=cast.citizen, comment_id=first.pk)
    assert row().text == "[en] Bonjour."
    threads.delete_comment(by=cast.neighbour, comment_id=second.pk)
    assert not MachineTranslation.objects.exists()


def test_edited_words_have_no_translation_until_they_are_asked_for(
    machine, cast, post, ask, as_user
):
    comment = post("Bonjour.")
    ask(comment)
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Bonsoir.")
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    assert [one.get_text() for one in article.select(".words")] == ["Bonsoir."]
    assert not MachineTranslation.objects.exists()
    ask(comment)
    assert row().text == "[en] Bonsoir."


def test_words_edited_while_they_are_translated_are_not_stored(machine, cast, post, ask):
    comment = post("Bonjour.")

    def slow(asked):
        MachineTranslation.objects.all().delete()  # as the edit does, from another process
        return {"translatedText": ["Hello."]}

    machine.answers = lambda asked: {"translatedText": ["Hello."]}
    original = services.machines.translate

    def translate(*args):
        threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Bonsoir.")
        return original(*args)

    services.machines.translate = translate
    try:
        ask(comment)
    finally:
        services.machines.translate = original
    assert not MachineTranslation.objects.exists()


@pytest.mark.parametrize("closed_by", ["unpublishing", "a restriction"])
def test_drafts_that_are_not_public_are_never_sent(machine, stage, cast, post, ask, closed_by):
    comment = post("Bonjour.")
    if closed_by == "unpublishing":
        for page in stage.page.get_translations(inclusive=True):
            page.unpublish()
    else:
        PageViewRestriction.objects.create(page=stage.consultation_page, restriction_type="login")
        for page in stage.consultation_page.get_translations():
            PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert ask(comment, by=cast.moderator_gov).status_code == 404
    assert not machine.asked


# Off, refused, paced


def test_without_a_machine_nothing_is_offered_nor_asked(post, ask, as_user):
    comment = post("Bonjour.")
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    assert not article.select(".ask-machine")
    answer = ask(comment)
    assert answer.status_code == 409
    assert "No machine translates on this site" in answer.content.decode()


def test_what_the_machine_cannot_do_is_said(machine, post, ask):
    comment = post("Bonjour.")
    cache.set("languages:pairs", (frozenset({("en", "fr")}), timezone.now()))
    answer = ask(comment)
    assert answer.status_code == 409
    assert "does not translate between these two languages" in answer.content.decode()
    assert not machine.asked


def test_what_the_machine_can_do_is_asked_of_it_and_remembered(machine, post, ask):
    ask(post("Bonjour."))
    ask(post("Bonsoir."))
    assert machine.paths.count("/languages") == 1
    assert ("fr", "es") in services.machines.known_pairs()


@pytest.mark.parametrize("kind", ["comments", "user", "answer-text"])
def test_only_what_is_registered_can_be_translated(machine, post, as_user, kind):
    assert as_user().post(f"/en/translations/{kind}/{post('x').pk}/").status_code == 404


def test_asking_is_paced_by_person_and_by_address(machine, settings, cast, post, ask):
    settings.PACE = {**settings.PACE, "translate": (2, 600)}
    settings.PACE_ADDRESS_FACTOR = 2
    settings.PACE_NEW_ACCOUNT_HOURS = 0
    comments = [post(f"Bonjour {number}.") for number in range(6)]
    statuses = [ask(comment, by=cast.neighbour).status_code for comment in comments[:3]]
    assert statuses == [200, 200, 429]
    statuses = [ask(comment, by=cast.citizen).status_code for comment in comments[3:]]
    assert statuses == [200, 200, 429]
    assert ask(comments[5], by=cast.drafter_gov).status_code == 429  # the address has had enough
    assert ask(comments[0], by=cast.neighbour).status_code == 200  # what is there costs nothing


def test_what_nobody_tapped_is_refused_without_a_word(machine, settings, cast, post, ask):
    settings.PACE = {**settings.PACE, "translate": (1, 600)}
    settings.PACE_NEW_ACCOUNT_HOURS = 0
    ask(post("Bonjour."), by=cast.neighbour, data={"unasked": "1"})
    answer = ask(post("Bonsoir."), by=cast.neighbour, data={"unasked": "1"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_page_asks_by_itself_only_for_who_reads_translations(machine, cast, post, as_user):
    comment = post("Bonjour.")

    def asks(reader, language="en"):
        answer = as_user(reader).get(f"/{language}/comments/{comment.pk}/", headers=HTMX)
        return bool(article_in(answer, comment).select("[hx-trigger='intersect once']"))

    assert asks(cast.neighbour)
    assert not asks(None)
    assert not asks(cast.neighbour, "fr")
    cast.neighbour.reads_translations = False
    cast.neighbour.save()
    assert not asks(cast.neighbour)


def test_the_key_goes_to_the_machine_and_into_no_log(machine, post, ask, caplog):
    caplog.set_level(logging.DEBUG)
    machine.status = 500
    ask(post("Zanzibar."))
    assert machine.asked[0]["api_key"] == "key-that-no-log-holds"
    assert "status_500" in caplog.text
    assert "key-that-no-log-holds" not in caplog.text
    assert "Zanzibar" not in caplog.text


# Lost and found


def test_a_task_that_was_lost_with_its_process_is_found_again(
    machine, post, as_user, django_capture_on_commit_callbacks
):
    comment = post("Bonjour.")
    as_user().post(address(comment), headers=HTMX)  # and the process is killed before the task runs
    assert row().state == State.ASKED
    assert services.take_up_lost(now=timezone.now() + timedelta(seconds=1)) == 1
    assert (row().state, row().tries) == (State.MADE, 1)
    assert services.take_up_lost() == 0


def test_a_try_that_was_killed_half_way_is_taken_up_later_and_not_before(machine, post, as_user):
    comment = post("Bonjour.")
    as_user().post(address(comment), headers=HTMX)
    assert services.take(row().pk) is not None  # and here the process is killed
    assert services.take(row().pk) is None  # nobody else does the same meanwhile
    assert services.take_up_lost() == 0
    MachineTranslation.objects.update(next_try=timezone.now())
    assert services.take_up_lost() == 1
    assert row().state == State.MADE


def test_what_failed_is_tried_again_after_longer_and_longer_rests(machine, post, ask):
    machine.status = 500
    ask(post("Bonjour."))
    rests = []
    while row().next_try:
        rests.append(round((row().next_try - timezone.now()).total_seconds()))
        assert services.take_up_lost() == 0  # it rests
        MachineTranslation.objects.update(next_try=timezone.now())
        services.take_up_lost()
    assert rests == [30, 120, 480]
    assert (row().state, row().tries, len(machine.asked)) == (State.FAILED, 4, 4)


# Many at once


def test_a_list_costs_the_same_however_much_of_it_is_translated(
    machine, stage, english_page, cast, post, ask, as_user, django_assert_num_queries
):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def queries(comments):
        with CaptureQueriesContext(
            connection,
        ) as counted:
            answer = as_user(cast.neighbour).get(f"{english_page.url}?section={stage.text.key}")
        text = answer.content.decode()
        assert text.count('class="words translated"') == comments
        return len(counted)

    ask(post("Bonjour 0."))
    queries(1)  # what is remembered is remembered now
    one = queries(1)
    for number in range(1, 8):
        ask(post(f"Bonjour {number}."))
    assert queries(8) == one


def test_a_live_page_is_told_and_what_it_is_told_is_what_a_fresh_page_shows(
    machine, stage, cast, post, ask, as_user
):
    """The law of a live page: first state plus events equals fresh state."""
    from consult.live.models import DueEvent, Event  # noqa: PLC0415
    from consult.live.services import record_due  # noqa: PLC0415
    from consult.threads.events import hydrate_comments  # noqa: PLC0415

    comment = post("Bonjour.")
    ask(comment)
    due = DueEvent.objects.get(type="comment.translated")
    Event.objects.create(
        stream_id=due.stream_id, number=999, type=due.type, object_id=due.object_id
    )
    event = Event.objects.get(number=999)
    assert record_due is not None
    for language in ("en", "fr"):
        frame = hydrate_comments([event], language)[999]
        told = soup_of_text(frame["html"])
        fresh = article_in(
            as_user().get(f"/{language}/comments/{comment.pk}/", headers=HTMX), comment
        )
        for part in (".words", "details", ".translation-mark"):
            assert [str(one) for one in told.select(part)] == [
                str(one) for one in fresh.select(part)
            ]
    assert json.dumps(frame)


def soup_of_text(text):
    from bs4 import BeautifulSoup  # noqa: PLC0415

    return BeautifulSoup(text, "html.parser")


def test_arabic_answered_in_french_read_in_spanish(machine, stage, cast, post, ask, as_user):
    """One thread; each in its own direction."""
    from consult.live.models import Event  # noqa: PLC0415
    from consult.threads.events import hydrate_comments  # noqa: PLC0415

    root = post("صباح الخير")
    Comment.objects.filter(pk=root.pk).update(language="ar")
    reply = post("Bonjour.", by=cast.neighbour, in_reply_to=root.pk)
    ask(root)
    ask(reply)
    page = soup_of(as_user().get(f"/en/comments/{root.pk}/", headers=HTMX))
    translated, original = page.select(".words")
    assert (translated["lang"], original["lang"]) == ("en", "ar")
    assert (translated["dir"], original["dir"]) == ("ltr", "rtl")
    assert translated.get_text() == "[en] صباح الخير"
    events = [
        Event(stream_id=root.draft_id, number=number, type="comment.translated", object_id=one.pk)
        for number, one in enumerate((root, reply), start=1)
    ]
    frames = hydrate_comments(events, "es")
    for number, language, direction in ((1, "ar", "rtl"), (2, "fr", "ltr")):
        words = soup_of_text(frames[number]["html"]).select_one(".words")
        assert (words["lang"], words["dir"]) == (language, direction)
    assert str(frames[2]["comment"]["thread"]) == str(root.pk)
