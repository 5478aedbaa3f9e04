"""The participants of bench/posting.py: as little of a browser as can be, one connection each, and
a second one where a form is sent twice at once.
"""

import asyncio
import time
from collections import Counter
from itertools import count
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from bench import measure

TOKEN = "c" * 32
TWICE = 10
"""One form in so many is sent twice."""
BODY = (
    "D'accord sur le principe. Mais une commune de 400 habitants n'a personne pour publier des jeux "
    "de données, ni pour répondre à ceux qui les lisent.\n\nPrévoyez une aide et un délai *plus long*."
)


class Line:
    """One connection of one participant, kept open."""

    def __init__(self, site: str, path: str, session: str) -> None:
        self.hung_up = 0
        place = urlsplit(site)
        self.host, self.port = place.hostname, place.port
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {site}\r\n"
            f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            "HX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def send(self, form: bytes) -> int:
        """Send a form and return the status of its answer; once more where the server hung up."""
        try:
            return await self.once(form)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.hung_up += 1
            await self.open()
            return await self.once(form)

    async def once(self, form: bytes) -> int:
        """Send a form and return the status of its answer."""
        head = f"{self.head}Content-Length: {len(form)}\r\n\r\n"
        self.writer.write(head.encode() + form)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = answer.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await self.reader.readexactly(int(length))
        return int(answer.split(b" ", 2)[1])

    def close(self) -> None:
        self.writer.close()


class Crowd:
    """Participants who post, each one comment after the other, and how that went."""

    def __init__(self, site: str, place: dict) -> None:
        self.sections = place["sections"]
        self.lines = [
            (Line(site, place["path"], session), Line(site, place["path"], session))
            for session in place["sessions"]
        ]
        self.numbers = count()
        self.said: dict[str, int] = {}
        self.forget_times()

    def forget_times(self) -> None:
        """Forget how long all took so far; not what was said."""
        self.took: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.seconds = 0.0

    async def post(self, total: int) -> None:
        """Have all of them post until there are so many comments more."""
        await asyncio.gather(*(first.open() for first, _second in self.lines))
        turns = iter(range(total))
        begin = time.perf_counter()
        await asyncio.gather(*(self.go_on(pair, turns) for pair in self.lines))
        self.seconds += time.perf_counter() - begin
        for first, _second in self.lines:
            first.close()

    async def go_on(self, pair: tuple[Line, Line], turns: object) -> None:
        """Have one participant post as long as it is anybody's turn."""
        for _turn in turns:
            number = next(self.numbers)
            key = str(uuid4())
            form = urlencode(
                {
                    "section": self.sections[number % len(self.sections)],
                    "body": f"{BODY} ({number})",
                    "kind": "remark",
                    "idempotency_key": key,
                }
            ).encode()
            begin = time.perf_counter()
            if number % (2 * TWICE) == 0:
                await pair[1].open()
                answers = await asyncio.gather(*(line.send(form) for line in pair))
                pair[1].close()
            else:
                answers = [await pair[0].send(form)]
            self.took.append((time.perf_counter() - begin) * 1000)
            if number % (2 * TWICE) == TWICE:
                answers.append(await pair[0].send(form))
            self.statuses.update(answers)
            self.said[key] = min(answers)

    @property
    def hung_up(self) -> int:
        """Return how many forms were sent again because the server closed the connection."""
        return sum(line.hung_up for pair in self.lines for line in pair)

    def result(self) -> dict:
        """Return how fast it went."""
        return {"rate": len(self.took) / self.seconds, **measure.percentiles(self.took)}
