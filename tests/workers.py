"""Runs that take turns, and a run that is shared out among processes (`pytest -n 2`).

A worker has all that is its own: a folder below VAR_DIR, and with it a database; and a database of
Redis, counting down from the one that REDIS_URL names. A module goes to one worker as a whole, so
that its stage is built once. So does tests/browser, for its server; and first of all, for it takes
the longest.
"""

import fcntl
import os
from collections.abc import Sequence
from itertools import groupby
from typing import TextIO
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from execnet import XSpec
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests import services

TURN = pytest.StashKey[TextIO]()
BROWSER = "tests/browser/"
MOST = 4
"""With more workers than these, making their databases takes longer than is won."""


def take_turn(config: pytest.Config) -> None:
    """Wait until no other run uses this VAR_DIR, and hold it until this one ends.

    The workers of a run need not: their folders lie below the one that the run holds.
    """
    if hasattr(config, "workerinput") or TURN in config.stash:
        return
    lock = (settings.VAR / f"test-{connection.vendor}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        config.get_terminal_writer().line(
            f"\nWaiting for another test run, which holds {lock.name}"
        )
        fcntl.flock(lock, fcntl.LOCK_EX)
    config.stash[TURN] = lock


def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` means: one a core; on a single core none but this process."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores, MOST) if cores and cores > 1 else 0


def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence[XSpec]) -> None:
    """Give each worker its own folder and Redis, before it reads the settings."""
    take_turn(config)
    for index, spec in enumerate(specs):
        redis = redis_of_worker(index)
        spec.env |= {"VAR_DIR": str(settings.VAR / spec.id), services.OTHER_REDIS: redis}
        if settings.REDIS_URL:
            spec.env["REDIS_URL"] = redis


def redis_of_worker(index: int) -> str:
    """Return the address of a worker's own database of Redis. Raises UsageError."""
    parts = urlsplit(services.redis_url())
    number = int(parts.path.strip("/") or 0) - index
    if number < 0:
        raise pytest.UsageError(
            "Each worker empties a Redis database of its own, counting down from that of REDIS_URL:"
            f" let it end with /{index} or more, such as /15, or test in one process with -n 0."
        )
    return urlunsplit(parts._replace(path=f"/{number}"))


class ByModule(LoadScopeScheduling):
    """Hands out the browser's folder, then modules in the order in which tests were collected.

    pytest-django puts tests with real commits behind those that are rolled back, also where a
    module has both: then it is handed out in two parts.
    """

    parts: dict[str, str]

    def schedule(self) -> None:
        if self.collection is None:
            collected = next(iter(self.registered_collections.values()))
            runs = enumerate(groupby(collected, key=module_of))
            self.parts = {
                test: f"{module}, part {number}" for number, (module, run) in runs for test in run
            }
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else self.parts[nodeid]

    def _assign_work_unit(self, node: WorkerController) -> None:
        if BROWSER in self.workqueue:
            self.workqueue.move_to_end(BROWSER, last=False)
        super()._assign_work_unit(node)


def module_of(nodeid: str) -> str:
    """Return the file of a test."""
    return nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByModule:
    config.option.loadscopereorder = False
    return ByModule(config, log)
