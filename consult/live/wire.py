"""This process's one place on the channel layer."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from channels.layers import InMemoryChannelLayer, get_channel_layer

from consult.live.outage import Outage

logger = logging.getLogger("parvis.live")

Message = dict[str, Any]


def shared_layer():
    """Return the channel layer where it reaches other processes, else None."""
    layer = get_channel_layer()
    # Nothing leaves this process through it, and hubs of this process hear without a layer.
    return None if type(layer) is InMemoryChannelLayer else layer


def group_of(stream_id: UUID) -> str:
    """Return the name of the group of the processes that listen to the stream."""
    return f"live.{stream_id.hex}"


def announcement(stream_id: UUID, number: int) -> Message:
    """Say that the stream has reached the number."""
    return {"type": "live.at", "stream": stream_id.hex, "number": number}


def headcount(stream_id: UUID, hub: str, viewers: int) -> Message:
    """Say how many watch the stream through one hub."""
    return {"type": "live.viewers", "stream": stream_id.hex, "hub": hub, "viewers": viewers}


class Wire:
    """One channel, member of a group for each stream that is wanted.

    `hear` is called with each message, `joined` with a group whenever messages begin to come
    from it. Nothing here raises: what fails is tried again by the next `settle_soon()`.
    """

    limit = 1.0
    """Seconds that the layer may take for one thing."""

    def __init__(self, hear: Callable[[Message], None], joined: Callable[[str], None]) -> None:
        self._hear, self._joined = hear, joined
        self._wanted: set[str] = set()
        self._groups: set[str] = set()
        self._layer = self._channel = None
        self._listening: asyncio.Task | None = None
        self._settling: asyncio.Task | None = None
        self._outage = Outage("Listening to other processes")

    @property
    def settled(self) -> bool:
        """Tell whether the process is in the groups that it wants, and in no others."""
        return self._wanted == self._groups or shared_layer() is None

    def want(self, group: str) -> None:
        """Listen to the group from now on."""
        self._wanted.add(group)
        self.settle_soon()

    def drop(self, group: str) -> None:
        """Listen to the group no more."""
        self._wanted.discard(group)
        self.settle_soon()

    def settle_soon(self) -> None:
        """Join and leave groups in the background until all is as wanted, or something fails."""
        if shared_layer() is None:
            return
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle())

    async def send(self, group: str, message: Message) -> None:
        """Send a message to all processes that listen to the group, this one included."""
        layer = shared_layer()
        if layer is None:
            return
        try:
            async with asyncio.timeout(self.limit):
                await layer.group_send(group, message)
        except Exception as error:  # noqa: BLE001 - layers raise what their clients raise
            self._outage.failed(error)

    async def aclose(self) -> None:
        """Leave the layer."""
        self._wanted.clear()
        if self._settling is not None:
            await asyncio.wait({self._settling})
        if self._channel is not None:
            await self._settle()
        await self._hang_up()

    async def _settle(self) -> None:
        try:
            await self._connect()
            while self._wanted != self._groups:
                for group in self._wanted - self._groups:
                    await self._join(group)
                for group in self._groups - self._wanted:
                    await self._leave(group)
                if not self._wanted:
                    await self._hang_up()
                await self._connect()  # wanted again in the meantime
        except Exception as error:  # noqa: BLE001 - layers raise what their clients raise
            self._outage.failed(error)
        else:
            self._outage.over()

    async def _connect(self) -> None:
        layer = shared_layer()
        if layer is not self._layer:  # settings have changed, as tests do
            await self._hang_up()
            self._layer = layer
        if self._channel is None and self._wanted:
            async with asyncio.timeout(self.limit):
                self._channel = await layer.new_channel()
            self._listening = asyncio.create_task(self._listen(layer, self._channel))

    async def _join(self, group: str) -> None:
        async with asyncio.timeout(self.limit):
            await self._layer.group_add(group, self._channel)
        self._groups.add(group)
        self._joined(group)

    async def _leave(self, group: str) -> None:
        async with asyncio.timeout(self.limit):
            await self._layer.group_discard(group, self._channel)
        self._groups.discard(group)

    async def _hang_up(self) -> None:
        listening, self._listening = self._listening, None
        self._channel = None
        self._groups.clear()
        if listening is not None:
            listening.cancel()
            await asyncio.wait({listening}, timeout=self.limit)

    async def _listen(self, layer, channel: str) -> None:
        while True:
            try:
                message = await layer.receive(channel)
            except Exception as error:  # noqa: BLE001 - layers raise what their clients raise
                self._outage.failed(error)
                await asyncio.sleep(self.limit)
                continue
            try:
                self._hear(message)
            except Exception:
                logger.exception("A message of another process was not understood")
