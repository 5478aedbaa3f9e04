"""The WebSocket at the edge: it reads the address, answers pings, and leaves the rest to the hub."""

import asyncio
import json
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from channels.sessions import InstanceSessionWrapper
from django.conf import settings

from consult.live.access import Claim
from consult.live.events import CloseCode, Pong
from consult.live.hub import Hub, current_hub
from consult.live.sockets import Socket

FRAME_LIMIT = 4096
PONG_EVERY = 1.0
NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
PING = {"type": "ping"}
PONG = Pong().model_dump_json()


class NotUnderstood(ValueError):
    """The client says something that is not in the contract."""


class StreamConsumer(AsyncConsumer):
    """Serves one reader of one stream. What readers say is said by HTTP; here they only listen."""

    # No layer has this name: one channel a socket is what the hub is there to avoid.
    channel_layer_alias = "none, the hub has the channel"

    hub: Hub
    socket: Socket | None = None
    serving = True
    ponged_at = float("-inf")

    async def __call__(self, scope, receive, send) -> None:
        """Serve the reader until either side closes."""
        self.hub = current_hub()
        self.task = asyncio.current_task()
        try:
            await super().__call__(scope, receive, without_session(send))
        except asyncio.CancelledError:
            # Closed by the hub? Then it was `stop`, unless the server wants us to end as well.
            if self.socket is None or not self.socket.closed or self.task.uncancel():
                raise
        finally:
            self.serving = False
            if self.socket is not None:
                self.hub.leave(self.socket)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the method for the message.

        Without Channels' look at old database connections: nothing here uses the database, and
        frames of a client must not queue in the one thread that serves views.
        """
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept, so that the browser gets the code if we close; then join, if that may be."""
        await self.send({"type": "websocket.accept"})
        try:
            wish = read_wish(self.scope["query_string"])
        except NotUnderstood:
            await self.refuse(CloseCode.NOT_UNDERSTOOD)
        claim, identity = self.claim()
        if not self.hub.has_room_for(identity):
            await self.refuse(CloseCode.TOO_MANY)
        self.socket = Socket(
            self.base_send,
            claim,
            language=wish.language,
            since=wish.since,
            identity=identity,
            ended=self.stop,
        )
        self.hub.join(self.socket)

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Answer a ping, once a second at most; close on anything else."""
        if self.socket.closed:
            return
        try:
            read_ping(message.get("text"))
        except NotUnderstood:
            self.socket.close(CloseCode.NOT_UNDERSTOOD)
            return
        now = time.monotonic()
        if now - self.ponged_at >= PONG_EVERY:
            self.ponged_at = now
            self.socket.push(PONG)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """End."""
        raise StopConsumer

    def stop(self) -> None:
        """End, as the socket was closed from here; the reader may never say that it is gone."""
        if self.serving:
            self.task.cancel()

    async def refuse(self, code: CloseCode) -> None:
        """Close before anything was joined."""
        await self.send({"type": "websocket.close", "code": int(code)})
        raise StopConsumer

    def claim(self) -> tuple[Claim, str | None]:
        """Return as whom the reader listens, and whose sockets are counted together."""
        stream_id = self.scope["url_route"]["kwargs"]["stream_id"]
        user = self.scope.get("user")
        session_key = getattr(self.scope.get("session"), "session_key", None)
        if user is not None and user.is_authenticated:
            user_id = str(user.pk)
            return Claim(stream_id, user_id, session_key), f"user {user_id}"
        return Claim(stream_id), f"session {session_key}" if session_key else None


def without_session(send):
    """Return `send` as it was before Channels' session middleware wrapped it.

    The middleware looks at the session with each message, for a cookie that only an HTTP response
    can set: a fifth of the cost of a delivery.
    """
    wrapper = getattr(send, "__self__", None)
    return wrapper.real_send if isinstance(wrapper, InstanceSessionWrapper) else send


@dataclass(frozen=True)
class Wish:
    """What the reader asks for in the address."""

    since: int | None
    language: str


def read_wish(query_string: bytes) -> Wish:
    """Return what the query string asks for. An unknown language is the site's first."""
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise NotUnderstood from error
    wishes = dict(pairs)
    since, language = wishes.get("since"), wishes.get("lang")
    if len(wishes) != len(pairs) or (since is not None and not NUMBER.fullmatch(since)):
        raise NotUnderstood
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    return Wish(since=None if since is None else int(since), language=language)


def read_ping(text: str | None) -> None:
    """Raise NotUnderstood unless the frame is a ping. Size is looked at before anything else."""
    if text is None or len(text) > FRAME_LIMIT:
        raise NotUnderstood
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    if frame != PING:
        raise NotUnderstood
