"""Answers in open windows: first state and events make the fresh state, and nothing hidden is told."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from pydantic import ValidationError

from consult.answers import events
from consult.answers.services import answers as services
from consult.live.models import Event
from consult.live.reading import tell
from consult.live.registries import hydrators
from consult.threads.models import Comment
from tests.answers.answering import anew, begin, edit, publish

pytestmark = pytest.mark.django_db


def told(stage, since=0, language="fr"):
    """Return the frames of what happened to answers since a number, as a socket sends them."""
    found = Event.objects.filter(stream=stage.draft.pk, number__gt=since).order_by("number")
    ours = [one for one in found if one.type.startswith("answer.")]
    hydrated = events.hydrate_answers(ours, language)
    return [hydrated[one.number] for one in ours]


def marks(browser, comments, language="fr"):
    """Return what a fresh page says at contributions of what became of them."""
    found = {}
    for one in comments:
        html = browser.get(f"/{language}/comments/{one.pk}/").content.decode()
        mark = re.search(r'<p class="outcome.*?</p>', html, re.DOTALL)
        found[str(one.pk)] = tidy(mark[0]) if mark else ""
    return found


def tidy(html):
    return re.sub(r"\s+", " ", html).strip()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_that_lived_says_what_a_fresh_one_says(
    stage, cast, post, hide, as_user, english, language
):
    """The law of a live page, after each kind of event: published, signed, edited, answered anew."""
    first, second, third = post("Un"), post("Deux"), post("Trois")
    browser = as_user()
    lived, heard = marks(browser, (first, second, third), language), 0

    def hear():
        nonlocal heard
        for frame in told(stage, heard, language):
            for one in frame["contributions"]:
                lived[one["id"]] = tidy(one["html"])
        heard = Event.objects.filter(stream=stage.draft.pk).count()
        assert lived == marks(browser, (first, second, third), language)

    answer = publish(cast.drafter_gov, first, second)
    hear()
    assert "outcome-adopted" in lived[str(first.pk)]
    services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    hear()
    edit(cast.drafter_civ, answer, outcome="declined")
    hear()
    publish(cast.drafter_gov, first, third, outcome="partly")
    hear()
    edit(cast.drafter_civ, answer, "Encore.", outcome="already")
    hear()
    assert "outcome-partly" in lived[str(first.pk)]
    assert "outcome-already" in lived[str(second.pk)]


def test_hidden_contributions_and_drafts_of_answers_are_not_told(stage, cast, post, hide):
    """Ours: replay of what was hidden since, events of what one may not see."""
    shown, hidden = post("Vu"), post("Imbécile !")
    publish(cast.drafter_gov, shown, hidden)
    before = told(stage)
    assert len(before[0]["contributions"]) == 2
    hide(hidden)
    (after,) = told(stage)
    assert [one["id"] for one in after["contributions"]] == [str(shown.pk)]
    assert str(hidden.pk) not in str(after)
    assert "Imbécile" not in str(before)
    drafted = begin(cast.drafter_gov, shown)
    event = Event(number=99, type="answer.published", object_id=drafted.pk)
    assert events.hydrate_answers([event], "fr") == {}


def test_a_frame_counts_what_is_answered(stage, cast, post):
    first, second = post("Un"), post("Deux")
    post("Trois", place=stage.place(stage.sections[0]))
    publish(cast.drafter_gov, first)
    (frame,) = told(stage)
    assert frame["coverage"] == [
        {"section": None, "answered": 1, "threads": 3, "without_account": 0},
        {"section": str(stage.text.key), "answered": 1, "threads": 2, "without_account": 0},
    ]
    assert frame["answer"]["signed_for"] == ["government"]
    publish(cast.drafter_gov, second)
    assert told(stage)[-1]["coverage"][0]["answered"] == 2


def test_a_large_group_is_told_in_part(stage, cast, post, monkeypatch):
    monkeypatch.setattr(events, "MOST_TOLD", 1)
    publish(cast.drafter_gov, post("Un"), post("Deux"))
    (frame,) = told(stage)
    assert frame["more"]
    assert len(frame["contributions"]) == 1


def test_many_events_cost_as_much_as_one(stage, cast, post, django_assert_num_queries):
    publish(cast.drafter_gov, post("Un"))
    for number in range(5):
        publish(cast.drafter_gov, post(f"Mot {number}"))
    found = list(Event.objects.filter(type="answer.published"))
    with django_assert_num_queries(5):
        events.hydrate_answers(found[:1], "fr")
    with django_assert_num_queries(5):
        events.hydrate_answers(found, "fr")


def test_frames_go_through_the_stream(stage, cast, post):
    """As a socket gets them: registered by their types, in the reader's language."""
    answer = publish(cast.drafter_gov, post("Un"))
    for kind in events.ANSWER_EVENTS:
        assert kind in set(hydrators)
    found = list(Event.objects.filter(stream=stage.draft.pk).order_by("number"))
    frames = tell(found, ["fr"])
    assert f"/fr/drafting/answers/{answer.pk}/" in str(frames)


def test_a_frame_holds_what_its_class_names():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        events.AnswerChanged(n=1, type="answer.published", secret="hidden words")


def test_a_mark_is_the_same_everywhere(cast, post):
    publish(cast.drafter_gov, post())
    with translation.override("en"):
        mark = render_to_string(
            "threads/components/outcome.html", {"comment": Comment.objects.get()}
        )
    assert "Answer" in mark
    assert "adopted" in mark
