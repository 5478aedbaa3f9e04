import asyncio
import logging
import time

import pytest

from consult.live import announcements
from tests.live import stage

LAYER = "consult.live.announcements.shared_layer"


class Hanging:
    async def group_send(self, group, message):
        await asyncio.sleep(60)


class Raising:
    asked = 0

    async def group_send(self, group, message):
        self.asked += 1
        raise ConnectionError("nobody there")


def test_a_layer_that_raises_fails_no_request(stream, monkeypatch, caplog):
    """Lesson: Redis down at `group_send` raises at once; the person would send again."""
    monkeypatch.setattr(LAYER, Raising)
    assert stage.say(stream) == 1
    assert "nobody there" in caplog.text


def test_a_layer_that_hangs_is_left_after_a_while(stream, monkeypatch, caplog):
    monkeypatch.setattr(LAYER, Hanging)
    monkeypatch.setattr(announcements, "SEND_LIMIT", 0.05)
    began = time.monotonic()
    assert stage.say(stream) == 1
    assert time.monotonic() - began < 30
    assert "TimeoutError" in caplog.text


def test_a_layer_that_failed_rests_so_that_requests_do_not_wait_in_vain(stream, monkeypatch):
    layer = Raising()
    monkeypatch.setattr(LAYER, lambda: layer)
    stage.say(stream, 3)
    assert layer.asked == 1


def test_redis_that_is_not_there_fails_no_request(stream, settings, caplog):
    pytest.importorskip("channels_redis", reason="an extra of the scaled-out set-up")
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
    began = time.monotonic()
    assert stage.say(stream) == 1
    assert time.monotonic() - began < 5
    assert [record.levelno for record in caplog.records if record.name == "parvis.live"] == [
        logging.WARNING
    ]


@pytest.mark.asyncio
async def test_readers_here_hear_at_once_while_redis_is_down(hub, monkeypatch):
    monkeypatch.setattr(LAYER, Raising)
    hub.heal_after = 60
    stream = await stage.in_database(stage.open_stream)()
    async with stage.reading(stream) as reader:
        await stage.in_database(stage.say)(stream)
        assert (await reader.frame())["n"] == 1
