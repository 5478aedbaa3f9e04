"""One hub a process (and event loop): it hears, reads once, and serves all sockets."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator
from itertools import chain
from uuid import UUID

from consult.core.ids import new_id
from consult.live import hubs
from consult.live.audience import Audience
from consult.live.control import Control
from consult.live.database import DatabaseThreads
from consult.live.doorkeeper import Doorkeeper
from consult.live.events import CloseCode
from consult.live.outage import Outage
from consult.live.reading import last_numbers
from consult.live.registries import chores
from consult.live.services import CONTROL, record_due
from consult.live.sockets import Socket
from consult.live.wire import Message, Wire, group_of

logger = logging.getLogger("parvis.live")


def current_hub() -> "Hub":
    """Return the hub of the running loop; made when first asked for."""
    loop = asyncio.get_running_loop()
    hub = hubs.get(loop)
    if hub is None:
        hub = Hub()
        hubs.add(loop, hub)
    return hub


class Hub:
    """Joins sockets to audiences, hints to streams, and heals what hints have missed.

    The channel layer is a hint, the database is the truth: a stream of which nothing was heard
    for a few seconds is asked for in the database.
    """

    tick = 1.0
    """Seconds between looks at what is due."""
    heal_after = 3.0
    """Seconds of silence after which a stream is asked for in the database."""
    chores_every = 10.0
    """Seconds between two times at which the apps do what is to be done now and then."""
    recheck_after = 50.0
    """Seconds after which a socket's right to listen is checked again in the background."""
    check_limit = 60.0
    """Seconds after which nothing is delivered on an old check."""
    replay_limit = 500
    """Events that are replayed at most; who is further behind loads the page anew."""
    socket_limit = 20
    """Sockets that one session or account may have in this process."""
    stall_limit = 30.0
    """Seconds that a reader may take for a frame of its replay."""
    retry_after = 1.0
    """Seconds until a failed read is tried again."""
    pause = 0.2
    """Seconds until a read that brought nothing is tried again."""

    def __init__(self) -> None:
        self.id = new_id().hex
        self.audiences: dict[UUID, Audience] = {}
        self.database = DatabaseThreads()
        self.doorkeeper = Doorkeeper(self.database)
        self.reading_fails = Outage("Reading streams")
        self.recording_fails = Outage("Recording what is due")
        self.chores_fail: dict[str, Outage] = {}
        self._chores_at = time.monotonic()
        self.wire = Wire(self._take_in, self._joined)
        self.control = Control(self)
        self.replaying = asyncio.Lock()
        self._identities: Counter[str] = Counter()
        self._tasks: set[asyncio.Task] = set()
        self._errands: dict[str, asyncio.Task] = {}
        self._heal_now: set[str] = set()

    # Sockets

    def has_room_for(self, identity: str | None) -> bool:
        """Tell whether a session or account may open one more socket."""
        return identity is None or self._identities[identity] < self.socket_limit

    def join(self, socket: Socket) -> None:
        """Serve a socket from now on, if it may listen."""
        self._identities[socket.identity] += 1
        if socket.stream_id not in self.audiences:
            self.audiences[socket.stream_id] = Audience(self, socket.stream_id)
            self.wire.want(group_of(socket.stream_id))
            self.wire.want(group_of(CONTROL))
        self.audiences[socket.stream_id].add(socket)
        self._errand("ticking", self._tick_on)

    def leave(self, socket: Socket) -> None:
        """Serve a socket no more. Does no harm when it never joined."""
        audience = self.audiences.get(socket.stream_id)
        if audience is None or socket not in audience.sockets:
            return
        audience.remove(socket)
        self._identities[socket.identity] -= 1
        if not self._identities[socket.identity]:
            del self._identities[socket.identity]
        if not audience.sockets:
            audience.stop()
            del self.audiences[socket.stream_id]
            self.wire.drop(group_of(socket.stream_id))
        if not self.audiences:
            self.control.close()
            self.wire.drop(group_of(CONTROL))

    def sockets(self) -> Iterator[Socket]:
        """Return all sockets of this process."""
        return chain.from_iterable(audience.sockets for audience in self.audiences.values())

    def recheck(self, sockets: Iterable[Socket]) -> None:
        """Check the right to listen of these sockets again, in the background."""
        self.spawn(self.doorkeeper.recheck(list(sockets)))

    # Hints

    def hear(self, stream_id: UUID, number: int) -> None:
        """Take the hint that a stream has reached a number."""
        if stream_id == CONTROL:
            self.control.hear(number)
        elif stream_id in self.audiences:
            self.audiences[stream_id].hear(number)

    def _take_in(self, message: Message) -> None:
        """Take a message of the channel layer."""
        stream_id = UUID(message["stream"])
        if message["type"] == "live.at":
            self.hear(stream_id, message["number"])
        elif message["type"] == "live.viewers" and stream_id in self.audiences:
            self.audiences[stream_id].headcount.hear(message["hub"], message["viewers"])

    def _joined(self, group: str) -> None:
        """Ask the database for what was said before we were in the group."""
        self._heal_now.add(group)
        self._errand("healing", self._heal)

    # What is due

    async def _tick_on(self) -> None:
        while self.audiences:
            await asyncio.sleep(self.tick)
            self._errand("healing", self._heal)
            self._errand("recording", self._record_due)
            self._errand("checking", self._recheck_old)
            self._errand("chores", self._do_chores)
            if not self.wire.settled:
                self.wire.settle_soon()
            for audience in self.audiences.values():
                audience.headcount.tick()

    async def _heal(self) -> None:
        """Ask for all streams of which nothing was heard lately, in one query."""
        silent_since = time.monotonic() - self.heal_after
        asked_now, self._heal_now = self._heal_now, set()
        due: dict[UUID, Audience | Control] = {
            stream_id: one
            for stream_id, one in [(CONTROL, self.control), *self.audiences.items()]
            if one.heard_at <= silent_since or group_of(stream_id) in asked_now
        }
        if not due:
            return
        positions = {stream_id: one.position for stream_id, one in due.items()}
        try:
            numbers = await self.database.ask(last_numbers, list(due))
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            self.reading_fails.failed(error)
            return
        self.reading_fails.over()
        for stream_id, number in numbers.items():
            due[stream_id].heal(number, positions[stream_id])

    async def _record_due(self) -> None:
        """Record what is due in any stream; we hear of it as of all that is recorded."""
        try:
            await self.database.ask(record_due)
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            self.recording_fails.failed(error)
        else:
            self.recording_fails.over()

    async def _do_chores(self) -> None:
        """Let the apps do what is to be done now and then; one that fails stops no other."""
        if time.monotonic() - self._chores_at < self.chores_every:
            return
        self._chores_at = time.monotonic()
        for name in chores:
            outage = self.chores_fail.setdefault(name, Outage(f"The chore of {name}"))
            try:
                await self.database.ask(chores[name])
            except Exception as error:  # noqa: BLE001 - the next time tries again
                outage.failed(error)
            else:
                outage.over()

    async def _recheck_old(self) -> None:
        old = [socket for socket in self.sockets() if not socket.is_fresh(self.recheck_after)]
        # Those that were never checked are being welcomed.
        await self.doorkeeper.recheck(socket for socket in old if socket.checked_at > 0)

    # Tasks

    def spawn(self, work: Coroutine) -> asyncio.Task:
        """Run something in the background."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("A task of the hub failed", exc_info=task.exception())

    def _errand(self, name: str, work) -> None:
        """Run something in the background unless it runs already."""
        if name not in self._errands or self._errands[name].done():
            self._errands[name] = self.spawn(work())

    async def aclose(self) -> None:
        """Close all sockets, leave the channel layer and let the threads end."""
        hubs.remove(self)
        for socket in list(self.sockets()):
            socket.close(CloseCode.RESTART)
            self.leave(socket)
        await self.wire.aclose()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self.database.close()
