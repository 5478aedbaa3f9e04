"""Lesson: a foreign site opening the socket with somebody's cookie."""

import pytest
from django.conf import settings

from tests.live import stage


@pytest.fixture
def site():
    from cms.asgi import application  # noqa: PLC0415 - needs all of the site

    return application


async def is_accepted(site, stream, origin):
    headers = [(b"host", b"127.0.0.1:8000")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    reader = stage.Reader(stream, app=site, headers=headers)
    accepted = await reader.connect()
    await reader.leave()
    return accepted


@pytest.mark.asyncio
async def test_the_sites_own_pages_may_open_sockets(hub, stream, site):
    for origin in settings.ORIGINS:
        assert await is_accepted(site, stream, origin)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "http://127.0.0.1",
        "http://evil.example",
        "http://127.0.0.1.evil.example:8000",
        "http://127.0.0.1:8000.evil.example",
        "http://user@evil.example:8000",
        "null",
        "",
        None,
    ],
)
async def test_others_may_not(hub, stream, site, origin):
    """Lesson, measured: AllowedHostsOriginValidator accepts the same host with another port."""
    assert not await is_accepted(site, stream, origin)
