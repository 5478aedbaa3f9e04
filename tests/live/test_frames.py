import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from consult.live import events

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "live_frames.json"
FRAMES = (events.Ready, events.Presence, events.Reset, events.Void, events.Pong)


def test_the_frames_are_what_browsers_were_promised():
    """A change here breaks open pages: it needs a word in CHANGELOG.md, and then this file anew."""
    schemas = {frame.__name__: frame.model_json_schema() for frame in FRAMES}
    assert schemas == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_says_nothing_that_its_class_does_not_name(frame):
    with pytest.raises(ValidationError):
        frame(n=1, viewers=1, who="ada")


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (events.Ready(n=12), '{"type":"ready","n":12}'),
        (events.Presence(viewers=17), '{"type":"presence","viewers":17}'),
        (events.Reset(), '{"type":"reset"}'),
        (events.Void(n=12), '{"n":12,"type":"void"}'),
        (events.Pong(), '{"type":"pong"}'),
    ],
)
def test_frames_as_sent(frame, text):
    assert frame.model_dump_json() == text
