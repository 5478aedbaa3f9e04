"""Emptying the cache takes away what it holds, and nothing beside it."""

import pytest
from django.core.cache import caches

PREFIXES = {"default": "parvis-test", "pace": "parvis-test-pace"}


@pytest.mark.redis
def test_counters_and_what_is_not_ours_stay(settings, redis_url):
    settings.CACHES = {
        name: {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": prefix,
        }
        for name, prefix in PREFIXES.items()
    }
    client = caches["default"]._cache.get_client(write=True)
    client.set("somebody-else", "1")
    caches["pace"].set("post", 3)
    caches["default"].set_many({f"page-{number}": "words" for number in range(2_500)})
    assert caches["default"].clear()
    assert not caches["default"].has_key("page-0")
    assert not list(client.scan_iter("parvis-test:*"))
    assert caches["pace"].get("post") == 3
    assert client.get("somebody-else") == b"1"
    client.delete("somebody-else")
    assert caches["pace"].clear()
    for cache in (caches["default"], caches["pace"]):
        cache._cache.get_client(write=True).connection_pool.disconnect()


def test_while_redis_is_away_nothing_is_emptied(settings):
    place = {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": place}
    assert caches["default"].clear() is False
