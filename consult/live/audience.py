"""The sockets of one stream in this process, and how events reach them."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING
from uuid import UUID

from consult.live.doorkeeper import Unsure
from consult.live.events import CloseCode, Ready, Reset
from consult.live.presence import Headcount
from consult.live.reading import Frames, read, replay
from consult.live.services import last_number
from consult.live.sockets import Socket
from consult.live.wire import group_of, headcount

if TYPE_CHECKING:
    from consult.live.hub import Hub

logger = logging.getLogger("parvis.live")

RESET = Reset().model_dump_json()
SLICE = 100
"""Sends after which the loop may do something else."""


class Audience:
    """Sockets follow, or catch up.

    The pump reads each new event once and hands it to all that follow. A socket that comes, or that
    cannot be given an event just so, catches up: it reads from the database until it is where
    the pump is, and follows from there. That step is one turn of the loop, so nothing is lost or
    doubled, and no lock is held over a read.
    """

    def __init__(self, hub: "Hub", stream_id: UUID) -> None:
        self.hub, self.stream_id = hub, stream_id
        self.sockets: set[Socket] = set()
        self.position: int | None = None
        """The number up to which followers were served; None until somebody follows."""
        self.heard_at = float("-inf")
        self.headcount = Headcount(hub.id, self._followers, self._send_headcount)
        self._announced = 0
        self._pump: asyncio.Task | None = None

    # Coming and going

    def add(self, socket: Socket) -> None:
        """Welcome a socket, in the background."""
        self.sockets.add(socket)
        self.hub.spawn(self._welcome(socket))

    def remove(self, socket: Socket) -> None:
        """Part with a socket whose connection has ended."""
        self.sockets.discard(socket)
        socket.forget()
        self.headcount.depart(socket)

    def stop(self) -> None:
        """Serve nobody any more."""
        self.headcount.stop()
        if self._pump is not None:
            self._pump.cancel()

    async def _welcome(self, socket: Socket) -> None:
        if not await self._may_enter(socket):
            return
        self.headcount.arrive(socket)
        await self._catch_up(socket)
        if not socket.closed:
            socket.push(Ready(n=socket.position).model_dump_json())
            self.headcount.greet(socket)

    async def _may_enter(self, socket: Socket) -> bool:
        try:
            await self.hub.control.open()
            return await self.hub.doorkeeper.lets_in(socket) and socket in self.sockets
        except Exception as error:  # noqa: BLE001 - no database, or no answer: come back later
            self.hub.reading_fails.failed(error)
            socket.close(CloseCode.TRY_AGAIN_LATER)
            return False

    # Catching up

    async def _catch_up(self, socket: Socket) -> None:
        while not socket.closed and not self._follow(socket):
            try:
                if not socket.is_fresh(self.hub.check_limit):
                    await self.hub.doorkeeper.lets_in(socket)
                elif socket.position is None:
                    socket.position = await self.hub.database.share(last_number, self.stream_id)
                    socket.verified = True
                else:
                    await self._replay(socket)
            except Unsure:
                await asyncio.sleep(self.hub.retry_after)
            except Exception as error:  # noqa: BLE001 - the socket stays, and we try again
                self.hub.reading_fails.failed(error)
                await asyncio.sleep(self.hub.retry_after)

    def _follow(self, socket: Socket) -> bool:
        """Let a socket follow if it is where the pump is, or beyond."""
        here, there = self.position, socket.position
        if there is None or not (socket.verified or here == there):
            return False
        if here is not None and there < here:
            return False
        socket.following = True
        if here is None:
            self.position = there
            self._start_pump()
        return True

    async def _replay(self, socket: Socket) -> None:
        before = socket.position
        reading = await self.hub.database.share(
            replay, self.stream_id, before, socket.language, self.hub.replay_limit
        )
        if socket.closed:
            return
        socket.verified = True
        if reading.lost:
            socket.push(RESET)
            socket.position = reading.last
            return
        await self._send_replay(socket, reading.frames)
        if socket.position == before and self.position is not None and before < self.position:
            # Less in the database than was told already: a backup was put back. See `heal`.
            await asyncio.sleep(self.hub.pause)

    async def _send_replay(self, socket: Socket, frames: Frames) -> None:
        for number, texts in frames:
            if number % SLICE == 0:
                # One replay a turn of the loop: a thousand readers come back at once, and those
                # who follow must not wait for them.
                async with self.hub.replaying:
                    await asyncio.sleep(0)
            socket.push(texts[socket.language])
            socket.position = number
            if socket.busy:
                await socket.drained(self.hub.stall_limit)

    def _fall_behind(self, socket: Socket) -> None:
        """Let a socket that cannot be served with the others catch up by itself."""
        socket.following = False
        self.hub.spawn(self._rejoin(socket))

    async def _rejoin(self, socket: Socket) -> None:
        await self._catch_up(socket)
        self.headcount.greet(socket)

    # Following

    def hear(self, number: int) -> None:
        """Take the hint that the stream has reached a number."""
        self.heard_at = time.monotonic()
        self._announced = max(self._announced, number)
        self._start_pump()

    def heal(self, last: int, asked_at: int | None) -> None:
        """Take the newest number from the database, asked for when the pump was at `asked_at`."""
        if asked_at is not None and asked_at == self.position and last < asked_at:
            logger.error("Stream %s went back from %s to %s", self.stream_id, asked_at, last)
            self._start_anew(last)
        self.hear(last)

    def _start_pump(self) -> None:
        idle = self._pump is None or self._pump.done()
        if idle and self.position is not None and self._announced > self.position:
            self._pump = asyncio.create_task(self._run_pump())

    async def _run_pump(self) -> None:
        while self._announced > self.position:
            announced, languages = self._announced, {one.language for one in self._followers()}
            if not languages:  # who comes next begins from the database
                self.position = None
                return
            try:
                reading = await self.hub.database.ask(
                    read, self.stream_id, self.position, languages, self.hub.replay_limit
                )
            except Exception as error:  # noqa: BLE001 - healing comes back to it
                self.hub.reading_fails.failed(error)
                return
            self.hub.reading_fails.over()
            if reading.lost:
                self._start_anew(reading.last)
            elif reading.frames:
                await self._deliver(reading.frames)
            elif announced == self._announced:  # it was announced, and then rolled back
                self._announced = self.position

    async def _deliver(self, frames: Frames) -> None:
        oldest_check = time.monotonic() - self.hub.check_limit
        for number, texts in frames:
            self.position = number
            for turn, socket in enumerate(list(self._followers()), start=1):
                if turn % SLICE == 0:
                    await asyncio.sleep(0)
                if not socket.following or number <= socket.position:
                    continue
                text = texts.get(socket.language)
                if text is None or socket.checked_at < oldest_check:
                    self._fall_behind(socket)
                    continue
                socket.position = number
                socket.push(text)

    def _start_anew(self, last: int) -> None:
        """Have all followers load their pages anew: what they should be told next is lost."""
        self.position = self._announced = last
        for socket in list(self.sockets):
            socket.verified = False
            if socket.following:
                socket.position = last
                socket.push(RESET)

    # Presence

    def _followers(self) -> list[Socket]:
        return [socket for socket in self.sockets if socket.following]

    def _send_headcount(self, viewers: int) -> None:
        message = headcount(self.stream_id, self.hub.id, viewers)
        self.hub.spawn(self.hub.wire.send(group_of(self.stream_id), message))
