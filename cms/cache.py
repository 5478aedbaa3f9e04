"""Django's Redis cache, without which the site is slower and never down."""

import logging
from itertools import islice
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("parvis.cache")

AT_ONCE = 1_000
"""Keys that are forgotten in one go."""


def forgiving(name: str, answer: Any) -> Any:
    """Return RedisCache's method `name`, which gives `answer(default)` while Redis is away."""
    method = getattr(RedisCache, name)

    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RedisError:
            logger.warning("The cache is away: %s does nothing.", name)
            return answer(*args, **kwargs)

    call.__doc__ = method.__doc__
    return call


def the_default(key: str, default: Any = None, version: int | None = None) -> Any:
    """Answer as for a key that is not there."""
    del key, version
    return default


def the_delta(key: str, delta: int = 1, version: int | None = None) -> int:
    """Answer as for a counter that begins."""
    del key, version
    return delta


class ForgivingRedisCache(RedisCache):
    """A cache that forgets everything while Redis is away, in place of failing the request."""

    get = forgiving("get", the_default)
    get_many = forgiving("get_many", lambda *_args, **_kwargs: {})
    set = forgiving("set", lambda *_args, **_kwargs: None)
    set_many = forgiving("set_many", lambda *_args, **_kwargs: [])
    add = forgiving("add", lambda *_args, **_kwargs: True)
    incr = forgiving("incr", the_delta)
    touch = forgiving("touch", lambda *_args, **_kwargs: False)
    delete = forgiving("delete", lambda *_args, **_kwargs: False)
    delete_many = forgiving("delete_many", lambda *_args, **_kwargs: None)
    has_key = forgiving("has_key", lambda *_args, **_kwargs: False)

    def clear(self) -> bool:
        """Forget what this cache holds, and nothing else that is in the same Redis: Django's way
        empties it, with the counters of how fast people go and what is not ours.
        """
        try:
            client = self._cache.get_client(write=True)
            while keys := list(
                islice(client.scan_iter(f"{self.key_prefix}:*", count=AT_ONCE), AT_ONCE)
            ):
                client.unlink(*keys)
        except RedisError:
            logger.warning("The cache is away: clear does nothing.")
            return False
        return True
