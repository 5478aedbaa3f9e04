"""Starts a coroutine at once, without a task, and makes one only if it has to wait.

Sending to a socket whose buffer has room never waits. A task for each of a thousand sends costs
more than the sends; Python 3.12 has eager tasks, and this is what we need of them on 3.11.
"""

from collections.abc import Coroutine, Generator
from types import coroutine as awaitable_generator
from typing import Any


def start(coroutine: Coroutine) -> Coroutine | Generator | None:
    """Run the coroutine up to its first wait.

    Returns None when it ended, else what is to be awaited for the rest. Raises what it raises.
    """
    try:
        waits_for = coroutine.send(None)
    except StopIteration:
        return None
    return _rest(coroutine, waits_for)


@awaitable_generator
def _rest(coroutine: Coroutine, waits_for: Any) -> Generator:
    """Go on with a coroutine that waits for something already."""
    try:
        while True:
            try:
                answer = yield waits_for
            except GeneratorExit:
                coroutine.close()
                raise
            except BaseException as error:  # noqa: BLE001 - cancellation belongs to the coroutine
                waits_for = coroutine.throw(error)
            else:
                waits_for = coroutine.send(answer)
    except StopIteration:
        return
