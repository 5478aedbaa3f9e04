"""What some tests need beside Python, and whether it is here."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import connection
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

LOCAL_REDIS = "redis://127.0.0.1:6379/15"
"""A database of its own, as tests empty the cache."""

OTHER_REDIS = "PARVIS_TEST_REDIS"
"""The variable that names a worker's Redis where REDIS_URL names none."""

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell shows nothing to anybody, and takes a third of the time for it."""


def require_all() -> bool:
    """Tell whether a missing service is a failure (PARVIS_REQUIRE_ALL), and not a reason to skip."""
    return os.environ.get("PARVIS_REQUIRE_ALL", "") not in ("", "0")


def redis_url() -> str:
    """Return the address of the Redis that tests may use."""
    return settings.REDIS_URL or os.environ.get(OTHER_REDIS) or LOCAL_REDIS


@cache
def redis_is_here() -> bool:
    try:
        with Redis.from_url(
            redis_url(), socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)
        ) as redis:
            return redis.ping()
    except (RedisError, OSError):
        return False


def browser() -> str | None:
    """Return the path of the Chromium that tests may use."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def database_is_here() -> bool:
    """Tell whether the server that DATABASE_URL names answers; SQLite always does."""
    if connection.vendor != "postgresql":
        return True
    here = connection.settings_dict
    reached = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"]}
    options = {name: value for name, value in here["OPTIONS"].items() if name != "pool"}
    wanted = {**options, **reached, "password": here["PASSWORD"], "connect_timeout": 3}
    try:
        connection.Database.connect(
            dbname="postgres", **{name: value for name, value in wanted.items() if value}
        ).close()
    except connection.Database.OperationalError:
        return False
    return True


@dataclass(frozen=True)
class Service:
    """Something that tests with a mark need."""

    is_here: Callable[[], bool]
    needs: str


SERVICES = {
    "redis": Service(redis_is_here, "needs Redis on 127.0.0.1:6379 (or REDIS_URL)"),
    "browser": Service(lambda: browser() is not None, "needs Chromium"),
}

DATABASES = ("postgresql", "sqlite")
"""Marks of tests that mean something on one kind of database only."""
