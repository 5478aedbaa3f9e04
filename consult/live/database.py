"""Asks the database from an event loop, in threads of the hub's own.

Channels' `database_sync_to_async` has one thread a process, which views use too.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class DatabaseThreads:
    """A few threads; each gives its connection back after each question (CONN_MAX_AGE, pools)."""

    def __init__(self, count: int = 3) -> None:
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="parvis-live")
        self._shared: dict[tuple[Any, ...], asyncio.Task] = {}

    async def ask(
        self,
        question: Callable[Arguments, Answer],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Answer:
        """Call `question` in a thread and return its answer, or raise what it raises."""

        def answer() -> Answer:
            close_old_connections()
            try:
                return question(*args, **kwargs)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._executor, answer)

    async def share(self, question: Callable[..., Answer], *args: Hashable) -> Answer:
        """Like `ask`, but ask once for all who want to know the same at the same time."""
        key = (question, *args)
        if key not in self._shared:
            self._shared[key] = asyncio.create_task(self.ask(question, *args))
            self._shared[key].add_done_callback(partial(self._forget, key))
        return await asyncio.shield(self._shared[key])

    def _forget(self, key: tuple[Any, ...], done: asyncio.Task) -> None:
        self._shared.pop(key, None)
        if not done.cancelled():
            done.exception()  # those who wait get it; there may be nobody left who does

    def close(self) -> None:
        """Let the threads end when they have answered."""
        self._executor.shutdown(wait=False, cancel_futures=True)
