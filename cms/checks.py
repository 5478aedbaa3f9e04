"""What the site looks at in its surroundings: with `manage.py check` and `migrate`, and at start."""

import logging
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

logger = logging.getLogger("parvis.start")

PATIENCE = 1.0
"""Seconds that a service has to answer."""


@register
def redis_answers(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when Redis is named and does not answer: the site runs without, only less well."""
    del app_configs, kwargs
    if not settings.REDIS_URL:
        return []
    trouble = why_no_redis(settings.REDIS_URL)
    if trouble is None:
        return []
    return [
        Warning(
            f"REDIS_URL names a Redis that does not answer ({trouble}).",
            hint="The site runs without it, with no cache and seconds of delay between processes. "
            "Start Redis, or correct REDIS_URL.",
            id="parvis.W001",
        )
    ]


def why_no_redis(address: str) -> str | None:
    """Return why Redis does not answer a ping, None if it does."""
    # An extra of the scaled-out set-up, not there by default.
    from redis import Redis  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.exceptions import RedisError  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    once = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    try:
        with Redis.from_url(address, retry=Retry(NoBackoff(), 0), **once) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        return type(error).__name__
    return None


def warn_at_start() -> None:
    """Log what `manage.py check` would warn of, once, where a server starts."""
    for warning in redis_answers():
        logger.warning("%s %s", warning.msg, warning.hint)
