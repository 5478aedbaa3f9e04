"""What the tests of `live` stand on: a hydrator, who may listen, readers with their sockets."""

import asyncio
import json
import threading
from contextlib import asynccontextmanager, contextmanager, suppress
from uuid import UUID

from asgiref.testing import ApplicationCommunicator
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer
from channels.routing import URLRouter
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from consult.core.ids import new_id
from consult.live import services
from consult.live.access import Claim
from consult.live.hub import Hub
from consult.live.registries import hydrators, listening
from consult.live.routing import websocket_urlpatterns
from consult.live.sockets import Socket

application = AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
in_database = database_sync_to_async

public: set[UUID] = set()
"""Streams that everybody may listen to."""
private: dict[UUID, set] = {}
"""Streams that only some accounts may listen to."""
hidden: set[UUID] = set()
"""Objects of which nothing may be told."""
hydrations: list[tuple[int, str]] = []
"""How many events were hydrated together, in which language."""


def hydrate(events, language):
    hydrations.append((len(events), language))
    return {
        event.number: {"about": str(event.object_id), "language": language}
        for event in events
        if event.object_id not in hidden
    }


def may_listen(stream_id, user):
    return stream_id in public or user.pk in private.get(stream_id, ())


hydrators.register("test.said", hydrate)
hydrators.register("test.counted", hydrate)
listening.register("the tests of live", may_listen)


def open_stream(*, to_everybody=True) -> UUID:
    stream_id = new_id()
    services.open_stream(stream_id)
    if to_everybody:
        public.add(stream_id)
    return stream_id


def say(stream_id, count=1, about=None) -> int:
    """Record events, each in a transaction of its own, and return the last number."""
    number = 0
    for _ in range(count):
        with transaction.atomic():
            number = services.record(
                stream_id=stream_id, type="test.said", object_id=about or new_id()
            )
    return number


def say_unheard(stream_id, count=1) -> int:
    """Record events of which no hint reaches anybody, as when a message is lost."""
    number = 0
    for _ in range(count):
        with transaction.atomic():
            number = services._next_number(stream_id)
            services.Event.objects.create(
                stream_id=stream_id, number=number, type="test.said", object_id=new_id()
            )
    return number


def say_soon(stream_id, about, type="test.counted") -> None:
    """Cause an event that is recorded soon, in a transaction of its own."""
    with transaction.atomic():
        services.record_soon(stream_id=stream_id, type=type, object_id=about)


@contextmanager
def saying_soon(stream_id, about):
    """Cause an event in a transaction that stays open for the length of the context."""
    caused, enough = threading.Event(), threading.Event()

    def cause():
        try:
            with transaction.atomic():
                services.record_soon(stream_id=stream_id, type="test.counted", object_id=about)
                caused.set()
                enough.wait(20)
        finally:
            connection.close()

    causer = threading.Thread(target=cause)
    causer.start()
    try:
        assert caused.wait(20)
        yield
    finally:
        enough.set()
        causer.join()


def make_user(name="ada"):
    return get_user_model().objects.create_user(
        email=f"{name}@stage.example", password="wordpass", public_name=f"stage {name}"
    )


def sign_in(user) -> str:
    """Sign the user in and return the session's key."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.session.session_key


class Reader(ApplicationCommunicator):
    """A browser on a draft's page. (Channels' own communicator cannot be imported without daphne.)"""

    def __init__(self, stream_id, *, since=None, lang="en", session=None, query=None, **more):
        wishes = {"since": since, "lang": lang}
        if query is None:
            query = "&".join(
                f"{name}={value}" for name, value in wishes.items() if value is not None
            )
        headers = [(b"cookie", f"sessionid={session}".encode())] if session else []
        scope = {
            "type": "websocket",
            "path": f"/ws/{more.get('at', 'drafts')}/{stream_id}/",
            "query_string": query.encode(),
            "headers": headers + more.get("headers", []),
            "subprotocols": [],
        }
        super().__init__(more.get("app", application), scope)

    async def connect(self) -> bool:
        """Open the socket and tell whether it was accepted."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(5))["type"] == "websocket.accept"

    async def say(self, text=None, bytes=None) -> None:
        await self.send_input({"type": "websocket.receive", "text": text, "bytes": bytes})

    async def receive_from(self, timeout=5) -> str:
        message = await self.receive_output(timeout)
        assert message["type"] == "websocket.send", message
        return message["text"]

    async def frame(self, timeout=5) -> dict:
        """Return the next frame that is not about presence."""
        while True:
            frame = json.loads(await self.receive_from(timeout))
            if frame["type"] != "presence":
                return frame

    async def viewers(self, timeout=5) -> int:
        """Return how many watch, from the next frame about presence."""
        while True:
            frame = json.loads(await self.receive_from(timeout))
            if frame["type"] == "presence":
                return frame["viewers"]

    async def numbers(self, count) -> list[int]:
        return [(await self.frame())["n"] for _ in range(count)]

    async def hears_nothing(self, seconds) -> bool:
        """Tell whether nothing comes for a while, but for presence."""
        await asyncio.sleep(seconds)
        messages = [self.output_queue.get_nowait() for _ in range(self.output_queue.qsize())]
        return all('"presence"' in message.get("text", "") for message in messages)

    async def close_code(self, timeout=5) -> int:
        """Return the code with which the server closes, passing over frames."""
        while True:
            message = await self.receive_output(timeout)
            if message["type"] == "websocket.close":
                return message["code"]

    async def leave(self) -> None:
        with suppress(asyncio.CancelledError):
            await self.send_input({"type": "websocket.disconnect", "code": 1001})
            await self.wait(5)


@asynccontextmanager
async def reading(stream_id, *, ready=True, **wishes):
    """Open a reader's socket, wait until it follows, and close it in the end."""
    reader = Reader(stream_id, **wishes)
    assert await reader.connect()
    if ready:
        while (await reader.frame())["type"] != "ready":
            pass
    try:
        yield reader
    finally:
        await reader.leave()


async def eventually(condition, timeout=5.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.005)


def hurry(hub: Hub) -> Hub:
    """Make all the hub's waiting short."""
    hub.tick, hub.heal_after, hub.retry_after, hub.pause = 0.02, 0.05, 0.02, 0.02
    return hub


def claim(stream_id) -> Claim:
    return Claim(stream_id)


class SharedLayer(InMemoryChannelLayer):
    """A layer that counts as one between processes, for several hubs in one loop."""


class Silent:
    """A socket without a consumer, for hubs that stand for other processes."""

    def __init__(self, stream_id):
        self.viewers = None
        self.socket = Socket(self.send, claim(stream_id), language="en")

    async def send(self, message):
        frame = json.loads(message.get("text", "{}"))
        self.viewers = frame.get("viewers", self.viewers)


async def says_nothing(*_):
    """Stand in for a method that would tell somebody."""


def in_threads(works):
    failures = []

    def do(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - told to the test below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
