"""After commit, says "stream S is at n": to this process at once, to others by the channel layer.

It is a hint and no more. What is lost here is found by the hubs in the database (see hub.py), so
nothing that fails here may reach the person whose request made the event.
"""

import asyncio
import threading
import time
from functools import partial
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db import transaction

from consult.live import hubs
from consult.live.outage import Outage
from consult.live.wire import announcement, group_of, shared_layer

SEND_LIMIT = 1.0
"""Seconds that one broadcast may take from a request."""
REST = 5.0
"""Seconds without a broadcast after one that failed, so that not every request waits in vain."""

_outage = Outage("Telling other processes of an event")
_resting = {"layer": None, "until": 0.0}
_pending = threading.local()


def announce_on_commit(stream_id: UUID, number: int) -> None:
    """Announce the stream's number when the transaction commits: once a stream, the last one."""
    _numbers()[stream_id] = number
    # Registered with each event, as a rolled back savepoint takes its callbacks along.
    transaction.on_commit(partial(_announce_last, stream_id), robust=True)


def announce(stream_id: UUID, number: int) -> None:
    """Tell every hub that listens, here and elsewhere. Never raises; takes 1 s at the most."""
    hubs.hint(stream_id, number)
    layer = shared_layer()
    if layer is None or _rests(layer):
        return
    try:
        async_to_sync(_send)(layer, stream_id, number)
    except Exception as error:  # noqa: BLE001 - whatever a layer raises, the request has succeeded
        _resting.update(layer=layer, until=time.monotonic() + REST)
        _outage.failed(error)
    else:
        _outage.over()


def _announce_last(stream_id: UUID) -> None:
    number = _numbers().pop(stream_id, None)
    if number is not None:
        announce(stream_id, number)


async def _send(layer, stream_id: UUID, number: int) -> None:
    async with asyncio.timeout(SEND_LIMIT):
        await layer.group_send(group_of(stream_id), announcement(stream_id, number))


def _rests(layer) -> bool:
    return _resting["layer"] is layer and time.monotonic() < _resting["until"]


def _numbers() -> dict[UUID, int]:
    """Return what this thread's transaction has yet to announce."""
    if not hasattr(_pending, "numbers"):
        _pending.numbers = {}
    return _pending.numbers
