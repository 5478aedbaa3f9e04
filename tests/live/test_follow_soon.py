"""Events that are recorded soon reach who watches."""

import asyncio
from datetime import timedelta

import pytest

from consult.core.ids import new_id
from consult.live import services
from consult.live.hub import Hub
from consult.live.models import DueEvent
from tests.live import stage

say, say_soon = stage.in_database(stage.say), stage.in_database(stage.say_soon)


@pytest.fixture
def soon(monkeypatch):
    """Make "soon" a twentieth of a second."""
    monkeypatch.setattr(services, "SOON", timedelta(milliseconds=50))


@pytest.mark.asyncio
async def test_what_is_due_is_told_to_who_watches(hub, stream, soon):
    about = new_id()
    async with stage.reading(stream, lang="fr") as reader:
        for _ in range(3):
            await say_soon(stream, about)
        assert await reader.frame() == {
            "n": 1,
            "type": "test.counted",
            "about": str(about),
            "language": "fr",
        }
        assert await reader.hears_nothing(0.15)


@pytest.mark.asyncio
async def test_within_about_two_seconds_without_haste(hub, stream):
    hub.tick = 1.0
    async with stage.reading(stream) as reader:
        await say_soon(stream, new_id())
        assert (await reader.frame(timeout=10))["n"] == 1


@pytest.mark.asyncio
async def test_order_holds_among_events_of_both_kinds(hub, stream, soon):
    async with stage.reading(stream) as reader:
        for _ in range(5):
            await say_soon(stream, new_id())
            await say(stream)
        assert await reader.numbers(10) == list(range(1, 11))


@pytest.mark.asyncio
async def test_what_may_not_be_told_any_more_is_void(hub, stream, soon):
    """Lesson: hidden words stayed in notifications. Told is what may be seen when it is told."""
    about = new_id()
    async with stage.reading(stream) as reader:
        await say_soon(stream, about)
        stage.hidden.add(about)
        assert await reader.frame() == {"n": 1, "type": "void"}


@pytest.mark.asyncio
async def test_what_became_due_while_nobody_watched_waits_for_the_next_reader(hub, stream, soon):
    await say_soon(stream, new_id())
    await say_soon(stream, new_id())
    async with stage.reading(stream, since=0, ready=False) as reader:
        frames = [await reader.frame() for _ in range(3)]
    # In the replay or after it, as it comes.
    assert [frame["n"] for frame in frames if frame["type"] == "test.counted"] == [1, 2]


@pytest.mark.asyncio
async def test_it_is_recorded_though_only_another_draft_is_watched(hub, stream, soon):
    other = await stage.in_database(stage.open_stream)()
    async with stage.reading(other):
        await say_soon(stream, new_id())
        nothing_due = stage.in_database(lambda: not DueEvent.objects.exists())
        async with asyncio.timeout(5):
            while not await nothing_due():
                await asyncio.sleep(0.01)
    assert await stage.in_database(services.last_number)(stream) == 1


@pytest.mark.asyncio
async def test_recording_that_fails_for_a_while_costs_only_time(
    hub, stream, soon, monkeypatch, caplog
):
    ask = hub.database.ask

    async def failing(question, *args):
        if question is services.record_due:
            raise ConnectionError("no database")
        return await ask(question, *args)

    async with stage.reading(stream) as reader:
        monkeypatch.setattr(hub.database, "ask", failing)
        await say_soon(stream, new_id())
        assert await reader.hears_nothing(0.15)
        monkeypatch.setattr(hub.database, "ask", ask)
        assert (await reader.frame())["n"] == 1
        await stage.eventually(lambda: "works again" in caplog.text)
    said = [record.message for record in caplog.records if "Recording" in record.message]
    assert [message.split(",")[0].split(" after")[0] for message in said] == [
        "Recording what is due fails",
        "Recording what is due works again",
    ]


@pytest.mark.asyncio
async def test_two_hubs_record_once(hub, stream, soon):
    other = stage.hurry(Hub())
    far = stage.Silent(stream)
    other.join(far.socket)
    async with stage.reading(stream) as reader:
        await say_soon(stream, new_id())
        assert (await reader.frame())["n"] == 1
        await stage.eventually(lambda: far.socket.position == 1)
        assert await reader.hears_nothing(0.1)
    await other.aclose()
