"""The servers that bench/fanout.py measures. Run by it: `fanout_servers.py KIND PROTOCOL STREAM`.

Each prints its port, serves readers on any path, and is conducted by a socket on /conduct.
"""

import asyncio
import json
import os
import resource
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

STREAM = uuid4()
"""Each server has a stream of its own."""
WORDS = "The ministry publishes the list of beneficial owners, in an open format, each quarter. "
COMMENT = {
    "comment": {"id": str(STREAM), "place": {"section": str(STREAM)}, "author": "A participant"},
    "html": f"<p>{WORDS * 6}</p>",
}
HEAVY = {**COMMENT, "html": WORDS * 700}
VOTES = {"comment": str(STREAM), "votes": {"agree": 123, "disagree": 45}}
SAID, VOTED, EDITED = "comment.posted", "votes.changed", "comment.edited"
MIX = (VOTED, SAID, VOTED, EDITED, VOTED)
"""What happens where many read: three votes for each comment and each edit."""
"""What a reader gets in the second language: 60 kB, so that who never reads fills all buffers."""


def configure() -> None:
    """Set Django up with `live` and what it stands on, on the database that the environment names."""
    import django
    from django.conf import settings

    redis = os.environ.get("REDIS_URL")
    layer = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    if redis:
        layer = {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis], "prefix": f"bench{os.getpid()}"},
        }
    settings.configure(
        DATABASES={"default": database()},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "consult.live",
        ],
        CHANNEL_LAYERS={"default": layer},
        LANGUAGES=[("en", "English"), ("fr", "Français")],
        LANGUAGE_CODE="en",
        SECRET_KEY="only for a measurement",  # noqa: S106 - nothing is signed
        USE_TZ=True,
    )
    django.setup()
    from consult.live.registries import hydrators, listening

    for type in {*MIX}:
        hydrators.register(type, hydrate)
    listening.register("bench", lambda stream_id, user: stream_id == STREAM)


def database() -> dict:
    """Return Django's settings for the database that DATABASE_URL names."""
    url = urlsplit(os.environ["DATABASE_URL"])
    if url.scheme == "sqlite":
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.path, "OPTIONS": options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": url.username or "",
        "PASSWORD": url.password or "",
        "HOST": url.hostname or "",
        "PORT": url.port or "",
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 10, "timeout": 10}},
    }


def hydrate(events, language):
    """Tell comments in 700 bytes, and heavily in the second language; votes in a line."""
    comment = COMMENT if language == "en" else HEAVY
    return {event.number: VOTES if event.type == VOTED else comment for event in events}


def publish(types: list[str], tell) -> dict[int, int]:
    """Commit events one after the other and return when each was committed (monotonic ns).

    `tell(number, type)` is called after each commit, for servers that are not told by `live` itself.
    """
    from django.db import transaction

    from consult.live import services

    committed = {}
    for type in types:
        with transaction.atomic():
            # Registered first, so that it runs before anybody is told.
            stamp = []
            transaction.on_commit(lambda stamp=stamp: stamp.append(time.monotonic_ns()))
            number = services.record(stream_id=STREAM, type=type, object_id=uuid4())
        committed[number] = stamp[0]
        tell(number, type)
    return committed


def frame(number: int, type: str) -> dict:
    return {"n": number, "type": type, **(VOTES if type == VOTED else COMMENT)}


def resident() -> int:
    """Return how much memory this process holds, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def stalled() -> int:
    """Return for how many of the hub's readers something waits."""
    from consult.live.hub import current_hub

    return sum(reader.busy for reader in current_hub().sockets())


async def conduct(order: str, tell) -> str:
    """Do what the measurement asks of a server: publish so many events, or say its memory."""
    from asgiref.sync import sync_to_async

    asked = json.loads(order)
    if "publish" not in asked:
        return json.dumps({"memory": resident(), "stalled": stalled()})
    mix = MIX if asked["mixed"] else [SAID]
    types = [mix[number % len(mix)] for number in range(asked["publish"])]
    return json.dumps(await sync_to_async(publish)(types, tell))


async def serve_floor() -> None:
    """Serve with `websockets.broadcast`."""
    from websockets.asyncio.server import broadcast, serve

    connections, loop = set(), asyncio.get_running_loop()

    def tell(number: int, type: str) -> None:
        loop.call_soon_threadsafe(broadcast, connections, json.dumps(frame(number, type)))

    async def handler(connection) -> None:
        if connection.request.path == "/conduct":
            async for order in connection:
                await connection.send(await conduct(order, tell))
            return
        connections.add(connection)
        await connection.send('{"type":"ready"}')
        await connection.wait_closed()
        connections.discard(connection)

    async with serve(handler, "127.0.0.1", 0, compression=None, max_size=4096) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


async def serve_asgi(kind: str, protocol: str) -> None:
    """Serve with the hub, or with one group member a socket, under uvicorn."""
    import uvicorn
    from channels.auth import AuthMiddlewareStack
    from channels.routing import URLRouter

    routes, tell = member_routes() if kind == "member" else hub_routes()
    readers = AuthMiddlewareStack(URLRouter(routes))

    async def application(scope, receive, send) -> None:
        if scope["path"] != "/conduct":
            await readers(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": await conduct(message["text"], tell)})

    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        application,
        ws=protocol,
        ws_max_size=4096,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="error",
    )
    await uvicorn.Server(config).serve(sockets=[listening])


def hub_routes():
    from consult.live.routing import websocket_urlpatterns

    return websocket_urlpatterns, lambda number, type: None


def member_routes():
    from asgiref.sync import async_to_sync
    from channels.generic.websocket import AsyncJsonWebsocketConsumer
    from channels.layers import get_channel_layer
    from django.urls import path

    class Member(AsyncJsonWebsocketConsumer):
        groups = ["draft"]

        async def connect(self) -> None:
            await self.accept()
            await self.send_json({"type": "ready"})

        async def said(self, event) -> None:
            await self.send_json(event["frame"])

    def tell(number: int, type: str) -> None:
        message = {"type": "said", "frame": frame(number, type)}
        async_to_sync(get_channel_layer().group_send)("draft", message)

    return [path("ws/drafts/<uuid:stream_id>/", Member.as_asgi())], tell


def serve(kind: str, protocol: str) -> None:
    """Be one of the servers until killed."""
    configure()
    from consult.live import services

    services.open_stream(STREAM)
    asyncio.run(serve_floor() if kind == "floor" else serve_asgi(kind, protocol))


def migrate() -> None:
    """Make the tables."""
    configure()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    if sys.argv[1] == "migrate":
        migrate()
    else:
        kind, protocol, stream = sys.argv[1:]
        STREAM = UUID(stream)
        serve(kind, protocol)
