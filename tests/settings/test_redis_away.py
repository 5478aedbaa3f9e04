"""A Redis that is named and does not answer is worth a warning, and no reason to stop."""

import asyncio
import os
import socket
import time

import pytest
from django.core.cache import caches

from cms import checks
from cms.settings.env import REPOSITORY
from tests.settings.start import CHECK, SERVER, start

NOBODY = "redis://127.0.0.1:1"


@pytest.mark.parametrize("command", [CHECK, (*CHECK[:2], "migrate", "--plan")])
def test_commands_warn_and_go_on(tmp_path, command):
    answer = start(tmp_path, {"REDIS_URL": NOBODY}, *command)
    assert answer.returncode == 0
    assert "parvis.W001" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_server_says_so_once_and_starts(tmp_path):
    async def first_lines():
        server = await asyncio.create_subprocess_exec(
            *(SERVER, "cms.asgi:application", "--uds", str(tmp_path / "socket")),
            cwd=REPOSITORY,
            env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "REDIS_URL": NOBODY},
            stderr=asyncio.subprocess.PIPE,
        )
        said = []
        try:
            async with asyncio.timeout(60):
                while line := await server.stderr.readline():
                    said.append(line.decode())
                    if "running on" in said[-1]:
                        break
        finally:
            server.terminate()
            await server.communicate()
        return said

    said = asyncio.run(first_lines())
    assert "running on" in said[-1]
    assert sum("does not answer" in line for line in said) == 1


def test_a_redis_that_never_answers_costs_no_more_than_patience(settings, monkeypatch):
    monkeypatch.setattr(checks, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        before = time.monotonic()
        assert [one.id for one in checks.redis_answers()] == ["parvis.W001"]
        assert time.monotonic() - before < 1


def test_without_redis_there_is_nothing_to_check(settings):
    settings.REDIS_URL = None
    assert checks.redis_answers() == []


@pytest.mark.redis
def test_a_redis_that_answers_is_no_warning(settings, redis_url):
    settings.REDIS_URL = redis_url
    assert checks.redis_answers() == []


def test_the_cache_forgets_while_redis_is_away(settings):
    settings.CACHES = {
        "default": {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": NOBODY},
    }
    cache = caches["default"]
    cache.set("key", "value")
    assert cache.get("key", "nothing") == "nothing"
    assert cache.get_many(["key"]) == {}


def test_a_counter_begins_anew_each_time_while_redis_is_away(settings):
    settings.CACHES = {
        "default": {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": NOBODY},
    }
    cache = caches["default"]
    assert cache.add("counter", 1) is True
    assert [cache.incr("counter"), cache.incr("counter", 5)] == [1, 5]
    assert cache.decr("counter") == -1
