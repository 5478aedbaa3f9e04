"""How fast is an event at all its readers?

Servers, each in a process of its own, with the same thread that commits events to a database:
- floor: `websockets.broadcast` and nothing else;
- hub: Parvis' own `consult.live`, under uvicorn; and once more with a reader who never reads;
- member: a Channels consumer that puts each socket into a group, as tutorials do, under uvicorn.

Events are comments, one alone or fifty in a burst; and bursts in which votes, comments and edits are
mixed. Readers are in this process. A delivery's time runs from commit to receipt. The servers take
turns, event by event and burst by burst, so that what else the machine does hits all alike.
DATABASE_URL and REDIS_URL are used when set (a temporary database is made and dropped), else SQLite
and memory.
"""

import asyncio
import gc
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/, whose queue.py is not that of Python

from bench import measure  # noqa: E402 - found by the line above
from bench.fanout_readers import MIXED, Crowd  # noqa: E402

SERVERS = Path(__file__).with_name("fanout_servers.py")
QUIET = "hub, one never reads"
KINDS = {"floor": "floor", "hub": "hub", QUIET: "hub", "member": "member"}
BURST = 50
FULL = {"sockets": (100, 500, 1000), "singles": 50, "bursts": 5, "bursts of member": 1}
QUICK = {"sockets": (100, 300), "singles": 20, "bursts": 3, "bursts of member": 1}


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
        subprocess.run([sys.executable, str(SERVERS), "migrate"], check=True)
        yield "PostgreSQL" if server else "SQLite"
    finally:
        if server:
            on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def running(kind: str, protocol: str):
    """Run a server and yield its port, and the stream that it serves."""
    stream = uuid4()
    command = [sys.executable, str(SERVERS), kind, protocol, str(stream)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int(server.stdout.readline()), stream
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


async def measure_at(count: int, plan: dict, protocol: str) -> list[dict]:
    """Measure all servers with so many readers each."""
    with ExitStack() as stack:
        crowds = {
            name: Crowd(*stack.enter_context(running(kind, protocol)))
            for name, kind in KINDS.items()
        }
        for name, crowd in crowds.items():
            await crowd.gather(count, one_never_reads=name == QUIET)
        gc.collect()
        gc.freeze()  # what is collected here must not be taken for the servers' slowness
        await take_turns(crowds, plan)
        if not await crowds[QUIET].stalls():
            print("The reader who never reads still has room: measure longer.", file=sys.stderr)
        for crowd in crowds.values():
            crowd.leave()
    return [
        {"server": name, "sockets": count, "lost": crowd.lost, **crowd.result(mode)}
        for mode in ("single", "burst", MIXED)
        for name, crowd in crowds.items()
    ]


async def take_turns(crowds: dict[str, Crowd], plan: dict) -> None:
    """Have each server publish one event, again and again; then bursts."""
    for turn in range(plan["singles"] + 3):
        for crowd in crowds.values():
            await crowd.publish("warming up" if turn < 3 else "single", 1)
            await asyncio.sleep(0.01)
    for turn in range(plan["bursts"]):
        for name, crowd in crowds.items():
            if name != "member" or turn < plan["bursts of member"]:
                for mode in ("burst", MIXED):
                    await crowd.publish(mode, BURST)
                    await asyncio.sleep(0.05)


async def measure_all(plan: dict, protocol: str) -> list[dict]:
    """Measure with each number of readers."""
    rows = []
    for count in plan["sockets"]:
        print(f"… {count} sockets a server", file=sys.stderr)
        rows += await measure_at(count, plan, protocol)
    return rows


def targets(rows: list[dict]) -> dict[str, bool]:
    """Compare with what is to be reached."""
    by = {(row["server"], row["sockets"], row["mode"]): row for row in rows}
    reached = {}
    for name, count, mode in by:
        if name != QUIET:
            continue
        quiet, hub = by[QUIET, count, mode], by["hub", count, mode]
        floor, member = by["floor", count, mode], by["member", count, mode]
        over, slowed = quiet["p95"] / floor["p95"], quiet["p95"] / hub["p95"]
        faster = quiet["deliveries"] / member["deliveries"]
        at = f"{count} sockets, {mode}"
        reached[f"{at}: p95 {over:.1f} times the floor (at most 2.5)"] = over <= 2.5
        # 1.5: what a run on a shared machine can tell apart.
        reached[f"{at}: p95 {slowed:.2f} times, by one who never reads (nobody slowed)"] = (
            slowed <= 1.5
        )
        if mode != "single":  # one event alone is over before there is any speed to speak of
            reached[f"{at}: {faster:.1f} times one member a socket (at least 8)"] = faster >= 8
    reached["lost by the hub: 0"] = all(
        row["lost"] == 0 for row in rows if KINDS[row["server"]] == "hub"
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
    parser.add_argument("--ws", default="websockets-sansio", help="uvicorn's WebSocket protocol")


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0], add_options)
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, min(most, 8192)), most))
    with temporary_database() as vendor:
        rows = asyncio.run(measure_all(QUICK if chosen.quick else FULL, chosen.ws))
    layer = "Redis" if os.environ.get("REDIS_URL") else "in memory"
    reached = targets(rows)
    print(f"{vendor}, channel layer {layer}, uvicorn with {chosen.ws}\n")
    print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
    about = measure.machine("uvicorn", "websockets", "channels", "channels-redis", "django")
    results = {"database": vendor, "layer": layer, "ws": chosen.ws, **about}
    measure.write(chosen.json, {**results, "rows": rows, "targets": reached})


if __name__ == "__main__":
    main()
