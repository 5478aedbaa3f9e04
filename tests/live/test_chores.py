"""What is to be done now and then is done while anybody is there, and harms nothing when it fails."""

import asyncio
import threading

import pytest

from consult.live import registries
from consult.live.hub import Hub
from tests.live import stage

pytestmark = pytest.mark.asyncio


class Chore:
    """Counts how often it is done, and in which thread; fails when told to."""

    def __init__(self):
        self.done, self.threads, self.fails = 0, set(), False

    def __call__(self):
        self.done += 1
        self.threads.add(threading.current_thread().name)
        if self.fails:
            raise OSError("away")


@pytest.fixture
def chores(monkeypatch):
    """Two chores, and none of the apps'."""
    both = {"one": Chore(), "other": Chore()}
    registry = registries.Registry("what is to be done now and then")
    for name, chore in both.items():
        registry.register(name, chore)
    monkeypatch.setattr("consult.live.hub.chores", registry)
    return both


async def test_they_are_done_again_and_again_while_somebody_is_there(hub, stream, chores):
    hub.chores_every = 0.01
    async with stage.reading(stream):
        await stage.eventually(lambda: chores["one"].done > 2)
    assert all(name.startswith("parvis-live") for name in chores["one"].threads)
    await stage.eventually(lambda: not hub.audiences)
    await asyncio.sleep(0.05)
    before = chores["one"].done
    await asyncio.sleep(0.1)
    assert chores["one"].done == before


async def test_one_that_fails_stops_no_other_and_no_reader(hub, stream, chores, caplog):
    hub.chores_every, chores["one"].fails = 0.01, True
    async with stage.reading(stream) as reader:
        await stage.eventually(lambda: chores["other"].done > 2)
        await stage.in_database(stage.say)(stream)
        assert (await reader.frame())["n"] == 1
    assert caplog.text.count("The chore of one fails") == 1
    assert chores["one"].done > 1


async def test_they_take_their_time(hub, stream, chores):
    """Not with each tick: a page opened costs nothing of this."""
    assert Hub.chores_every == 10
    async with stage.reading(stream):
        await asyncio.sleep(0.2)
    assert chores["one"].done == 0


async def test_moderation_has_its_own(hub):
    assert "moderation" in list(registries.chores)
