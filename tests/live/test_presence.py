import asyncio

import pytest

from consult.live import wire
from consult.live.hub import Hub
from consult.live.presence import Headcount
from tests.live import stage


@pytest.fixture
def shared_layer(monkeypatch):
    """A layer between the hubs of this test."""
    layer = stage.SharedLayer()
    monkeypatch.setattr(wire, "get_channel_layer", lambda: layer)
    return layer


@pytest.mark.asyncio
async def test_readers_are_told_how_many_watch(hub, stream):
    async with stage.reading(stream) as one:
        assert await one.viewers() == 1
        async with stage.reading(stream) as two:
            assert await two.viewers() == 2
            assert await one.viewers() == 2
        assert await one.viewers() == 1


@pytest.mark.asyncio
async def test_a_session_with_many_windows_counts_once(hub, stream):
    session = await stage.in_database(lambda: stage.sign_in(stage.make_user()))()
    async with stage.reading(stream, session=session) as one:
        assert await one.viewers() == 1
        async with stage.reading(stream, session=session) as two:
            assert await two.viewers() == 1
        assert await one.hears_nothing(0.05)
        async with stage.reading(stream):
            assert await one.viewers() == 2


@pytest.mark.asyncio
async def test_presence_names_nobody(hub, stream):
    """Lesson: presence that reveals who reads."""
    session = await stage.in_database(lambda: stage.sign_in(stage.make_user()))()
    async with stage.reading(stream, session=session) as reader:
        assert await reader.receive_from() == '{"type":"presence","viewers":1}'


@pytest.mark.asyncio
async def test_a_crowd_that_comes_is_told_of_calmly(hub, stream, monkeypatch):
    async with stage.reading(stream) as first:
        assert await first.viewers() == 1
        await asyncio.sleep(0.05)
        monkeypatch.setattr(Headcount, "every", 60)
        readers = [stage.Reader(stream) for _ in range(10)]
        for reader in readers:
            await reader.connect()
            await reader.frame()
        assert first.output_queue.empty()
        hub.audiences[stream].headcount._tell_all()  # as when the time has come
        assert await first.viewers() == 11
        assert first.output_queue.empty()
        await asyncio.gather(*[reader.leave() for reader in readers])


@pytest.mark.asyncio
async def test_processes_add_up_and_silent_ones_are_forgotten(
    hub, stream, shared_layer, monkeypatch
):
    other = stage.hurry(Hub())
    elsewhere = stage.Silent(stream)
    async with stage.reading(stream) as reader:
        assert await reader.viewers() == 1
        other.join(elsewhere.socket)
        assert await reader.viewers() == 2
        await stage.eventually(lambda: elsewhere.viewers == 2)
        other.leave(elsewhere.socket)
        assert await reader.viewers() == 1
        # A process that ends without a word is forgotten in time.
        other.join(stage.Silent(stream).socket)
        assert await reader.viewers() == 2
        monkeypatch.setattr(Headcount, "time_to_live", 0.02)
        monkeypatch.setattr(other.wire, "send", stage.says_nothing)
        hub.audiences[stream].headcount.hear(other.id, 1)
        assert await reader.viewers() == 1
    await other.aclose()


@pytest.mark.asyncio
async def test_a_process_that_leaves_before_it_has_greeted_a_newcomer_is_counted_out(
    hub, stream, shared_layer
):
    other = stage.hurry(Hub())
    elsewhere = stage.Silent(stream)
    async with stage.reading(stream) as reader:
        other.join(elsewhere.socket)
        while await reader.viewers() != 2:
            pass
        other.audiences[stream].headcount.hear("a newcomer", 1)
        other.leave(elsewhere.socket)
        assert await reader.viewers() == 1
    await other.aclose()


@pytest.mark.asyncio
async def test_processes_hear_of_each_others_events(hub, stream, shared_layer, monkeypatch):
    other = stage.hurry(Hub())
    other.heal_after = hub.heal_after = 60
    monkeypatch.setattr("consult.live.hubs.hint", lambda *_: None)
    monkeypatch.setattr("consult.live.announcements.shared_layer", lambda: shared_layer)
    far = stage.Silent(stream)
    other.join(far.socket)
    await stage.eventually(lambda: other.wire.settled and far.socket.following)
    await stage.in_database(stage.say)(stream)
    await stage.eventually(lambda: far.socket.position == 1)
    await other.aclose()


@pytest.mark.asyncio
async def test_the_layer_of_the_settings_carries_the_hint(hub, stream, monkeypatch):
    if wire.shared_layer() is not None:  # in memory there is only this process to hear
        monkeypatch.setattr("consult.live.hubs.hint", lambda *_: None)
    hub.heal_after = 60
    async with stage.reading(stream) as reader:
        await stage.eventually(lambda: hub.wire.settled)
        await stage.in_database(stage.say)(stream)
        assert (await reader.frame())["n"] == 1


@pytest.mark.asyncio
async def test_a_layer_that_comes_back_is_joined_again(hub, stream, shared_layer, monkeypatch):
    async def refuses(group, channel):
        raise ConnectionError("no layer")

    with monkeypatch.context() as while_down:
        while_down.setattr(shared_layer, "group_add", refuses)
        async with stage.reading(stream) as reader:
            await stage.in_database(stage.say_unheard)(stream)
            assert (await reader.frame())["n"] == 1
            assert not hub.wire.settled
            while_down.undo()
            await stage.eventually(lambda: hub.wire.settled)
    await stage.eventually(lambda: not shared_layer.groups)
