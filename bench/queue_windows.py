"""Two moderators of bench/queue.py: one decides, and the window of the other is told."""

import asyncio
import json
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import connect

from bench import measure
from bench.posting_people import TOKEN

LIVE, FETCHED = "live: the frame arrives", "live: and its row is fetched"


class Windows:
    """One moderator who decides, and the window of another, who is told."""

    def __init__(self, site: str, stage: dict) -> None:
        self.site, self.place, self.stage = site, urlsplit(site), stage

    async def decide(self) -> list[dict]:
        """Have one moderator decide on each case of the stage, and say when the other knew."""
        arrived, fetched = [], []
        cookie = f"sessionid={self.stage['listens']}"
        address = f"ws://{self.place.netloc}{self.stage['stream']}"
        async with connect(
            address, origin=self.site, additional_headers={"Cookie": cookie}
        ) as window:
            await self.hears(window, lambda frame: frame["type"] == "ready")
            for number, case in enumerate(self.stage["cases"]):
                begin = time.perf_counter()
                posted = asyncio.create_task(asyncio.to_thread(self.post, case))
                await self.hears(window, lambda frame, case=case: is_closed(frame, case["id"]))
                now = time.perf_counter()
                await asyncio.to_thread(self.ask, "GET", case["row"], self.stage["listens"], 200)
                await posted
                if number >= 2:  # the first ones make what is made once a process
                    arrived.append((now - begin) * 1000)
                    fetched.append((time.perf_counter() - begin) * 1000)
        cases = self.stage["count"]
        return [
            {"what": what, "cases": cases, "queries": None, **measure.percentiles(values)}
            for what, values in ((LIVE, arrived), (FETCHED, fetched))
        ]

    async def hears(self, window: Any, wanted: Callable[[dict], bool]) -> None:
        """Wait for a frame."""
        async with asyncio.timeout(30):
            while not wanted(json.loads(await window.recv())):
                pass

    def post(self, case: dict) -> None:
        self.ask("POST", case["path"], self.stage["decides"], 302, urlencode(case["form"]))

    def ask(self, method: str, path: str, session: str, status: int, body: str = "") -> None:
        connection = HTTPConnection(self.place.hostname, self.place.port, timeout=30)
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Origin": self.site,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == status, (method, path, answer.status)


def is_closed(frame: dict, case_id: str) -> bool:
    """Tell whether a frame says that a case is settled."""
    case = frame.get("case", {})
    return case.get("id") == case_id and not case["is_open"]
