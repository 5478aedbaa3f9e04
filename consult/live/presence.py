"""How many watch a stream now, in all processes together. Never who."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable

from consult.live.events import Presence
from consult.live.sockets import Socket


class Headcount:
    """Counts the readers of one stream and tells them, calmly.

    `send` tells the other processes how many are here; `followers` returns who is to be told.
    """

    every = 2.0
    """Seconds at least between two tellings."""
    refresh = 20.0
    """Seconds after which the other processes are told again, changed or not."""
    time_to_live = 60.0
    """Seconds after which a process that says nothing is counted no more."""

    def __init__(
        self,
        hub: str,
        followers: Callable[[], Iterable[Socket]],
        send: Callable[[int], None],
    ) -> None:
        self._hub, self._followers, self._send = hub, followers, send
        self._arrived: set[Socket] = set()
        self._here: Counter[str] = Counter()
        self._elsewhere: dict[str, tuple[int, float]] = {}
        self._sent = 0
        """What the other processes were told last; 0 when they do not know of us."""
        self._remind = True
        """Whether they are to be told again, changed or not."""
        self._sent_at = self._told_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    @property
    def viewers(self) -> int:
        """How many watch, here and elsewhere."""
        return len(self._here) + sum(viewers for viewers, _ in self._elsewhere.values())

    def arrive(self, socket: Socket) -> None:
        """Count a reader in."""
        self._arrived.add(socket)
        self._here[socket.identity] += 1
        self._tell_soon()

    def depart(self, socket: Socket) -> None:
        """Count a reader out, if it was counted in."""
        if socket in self._arrived:
            self._arrived.remove(socket)
            self._here[socket.identity] -= 1
            self._here += Counter()  # drops who has no socket left
            self._tell_soon()

    def greet(self, socket: Socket) -> None:
        """Tell one reader how many watch, unless it knows."""
        _tell(socket, self.viewers)

    def hear(self, hub: str, viewers: int) -> None:
        """Take in how many watch through another process."""
        if hub == self._hub:
            return
        if hub not in self._elsewhere and viewers:
            self._remind = True  # a process that has just come does not know of ours
        if viewers:
            self._elsewhere[hub] = (viewers, time.monotonic() + self.time_to_live)
        else:
            self._elsewhere.pop(hub, None)
        self._tell_soon()

    def tick(self) -> None:
        """Forget processes that fell silent, and remind the others of this one."""
        now = time.monotonic()
        silent = [hub for hub, (_, until) in self._elsewhere.items() if until < now]
        for hub in silent:
            del self._elsewhere[hub]
        if now - self._sent_at >= self.refresh:
            self._remind = True
        if silent or self._remind:
            self._tell_soon()

    def stop(self) -> None:
        """Tell the other processes that nobody watches here any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._sent:
            self._send(0)

    def _tell_soon(self) -> None:
        if self._timer is None:
            delay = max(0.0, self._told_at + self.every - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(delay, self._tell_all)

    def _tell_all(self) -> None:
        self._timer = None
        self._told_at = time.monotonic()
        viewers = self.viewers
        for socket in list(self._followers()):
            _tell(socket, viewers)
        if self._remind or len(self._here) != self._sent:
            self._remind = False
            self._sent, self._sent_at = len(self._here), self._told_at
            self._send(self._sent)


def _tell(socket: Socket, viewers: int) -> None:
    if socket.viewers_told != viewers:
        socket.viewers_told = viewers
        socket.push(Presence(viewers=viewers).model_dump_json())
