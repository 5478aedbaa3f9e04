"""Has the readers' rights checked in batches, in threads, and closes the sockets that lost theirs."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable

from consult.live.access import Claim, why_close
from consult.live.database import DatabaseThreads
from consult.live.events import CloseCode
from consult.live.outage import Outage
from consult.live.sockets import Socket

Verdict = CloseCode | Exception | None


class Unsure(Exception):
    """The question could not be answered now."""


class Doorkeeper:
    """Asks about each claim once, however many sockets share it."""

    batch = 50
    """Claims asked about in one go of a thread."""

    def __init__(self, database: DatabaseThreads) -> None:
        self._database = database
        self._waiting: dict[Claim, asyncio.Future[tuple[Verdict, float]]] = {}
        self._asking: asyncio.Task | None = None
        self._outage = Outage("Checking who may listen")

    async def lets_in(self, socket: Socket) -> bool:
        """Check a socket and tell whether it may listen; one that may not is closed.

        Raises Unsure when there is no telling.
        """
        verdict, asked_at = await asyncio.shield(self._ask(socket.claim))
        if isinstance(verdict, Exception):
            raise Unsure from verdict
        _apply(verdict, asked_at, socket)
        return verdict is None

    async def recheck(self, sockets: Iterable[Socket]) -> None:
        """Check sockets again. Where there is no telling, they stay as they are."""
        by_claim: dict[Claim, list[Socket]] = defaultdict(list)
        for socket in sockets:
            by_claim[socket.claim].append(socket)
        # Each is asked anew: an answer under way may be older than what made us ask.
        answers = {claim: self._ask(claim) for claim in by_claim}
        for claim, answer in answers.items():
            verdict, asked_at = await asyncio.shield(answer)
            if not isinstance(verdict, Exception):
                for socket in by_claim[claim]:
                    _apply(verdict, asked_at, socket)

    def _ask(self, claim: Claim) -> asyncio.Future[tuple[Verdict, float]]:
        if claim not in self._waiting:
            self._waiting[claim] = asyncio.get_running_loop().create_future()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._answer())
        return self._waiting[claim]

    async def _answer(self) -> None:
        while self._waiting:
            claims = list(self._waiting)[: self.batch]
            futures = [self._waiting.pop(claim) for claim in claims]
            asked_at = time.monotonic()
            try:
                verdicts = await self._database.ask(_verdicts, claims)
            except Exception as error:  # noqa: BLE001 - those who wait must hear of any failure
                verdicts = [error] * len(claims)
            self._log(verdicts)
            for future, verdict in zip(futures, verdicts, strict=True):
                if not future.done():
                    future.set_result((verdict, asked_at))

    def _log(self, verdicts: list[Verdict]) -> None:
        errors = [verdict for verdict in verdicts if isinstance(verdict, Exception)]
        if errors:
            self._outage.failed(errors[0])
        else:
            self._outage.over()


def _verdicts(claims: list[Claim]) -> list[Verdict]:
    return [_verdict(claim) for claim in claims]


def _verdict(claim: Claim) -> Verdict:
    try:
        return why_close(claim)
    except Exception as error:  # noqa: BLE001 - one claim's failure is not its neighbours'
        return error


def _apply(verdict: CloseCode | None, asked_at: float, socket: Socket) -> None:
    if verdict is None:
        socket.checked_at = max(socket.checked_at, asked_at)
    else:
        socket.close(verdict)
