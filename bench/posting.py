"""How many comments a second can people post?

64 participants, each signed in, post through HTTP one comment after the other, spread over the
sections of a draft: to two workers of uvicorn on PostgreSQL and Redis, and to one on SQLite. Every
tenth form is sent twice, at once or again after its answer, as browsers and impatient people do.
Beside it the floor, before and after: one process that writes the same rows by plain SQL, a
transaction a comment: the comment, its section's counter, the stream's number, the event, the entry
of the search index.

Then it is counted what became of it all: each comment there once, its counters in step. The 64 clients
run on the same processors as what they measure.

PostgreSQL is that at DATABASE_URL, or at 127.0.0.1 as `postgres`; Redis that at REDIS_URL, or at
127.0.0.1. Each database is made for this run and dropped.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/, whose queue.py is not that of Python

from bench import measure, threads  # noqa: E402 - found by the line above
from bench.pages import public  # noqa: E402
from bench.pages_served import answers  # noqa: E402
from bench.posting_people import Crowd  # noqa: E402

PEOPLE = 64
FULL, QUICK = {"posts": 4_000, "floor": 1_500}, {"posts": 800, "floor": 300}
WARMING_UP = 200
CHILD = "PARVIS_BENCH_POSTING"
NEAR_REDIS = "redis://127.0.0.1:6379/0"
SHARE = 0.25
FLOOR, SITE = "floor: plain SQL, one process", "through HTTP"
EXCEPTION = re.compile(r"[\w.]+(Error|Exception): ")
COLUMNS = {
    "database": "database",
    "how": "how",
    "comments": "comments",
    "rate": "comments a second",
    "p50": "median ms",
    "p95": "p95 ms",
}


# The site, served


def redis() -> str:
    """Return the address of Redis, empty where none answers."""
    address = os.environ.get("REDIS_URL") or NEAR_REDIS
    place = urlsplit(address)
    try:
        socket.create_connection((place.hostname, place.port or 6379), timeout=2).close()
    except OSError:
        return ""
    return address


@contextmanager
def served(environment: dict[str, str], workers: int) -> Iterator[None]:
    """Serve the site as `make run` does, with so many workers."""
    place = urlsplit(environment["SITE_URL"])
    command = [sys.executable, "-m", "uvicorn", "cms.asgi:application", "--log-level", "warning"]
    command += ["--ws", "websockets-sansio", "--no-access-log", "--workers", str(workers)]
    command += ["--host", place.hostname, "--port", str(place.port)]
    with Path(environment["VAR_DIR"], "server.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
        try:
            while not answers(environment["SITE_URL"]):
                assert server.poll() is None, "The server did not start."
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)
            log.seek(0)
            for wrong, times in Counter(filter(EXCEPTION.match, log)).items():
                print(f"{times} times: {wrong.strip()}", file=sys.stderr)


# In processes that have the site


def in_child(environment: dict[str, str], **order: object) -> dict:
    """Have a process of its own do something, and return what it found."""
    done = subprocess.run(
        [sys.executable, __file__],
        env={**environment, CHILD: "1"},
        input=json.dumps(order).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def child() -> None:
    """Do what standard input says, and print what was found as JSON."""
    import django

    django.setup()
    from bench import posting_rows

    order = json.load(sys.stdin)
    print(json.dumps(getattr(posting_rows, order.pop("do"))(**order)))


# All of it


def measured_on(database: str, server: str, plan: dict) -> dict:
    """Measure on one database; return rows, and what became of what was posted."""
    with threads.temporary(server) as environment:
        environment = public(environment, server)
        environment["REDIS_URL"] = redis() if server else ""
        workers = 2 if server else 1
        place = in_child(environment, do="prepare", people=PEOPLE)
        floors = [in_child(environment, do="floor", count=plan["floor"])]
        with served(environment, workers):
            crowd = Crowd(environment["SITE_URL"], place)
            asyncio.run(crowd.post(WARMING_UP))
            crowd.forget_times()
            asyncio.run(crowd.post(plan["posts"]))
        floors.append(in_child(environment, do="floor", count=plan["floor"]))
        became = in_child(environment, do="count", said=crowd.said)
    layer = "Redis" if environment["REDIS_URL"] else "in memory"
    rows = [{"how": FLOOR, "comments": plan["floor"], **floor} for floor in floors]
    how = f"{SITE}, {workers} worker{'s' * (workers > 1)}, {layer}"
    rows.append({"how": how, "comments": plan["posts"], **crowd.result()})
    became["5xx"] = sum(status >= 500 for status in crowd.statuses)
    became["refused"] = sum(400 <= status < 500 for status in crowd.statuses)
    became["closed without an answer"] = crowd.hung_up
    return {"rows": [{"database": database, **row} for row in rows], "became": became}


def targets(database: str, result: dict) -> dict[str, bool]:
    """Return what was to be reached, and whether it was."""
    *floors, site = (row["rate"] for row in result["rows"])
    share = site / (sum(floors) / len(floors))
    reached = {f"{database}: {share:.2f} of the floor, at least {SHARE}": share >= SHARE}
    for what, count in result["became"].items():
        reached[f"{database}: {what}: {count}, not one"] = count == 0
    return reached


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0])
    plan = QUICK if chosen.quick else FULL
    servers = threads.databases().items()
    results = {name: measured_on(name, server, plan) for name, server in servers}
    rows = [row for result in results.values() for row in result["rows"]]
    reached = {}
    for name, result in results.items():
        reached |= targets(name, result)
    print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
    about = measure.machine("django", "wagtail", "uvicorn", "psycopg", "redis")
    measure.write(chosen.json, {**about, **plan, "rows": rows, "targets": reached})


if __name__ == "__main__":
    child() if CHILD in os.environ else main()
