"""What runs tasks where there is no worker process: a few threads of the site's own."""

import logging
from functools import partial
from queue import Full, Queue
from threading import Lock, Thread
from typing import Any

from django.db import close_old_connections, connections, transaction
from django.utils import timezone
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

logger = logging.getLogger("parvis.tasks")


class ThreadBackend(ImmediateBackend):
    """Runs tasks beside the request that asked for them, in this process, after its commit.

    Nothing is kept of them: with the process they are gone. So it is for tasks whose work is noted
    in the database by those who ask, and looked for there by a chore. More than wait in line are
    left to that chore too. Options: `THREADS` (2) and `WAITING` (1,000).
    """

    def __init__(self, alias: str, params: dict) -> None:
        super().__init__(alias, params)
        self.threads = self.options.get("THREADS", 2)
        self.waiting: Queue[TaskResult] = Queue(self.options.get("WAITING", 1_000))
        self.lock = Lock()
        self.started = 0

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Have a task run as soon as the present transaction is committed, and return at once."""
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        transaction.on_commit(partial(self.line_up, result))
        return result

    def line_up(self, result: TaskResult) -> None:
        """Put a task in line, and see that somebody serves the line."""
        try:
            self.waiting.put_nowait(result)
        except Full:
            logger.warning("Too many tasks wait: %s is left for later.", result.task.module_path)
            return
        with self.lock:
            if self.started < self.threads:
                self.started += 1
                # A thread that ends with the process: what it was at is found again by a chore.
                Thread(target=self.serve, name=f"tasks-{self.started}", daemon=True).start()

    def serve(self) -> None:
        """Run tasks one after the other, for as long as the process lives."""
        while True:
            result = self.waiting.get()
            close_old_connections()
            try:
                self._execute_task(result)
            except Exception:
                logger.exception("A task could not be run")
            finally:
                for error in result.errors:
                    logger.error("Task %s failed\n%s", result.task.module_path, error.traceback)
                connections.close_all()
                self.waiting.task_done()
