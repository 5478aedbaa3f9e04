"""What a hostile or a slow client can do to us, and to others: nothing."""

import asyncio
import json
import logging

import pytest

from consult.live.events import CloseCode
from consult.live.sockets import Socket
from tests.live import stage

say = stage.in_database(stage.say)

HOSTILE = {
    "binary": {"bytes": b'{"type":"ping"}'},
    "too large": {"text": '{"type":"ping"' + " " * 4096 + "}"},
    "too large in bytes": {"text": '{"type":"ping"' + " " * 200 + "}" + "é" * 2000},
    "nested brackets": {"text": "[" * 4000},
    "bad JSON": {"text": '{"type":'},
    "not an object": {"text": '"ping"'},
    "another type": {"text": '{"type":"subscribe"}'},
    "something more": {"text": '{"type":"ping","to":"all"}'},
    "no type": {"text": "{}"},
    "empty": {"text": ""},
    "a huge number": {"text": "9" * 4096},
    "not a number": {"text": "NaN"},
    "an internal message": {"text": '{"type":"live.at"}'},
}


@pytest.mark.asyncio
@pytest.mark.parametrize("frame", HOSTILE.values(), ids=HOSTILE.keys())
async def test_whatever_is_no_ping_closes_quietly(hub, stream, frame, caplog):
    """Lesson, measured on the stack: bad JSON, a binary frame and nested brackets each left an
    uncaught exception and a trace in the log."""
    caplog.set_level(logging.DEBUG, logger="parvis.live")
    async with stage.reading(stream) as reader:
        await reader.say(**frame)
        assert await reader.close_code() == CloseCode.NOT_UNDERSTOOD == 4400
        await reader.say(text='{"type":"ping"}')
        assert await reader.hears_nothing(0.02)
    assert [one for one in caplog.records if one.levelno > logging.INFO] == []
    assert "Traceback" not in caplog.text


@pytest.mark.asyncio
async def test_a_ping_is_answered_once_a_second_at_most(hub, stream):
    async with stage.reading(stream) as reader:
        for _ in range(5):
            await reader.say(text='{"type": "ping"}')
        assert await reader.frame() == {"type": "pong"}
        assert await reader.hears_nothing(0.05)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "query",
    [
        "since=-1",
        "since=",
        "since=1e3",
        "since=1234567890123456",
        "since=%D9%A1",
        "since=1&since=2",
        "since=%C3%A9",
        "&".join(f"a{n}=1" for n in range(20)),
    ],
)
async def test_a_wrong_address_is_refused_with_a_code(hub, stream, query):
    reader = stage.Reader(stream, query=query)
    assert await reader.connect()
    assert await reader.close_code() == CloseCode.NOT_UNDERSTOOD
    assert not hub.audiences


@pytest.mark.asyncio
async def test_an_account_has_so_many_sockets_and_no_more(hub, stream):
    hub.socket_limit = 2
    session = await stage.in_database(lambda: stage.sign_in(stage.make_user()))()
    async with stage.reading(stream, session=session):
        async with stage.reading(stream, session=session):
            third = stage.Reader(stream, session=session)
            assert await third.connect()
            assert await third.close_code() == CloseCode.TOO_MANY == 4429
            async with stage.reading(stream):
                pass  # others may
        async with stage.reading(stream, session=session):
            pass  # one has left, so there is room


class Stuck:
    """A connection on which nothing can be sent until it is let go."""

    def __init__(self):
        self.go, self.sent = asyncio.Event(), []

    async def __call__(self, message):
        await self.go.wait()
        self.sent.append(message)


async def join(hub, stream, send, **more):
    socket = Socket(send, stage.claim(stream), language="en", **more)
    hub.join(socket)
    await stage.eventually(lambda: socket.following)
    return socket


@pytest.mark.asyncio
async def test_a_reader_who_stops_reading_is_closed_and_nobody_else_waits(hub, stream, monkeypatch):
    """Lesson, measured: a hub that awaits each send lets one stalled reader stall all others."""
    monkeypatch.setattr(Socket, "queue_limit", 10)
    stuck = Stuck()
    async with stage.reading(stream) as reader:
        socket = await join(hub, stream, stuck)
        await say(stream, 15)
        assert await reader.numbers(15) == list(range(1, 16))
        assert socket.close_code == CloseCode.TOO_SLOW == 4008
        assert stuck.sent == []
        stuck.go.set()
        await stage.eventually(lambda: stuck.sent)
        assert stuck.sent == [{"type": "websocket.close", "code": 4008}]
        hub.leave(socket)


@pytest.mark.asyncio
async def test_a_reader_who_reads_late_gets_all_in_order(hub, stream):
    slow = Stuck()
    socket = await join(hub, stream, slow)
    await say(stream, 5)
    await stage.eventually(lambda: socket.position == 5)
    slow.go.set()
    await stage.eventually(lambda: not socket.busy)
    frames = [json.loads(message["text"]) for message in slow.sent]
    assert [frame["n"] for frame in frames if frame["type"] == "test.said"] == [1, 2, 3, 4, 5]
    hub.leave(socket)


@pytest.mark.asyncio
async def test_a_reader_who_stops_reading_during_its_replay_is_closed(hub, stream):
    hub.stall_limit = 0.02
    await say(stream, 3)
    stuck, ended = Stuck(), asyncio.Event()
    socket = Socket(stuck, stage.claim(stream), language="en", since=0, ended=ended.set)
    socket.close_limit = 0.02
    hub.join(socket)
    await stage.eventually(lambda: socket.closed)
    assert socket.close_code == CloseCode.TOO_SLOW
    await asyncio.wait_for(ended.wait(), 1)  # the connection is given up, read or not
    hub.leave(socket)


@pytest.mark.asyncio
async def test_a_connection_that_breaks_takes_nothing_with_it(hub, stream):
    broken = asyncio.Event()

    async def send(message):
        if broken.is_set():
            raise OSError("gone")

    async with stage.reading(stream) as reader:
        socket = await join(hub, stream, send)
        broken.set()
        await say(stream, 2)
        assert await reader.numbers(2) == [1, 2]
        assert socket.closed
        hub.leave(socket)


@pytest.mark.asyncio
async def test_the_consumer_ends_when_the_hub_closes_it(hub, stream):
    reader = stage.Reader(stream)
    await reader.connect()
    await reader.frame()
    for socket in hub.sockets():
        socket.close(CloseCode.TOO_SLOW)
    assert await reader.close_code() == CloseCode.TOO_SLOW
    await reader.wait(1)
    assert not hub.audiences


@pytest.mark.asyncio
async def test_a_server_that_stops_ends_the_consumer(hub, stream):
    reader = stage.Reader(stream)
    await reader.connect()
    await reader.frame()
    reader.future.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader.future
    assert not hub.audiences
