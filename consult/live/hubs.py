"""The hubs of this process, one an event loop, and the way to reach them from any thread."""

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from consult.live.hub import Hub

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, "Hub"] = WeakKeyDictionary()
_lock = threading.Lock()


def get(loop: asyncio.AbstractEventLoop) -> "Hub | None":
    """Return the loop's hub, if it has one."""
    with _lock:
        return _hubs.get(loop)


def add(loop: asyncio.AbstractEventLoop, hub: "Hub") -> None:
    """Make `hub` the loop's; forget those of loops that are closed."""
    with _lock:
        for closed in [other for other in _hubs if other.is_closed()]:
            del _hubs[closed]
        _hubs[loop] = hub


def remove(hub: "Hub") -> None:
    """Forget a hub that was closed."""
    with _lock:
        for loop in [loop for loop, other in _hubs.items() if other is hub]:
            del _hubs[loop]


def hint(stream_id: UUID, number: int) -> None:
    """Tell all hubs of this process, from whatever thread, that a stream has reached a number."""
    with _lock:
        here = list(_hubs.items())
    for loop, hub in here:
        with suppress(RuntimeError):  # the loop has closed since
            loop.call_soon_threadsafe(hub.hear, stream_id, number)
