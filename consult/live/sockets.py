"""One reader's open WebSocket, as the hub sees it."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from consult.live import eager
from consult.live.access import Claim
from consult.live.events import CloseCode

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Socket:
    """Sends frames in order without ever making the sender wait.

    What a slow reader cannot take waits in a bounded queue; a reader for whom that is full is closed,
    and comes back with its last number.
    """

    queue_limit = 256
    """Frames that may wait for a slow reader."""
    close_limit = 10.0
    """Seconds that a closing may take before the connection is given up."""

    def __init__(
        self,
        send: Send,
        claim: Claim,
        *,
        language: str,
        since: int | None = None,
        identity: str | None = None,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self.claim = claim
        self.language = language
        self.identity = identity or f"socket {id(self)}"
        """Whose sockets are counted together. Never leaves the process."""
        self.position = since
        """The number up to which this reader knows the stream; None is "from now on"."""
        self.following = False
        """Whether it gets what the audience gets. Else it catches up by itself."""
        self.verified = False
        """Whether its position was seen in the database, and not only in the reader's address."""
        self.checked_at = float("-inf")
        self.viewers_told: int | None = None
        self.close_code: int | None = None
        self._send, self._ended = send, ended
        self._waiting: deque[str] = deque()
        self._writing: asyncio.Task | None = None
        self._closing: asyncio.Task | None = None

    @property
    def stream_id(self) -> UUID:
        return self.claim.stream_id

    @property
    def closed(self) -> bool:
        return self.close_code is not None

    @property
    def busy(self) -> bool:
        """Tell whether something waits for the reader."""
        return self._writing is not None

    def push(self, text: str) -> None:
        """Send a frame after all others, at once where the connection has room."""
        if self.close_code is not None:
            return
        if self._writing is None:
            try:
                rest = eager.start(self._send({"type": "websocket.send", "text": text}))
            except Exception:  # noqa: BLE001 - servers differ in what they raise for a lost reader
                self.forget()
                return
            if rest is not None:
                self._writing = asyncio.create_task(self._write(rest))
        elif len(self._waiting) < self.queue_limit:
            self._waiting.append(text)
        else:
            self.close(CloseCode.TOO_SLOW)

    async def drained(self, limit: float) -> None:
        """Wait until the reader has taken all; close it when that takes longer than `limit`."""
        if self._writing is not None:
            _, unfinished = await asyncio.wait({self._writing}, timeout=limit)
            if unfinished:
                self.close(CloseCode.TOO_SLOW)

    def close(self, code: int) -> None:
        """Close the socket in the background, with a code that tells the browser what to do."""
        if self.close_code is not None:
            return
        self.forget(code)
        self._closing = asyncio.create_task(self._close(code))

    def forget(self, code: int = 1006) -> None:
        """Send nothing more; the connection is gone or is about to go."""
        if self.close_code is None:
            self.close_code = int(code)
        self.following = False
        self._waiting.clear()
        if self._writing is not None:
            self._writing.cancel()

    async def _write(self, rest: Awaitable[None]) -> None:
        try:
            await rest
            while self._waiting:
                text = self._waiting.popleft()
                await self._send({"type": "websocket.send", "text": text})
        except Exception:  # noqa: BLE001 - servers differ in what they raise for a lost reader
            self.close_code = self.close_code or 1006
        finally:
            self._writing = None

    async def _close(self, code: int) -> None:
        if self._writing is not None:
            await asyncio.wait({self._writing})
        try:
            with suppress(Exception):  # gone already, or never reading: either way we part
                async with asyncio.timeout(self.close_limit):
                    await self._send({"type": "websocket.close", "code": int(code)})
        finally:
            self._ended()

    def is_fresh(self, age: float) -> bool:
        """Tell whether its right to listen was checked in the last `age` seconds."""
        return time.monotonic() - self.checked_at <= age
