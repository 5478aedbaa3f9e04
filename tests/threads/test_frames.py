"""What a page hears of comments and versions: the contract that open pages rely on."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from consult.answers.events import AnswerChanged
from consult.answers.signing_events import SignatureChanged
from consult.drafts.events import VersionPublished
from consult.live.models import Event
from consult.threads.events import CommentChanged, VotesChanged, hydrate_comments

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "domain_frames.json"
FRAMES = (CommentChanged, VotesChanged, VersionPublished, AnswerChanged, SignatureChanged)


def test_the_frames_are_what_browsers_were_promised():
    """A change here breaks open pages: it needs a word in CHANGELOG.md, and then this file anew."""
    schemas = {frame.__name__: frame.model_json_schema() for frame in FRAMES}
    assert schemas == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_says_nothing_that_its_class_does_not_name(frame):
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        frame(n=1, type="comment.posted", secret="hidden words")


def test_codes_are_sent_and_never_translated_sentences(post):
    post()
    event = Event.objects.get(type="comment.posted")

    french, english = (
        hydrate_comments([event], language)[event.number] for language in ("fr", "en")
    )

    assert french["comment"] == english["comment"]
    assert french["comment"]["author"]["affiliation"] == "citizen"


def test_a_frame_of_hidden_words_tells_nothing_of_what_they_were(post, hide):
    hide(post("Insulte.", kind="question", stance="for"))
    event = Event.objects.get(type="comment.hidden")
    comment = hydrate_comments([event], "fr")[event.number]["comment"]
    telling = ("kind", "stance", "language", "author", "votes", "edited_at")
    assert {name: comment[name] for name in telling} == dict.fromkeys(telling)
    assert comment["status"] == "hidden"
