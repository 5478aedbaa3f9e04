"""Hears whose sockets are to be checked again, from the control stream."""

import asyncio
import time
from typing import TYPE_CHECKING
from uuid import UUID

from consult.live.reading import events_after
from consult.live.services import ACCESS_CHANGED, CONTROL, VISIBILITY_CHANGED, last_number

if TYPE_CHECKING:
    from consult.live.hub import Hub


class Control:
    """Follows the control stream from before the first socket is checked."""

    batch = 500

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.position: int | None = None
        self.heard_at = float("-inf")
        self._announced = 0
        self._reading: asyncio.Task | None = None

    async def open(self) -> None:
        """Know where the control stream is: whoever is checked from now on misses no change."""
        if self.position is None:
            number = await self.hub.database.share(last_number, CONTROL)
            if self.position is None:
                self.position = number

    def close(self) -> None:
        """Follow no more, as there are no sockets."""
        self.position = None

    def hear(self, number: int) -> None:
        """Take the hint that the control stream has reached a number."""
        self.heard_at = time.monotonic()
        self._announced = max(self._announced, number)
        self._start()

    def heal(self, last: int, asked_at: int | None) -> None:
        """Take the newest number from the database, asked for when we were at `asked_at`."""
        if asked_at is not None and asked_at == self.position and last < asked_at:
            self._start_anew(last)
        self.hear(last)

    def _start(self) -> None:
        idle = self._reading is None or self._reading.done()
        if idle and self.position is not None and self._announced > self.position:
            self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while self.position is not None and self._announced > self.position:
            announced = self._announced
            try:
                events, lost = await self.hub.database.ask(
                    events_after, CONTROL, self.position, self.batch
                )
            except Exception as error:  # noqa: BLE001 - healing comes back to it
                self.hub.reading_fails.failed(error)
                return
            if lost:
                self._start_anew(announced)
            elif events:
                self.position = events[-1].number
                for event in events:
                    self._obey(event.type, event.object_id)
            elif announced == self._announced:
                self._announced = self.position

    def _obey(self, event_type: str, object_id: UUID) -> None:
        if event_type == ACCESS_CHANGED:
            self.hub.recheck(
                socket for socket in self.hub.sockets() if socket.claim.user_id == str(object_id)
            )
        elif event_type == VISIBILITY_CHANGED and object_id in self.hub.audiences:
            self.hub.recheck(self.hub.audiences[object_id].sockets)

    def _start_anew(self, number: int) -> None:
        """Check everybody: what should have told us whom to check is lost."""
        self.position = self._announced = number
        self.hub.recheck(self.hub.sockets())
