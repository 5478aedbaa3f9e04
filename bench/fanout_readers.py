"""The readers of bench/fanout.py: as little of a WebSocket client as can be, and what they received."""

import asyncio
import json
import socket
import struct
import time
from array import array
from uuid import UUID

from bench import measure

MIXED = "mixed burst"


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

    def take_text(
        self, head: bytearray, now: int, waiting: bytearray, begins: int, end: int
    ) -> None:
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
    """Readers of one server, the socket by which it is conducted, and all that was measured."""

    def __init__(self, port: int, stream: UUID) -> None:
        self.port, self.stream, self.receipts, self.readers = port, stream, Receipts(), []
        self.turns = asyncio.Semaphore(50)
        self.late: dict[str, list[float]] = {}
        self.seconds: dict[str, float] = {}
        self.lost = 0

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

    async def gather(self, count: int, *, one_never_reads: bool) -> None:
        """Open so many readers' sockets, and the conductor's."""
        self.conductor = await self.open("/conduct")
        before = await self.ask({"memory": True})
        path = f"/ws/drafts/{self.stream}/?lang="
        self.readers = await asyncio.gather(*[self.open(f"{path}en") for _ in range(count)])
        await asyncio.sleep(0.3)
        after = await self.ask({"memory": True})
        self.bytes_per_socket = (after["memory"] - before["memory"]) / count
        self.never_reads = None
        if one_never_reads:
            self.never_reads = await self.open(f"{path}fr", quiet=True)

    async def ask(self, order: dict) -> dict:
        """Have the server do something, and return its answer."""
        self.conductor.send(1, json.dumps(order).encode())
        return await asyncio.wait_for(self.receipts.answers.get(), 120)

    async def publish(self, mode: str, events: int) -> None:
        """Publish so many events, and note under `mode` how late each came to each reader.

        They are comments, or with the mode MIXED votes, comments and edits.
        """
        self.receipts.clear()
        order = {"publish": events, "mixed": mode == MIXED}
        committed = {int(n): at for n, at in (await self.ask(order)).items()}
        await self.all_received(events)
        numbers, times = self.receipts.numbers, self.receipts.times
        late = [(at - committed[n]) / 1e6 for n, at in zip(numbers, times, strict=True)]
        took = (max(times) - min(committed.values())) / 1e9
        self.late.setdefault(mode, []).extend(late)
        self.seconds[mode] = self.seconds.get(mode, 0.0) + took
        self.lost += events * len(self.readers) - len(late)

    async def all_received(self, events: int) -> None:
        """Wait until all have come, or nothing has for five seconds."""
        expected, had, since = events * len(self.readers), -1, time.monotonic()
        while (has := len(self.receipts.numbers)) < expected:
            if has != had:
                had, since = has, time.monotonic()
            elif time.monotonic() - since > 5:
                return
            await asyncio.sleep(0.005)

    async def stalls(self) -> bool:
        """Tell whether the reader who never reads has filled all buffers, or was closed for it."""
        answer = await self.ask({"memory": True})
        return bool(answer["stalled"]) or self.never_reads.lost

    def result(self, mode: str) -> dict:
        """Return what was measured in a mode."""
        late = self.late[mode]
        return {
            "mode": mode,
            **measure.percentiles(late),
            "deliveries": round(len(late) / self.seconds[mode]),
            "kB": round(self.bytes_per_socket / 1024),
        }

    def leave(self) -> None:
        for reader in [*self.readers, self.conductor, self.never_reads]:
            if reader is not None:
                reader.transport.abort()
