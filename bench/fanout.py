"""How fast is an event at all its readers?

Three servers, each in a process of its own, with the same thread that commits events to a database:
- floor: `websockets.broadcast` and nothing else;
- hub: Parvis' own `consult.live`, under uvicorn;
- member: a Channels consumer that puts each socket into a group, as tutorials do, under uvicorn.

Readers are in this process. A delivery's time runs from commit to receipt. DATABASE_URL and REDIS_URL
are used when set (a temporary database is made and dropped), else SQLite and memory.
"""

import asyncio
import json
import os
import resource
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from array import array
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bench import measure  # noqa: E402 - found by the line above

STREAM = UUID("019a0000-0000-7000-8000-0000000b0b0b")
SERVERS = ("floor", "hub", "member")
BURST = 50
WORDS = "The ministry publishes the list of beneficial owners, in an open format, each quarter. "
COMMENT = {
    "comment": {"id": str(STREAM), "place": {"section": str(STREAM)}, "author": "A participant"},
    "html": f"<p>{WORDS * 6}</p>"[:560],
}
HEAVY = {**COMMENT, "html": WORDS * 700}
"""What a reader gets in the second language: 60 kB, so that who never reads fills all buffers."""


# ---------------------------------------------------------------- servers


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

    hydrators.register("bench.said", hydrate)
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
    """Tell events as a comment is told: 700 bytes, and heavy in the second language."""
    return {event.number: COMMENT if language == "en" else HEAVY for event in events}


def publish(count: int, tell) -> dict[int, int]:
    """Commit events one after the other and return when each was committed (monotonic ns).

    `tell(number)` is called after each commit, for servers that are not told by `live` itself.
    """
    from django.db import transaction

    from consult.live import services

    committed = {}
    for _ in range(count):
        with transaction.atomic():
            # Registered first, so that it runs before anybody is told.
            stamp = []
            transaction.on_commit(lambda stamp=stamp: stamp.append(time.monotonic_ns()))
            number = services.record(stream_id=STREAM, type="bench.said", object_id=uuid4())
        committed[number] = stamp[0]
        tell(number)
    return committed


def frame(number: int) -> dict:
    return {"n": number, "type": "bench.said", **COMMENT}


def resident() -> int:
    """Return how much memory this process holds, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


async def conduct(order: str, tell) -> str:
    """Do what the measurement asks of a server: publish so many events, or say its memory."""
    from asgiref.sync import sync_to_async

    asked = json.loads(order)
    if "publish" not in asked:
        return json.dumps({"memory": resident()})
    return json.dumps(await sync_to_async(publish)(asked["publish"], tell))


async def serve_floor() -> None:
    """Serve with `websockets.broadcast`."""
    from websockets.asyncio.server import broadcast, serve

    connections, loop = set(), asyncio.get_running_loop()

    def tell(number: int) -> None:
        loop.call_soon_threadsafe(broadcast, connections, json.dumps(frame(number)))

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

    return websocket_urlpatterns, lambda number: None


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

    def tell(number: int) -> None:
        message = {"type": "said", "frame": frame(number)}
        async_to_sync(get_channel_layer().group_send)("draft", message)

    return [path("ws/drafts/<uuid:stream_id>/", Member.as_asgi())], tell


def serve(kind: str, protocol: str) -> None:
    """Be one of the servers until killed."""
    configure()
    asyncio.run(serve_floor() if kind == "floor" else serve_asgi(kind, protocol))


# ---------------------------------------------------------------- readers


class Reader(asyncio.Protocol):
    """As little of a WebSocket client as can be, so that the servers are measured and not it."""

    def __init__(self, receipts: "Receipts", path: str) -> None:
        self.receipts, self.path = receipts, path
        self.waiting = bytearray()
        self.shaken = False
        self.ready = asyncio.get_running_loop().create_future()
        self.lost = False

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        self.waiting += data
        if not self.shaken:
            head, found, rest = self.waiting.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head, head
            self.shaken, self.waiting = True, rest
            if self.path == "/conduct":
                self.ready.set_result(None)
        used = 0
        while (end := self.take_frame(used, now)) is not None:
            used = end
        del self.waiting[:used]

    def take_frame(self, start: int, now: int) -> int | None:
        """Take the frame that begins at `start` and return where it ends, None if it is not all there."""
        waiting = self.waiting
        if len(waiting) < start + 2:
            return None
        opcode, length, begins = waiting[start] & 15, waiting[start + 1], start + 2
        if length >= 126:
            size = 2 if length == 126 else 8
            if len(waiting) < begins + size:
                return None
            length = int.from_bytes(waiting[begins : begins + size], "big")
            begins += size
        end = begins + length
        if len(waiting) < end:
            return None
        if opcode == 1:
            self.take_text(waiting[begins : begins + 24], now, waiting, begins, end)
        elif opcode == 9:
            self.send(10, bytes(waiting[begins:end]))
        return end

    def take_text(self, head: bytearray, now: int, waiting: bytearray, begins: int, end: int) -> None:
        if head.startswith(b'{"n":'):
            self.receipts.add(int(head[5 : head.index(b",")]), now)
        elif not self.ready.done() and b'"ready"' in head:
            self.ready.set_result(None)
        elif self.path == "/conduct":
            self.receipts.answer(json.loads(waiting[begins:end]))

    def send(self, opcode: int, payload: bytes) -> None:
        """Send a frame, masked with zeros."""
        assert len(payload) < 126
        self.transport.write(struct.pack("!BB4x", 128 | opcode, 128 | len(payload)) + payload)

    def connection_lost(self, error) -> None:
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"{self.path} was closed"))


class Receipts:
    """Who received what when."""

    def __init__(self) -> None:
        self.numbers, self.times = array("q"), array("q")
        self.answers: asyncio.Queue = asyncio.Queue()

    def add(self, number: int, now: int) -> None:
        self.numbers.append(number)
        self.times.append(now)

    def answer(self, answer: dict) -> None:
        self.answers.put_nowait(answer)

    def clear(self) -> None:
        self.numbers, self.times = array("q"), array("q")


class Crowd:
    """Readers of one server, and the wire by which it is conducted."""

    def __init__(self, port: int) -> None:
        self.port, self.receipts, self.readers = port, Receipts(), []
        self.turns = asyncio.Semaphore(50)

    async def open(self, path: str, *, quiet: bool = False) -> Reader:
        """Open one socket; a quiet one never reads after the handshake."""
        async with self.turns:
            line = socket.socket()
            if quiet:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(line, ("127.0.0.1", self.port))
            receipts = Receipts() if quiet else self.receipts
            _, reader = await loop.create_connection(lambda: Reader(receipts, path), sock=line)
            await asyncio.wait_for(reader.ready, 60)
            if quiet:
                reader.transport.pause_reading()
            return reader

    async def gather(self, count: int) -> None:
        """Open so many readers' sockets, and the conductor's."""
        self.conductor = await self.open("/conduct")
        before = await self.ask({"memory": True})
        path = f"/ws/drafts/{STREAM}/?lang=en"
        self.readers = await asyncio.gather(*[self.open(path) for _ in range(count)])
        await asyncio.sleep(0.3)
        after = await self.ask({"memory": True})
        self.bytes_per_socket = (after["memory"] - before["memory"]) / count

    async def ask(self, order: dict) -> dict:
        self.conductor.send(1, json.dumps(order).encode())
        return await asyncio.wait_for(self.receipts.answers.get(), 120)

    async def measure(self, rounds: int, events: int) -> dict:
        """Publish `events` at a time, `rounds` times; return times, speed and what was lost."""
        self.receipts.clear()
        committed: dict[int, int] = {}
        seconds = 0.0
        for _ in range(rounds):
            stamps = {int(n): at for n, at in (await self.ask({"publish": events})).items()}
            committed |= stamps
            await self.all_received(len(committed))
            seconds += (max(self.receipts.times) - min(stamps.values())) / 1e9
            await asyncio.sleep(0.02)
        numbers, times = self.receipts.numbers, self.receipts.times
        late = [(at - committed[n]) / 1e6 for n, at in zip(numbers, times, strict=True)]
        expected = len(self.readers) * len(committed)
        return {
            **measure.percentiles(late),
            "deliveries": round(len(late) / seconds),
            "lost": expected - len(late),
        }

    async def all_received(self, events: int) -> None:
        """Wait until all have come, or nothing has for five seconds."""
        expected, had, since = events * len(self.readers), -1, time.monotonic()
        while (has := len(self.receipts.numbers)) < expected:
            if has != had:
                had, since = has, time.monotonic()
            elif time.monotonic() - since > 5:
                return
            await asyncio.sleep(0.005)


# ---------------------------------------------------------------- the measurement


@contextmanager
def temporary_database():
    """Make a database with the tables of `live`, and drop it in the end."""
    url = os.environ.get("DATABASE_URL", "")
    folder = Path(tempfile.mkdtemp(prefix="parvis-bench-"))
    server = urlsplit(url) if url.startswith("postgres") else None
    name = f"parvis_bench_{os.getpid()}"
    try:
        if server:
            on_server(url, f'CREATE DATABASE "{name}"')
            os.environ["DATABASE_URL"] = urlunsplit(server._replace(path=f"/{name}"))
        else:
            os.environ["DATABASE_URL"] = f"sqlite://{folder / 'bench.sqlite3'}"
        subprocess.run([sys.executable, __file__, "--migrate"], check=True)
        yield "PostgreSQL" if server else "SQLite"
    finally:
        if server:
            on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def migrate() -> None:
    """Make the tables, and the stream."""
    configure()
    from django.core.management import call_command

    from consult.live import services

    call_command("migrate", verbosity=0)
    services.open_stream(STREAM)


@contextmanager
def running(kind: str, protocol: str):
    """Run a server and yield its port."""
    command = [sys.executable, __file__, "--serve", kind, "--ws", protocol]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


async def measure_server(kind: str, count: int, plan: dict, *, quiet: bool, ws: str) -> list[dict]:
    """Measure one server with so many readers: one event at a time, and bursts."""
    with running(kind, ws) as port:
        crowd = Crowd(port)
        await crowd.gather(count)
        never_reads = None
        if quiet:
            never_reads = await crowd.open(f"/ws/drafts/{STREAM}/?lang=fr", quiet=True)
        await crowd.measure(3, 1)  # warm
        name = f"{kind}, one never reads" if quiet else kind
        rows = []
        for mode, rounds, events in (("single", plan["singles"], 1), ("burst", plan["bursts"], BURST)):
            result = await crowd.measure(rounds, events)
            memory = round(crowd.bytes_per_socket / 1024)
            rows.append({"server": name, "sockets": count, "mode": mode, **result, "kB": memory})
        for reader in [*crowd.readers, crowd.conductor, never_reads]:
            if reader is not None:
                reader.transport.abort()
        return rows


async def measure_all(plan: dict, ws: str) -> list[dict]:
    rows = []
    for count in plan["sockets"]:
        for kind in SERVERS:
            print(f"… {kind}, {count} sockets", file=sys.stderr)
            rows += await measure_server(kind, count, plan, quiet=False, ws=ws)
        rows += await measure_server("hub", count, plan, quiet=True, ws=ws)
    return rows


def targets(rows: list[dict]) -> dict[str, bool]:
    """Compare with what is to be reached."""
    by = {(row["server"], row["sockets"], row["mode"]): row for row in rows}
    quiet, reached = "hub, one never reads", {}
    for server, count, mode in by:
        if server != quiet:
            continue
        mine, floor = by[server, count, mode], by["floor", count, mode]
        times = mine["p95"] / floor["p95"]
        reached[f"{count} sockets, {mode}: p95 {times:.1f} of at most 2.5 times the floor"] = (
            times <= 2.5
        )
        slowed = mine["p95"] / by["hub", count, mode]["p95"]
        reached[f"{count} sockets, {mode}: p95 {slowed:.2f} times with one who never reads"] = (
            slowed <= 1.5  # what a single run can tell apart
        )
        if mode == "burst":
            times = mine["deliveries"] / by["member", count, mode]["deliveries"]
            reached[f"{count} sockets: {times:.1f} of at least 8 times one member a socket"] = (
                times >= 8
            )
    reached["nothing lost by the hub"] = all(
        row["lost"] == 0 for row in rows if row["server"].startswith("hub")
    )
    return reached


COLUMNS = {
    "server": "server",
    "sockets": "sockets",
    "mode": "mode",
    "p50": "p50 ms",
    "p95": "p95 ms",
    "p99": "p99 ms",
    "deliveries": "deliveries/s",
    "lost": "lost",
    "kB": "kB a socket",
}


def add_options(parser) -> None:
    parser.add_argument("--serve", choices=SERVERS, help="used by the measurement itself")
    parser.add_argument("--migrate", action="store_true", help="used by the measurement itself")
    parser.add_argument("--ws", default="websockets-sansio", help="uvicorn's WebSocket protocol")


def main() -> None:
    chosen = measure.options(__doc__.split("\n")[0], add_options)
    if chosen.migrate:
        migrate()
    elif chosen.serve:
        with suppress(KeyboardInterrupt):
            serve(chosen.serve, chosen.ws)
    else:
        files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, min(most, 8192)), most))
        plan = {"sockets": (100, 500, 1000), "singles": 60, "bursts": 8}
        if chosen.quick:
            plan = {"sockets": (100, 300), "singles": 20, "bursts": 4}
        with temporary_database() as vendor:
            rows = asyncio.run(measure_all(plan, chosen.ws))
        layer = "Redis" if os.environ.get("REDIS_URL") else "in memory"
        reached = targets(rows)
        print(f"{vendor}, channel layer {layer}, uvicorn with {chosen.ws}\n")
        print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
        about = measure.machine("uvicorn", "websockets", "channels", "channels-redis", "django")
        results = {"database": vendor, "layer": layer, "ws": chosen.ws, **about}
        measure.write(chosen.json, {**results, "rows": rows, "targets": reached})


if __name__ == "__main__":
    main()
