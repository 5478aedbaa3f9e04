"""What does a long queue cost its moderators?

One database with two consultations: one of a million comments with 10,000 open cases of all causes,
and one with 100 (bench/queue_rows.py says of what kind). Through Django's test client: queries and
time of the queue, narrowed and far down, of a chosen case of each cause, of the rows that an open
window fetches when something has happened, of taking a case and letting it go, and of each decision.
Both consultations take turns, round by round. Beside it the floor: a view that does nothing.

Then the site is served, and one moderator decides while another's window listens: how long until the
frame arrives, and until the row is fetched again.

On SQLite with 100,000 comments, in one process; and with a million on PostgreSQL where one answers,
with two workers and Redis if there is one. Each database is made for this run and dropped.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/, whose queue.py is not that of Python

from bench import measure, posting, threads  # noqa: E402 - found by the line above
from bench.pages import public  # noqa: E402
from bench.queue_windows import FETCHED, LIVE, Windows  # noqa: E402

LONG, SHORT = "long", "short"
FULL = {
    "SQLite": 100_000,
    "PostgreSQL": 1_000_000,
    "cases": {LONG: 10_000, SHORT: 100},
    "rounds": 30,
    "decisions": 40,
}
QUICK = {
    "SQLite": 5_000,
    "PostgreSQL": 10_000,
    "cases": {LONG: 1_000, SHORT: 100},
    "rounds": 8,
    "decisions": 10,
}
EMPTY = threads.EMPTY
TAKE, RELEASE = "take a case", "let a case go"
MOST_QUERIES, MOST_OF_A_DECISION, MOST_LIVE = 15, 20, 1_000
GROWTH = 2.0
ROWS = 25
COLUMNS = {
    "database": "database",
    "what": "what",
    "cases": "open cases",
    "queries": "queries",
    "p50": "median ms",
    "p95": "p95 ms",
}


@dataclass
class Site(threads.Site):
    """A child with a site of its own, and the environment in which it lives."""

    environment: dict[str, str]

    @classmethod
    def open(cls, stack: ExitStack, server: str, plan: dict) -> "Site":
        """Have a child make a site, and fill it."""
        own = stack.enter_context(threads.temporary(server))
        environment = {
            **own,
            "SITE_URL": public(own, server)["SITE_URL"],
            "REDIS_URL": posting.redis() if server else "",
            "EMAIL_URL": "dummymail://",
            threads.CHILD: json.dumps(plan),
        }
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        command = [sys.executable, __file__]
        process = subprocess.Popen(command, env=environment, text=True, **pipes)
        stack.callback(process.wait, timeout=20)
        stack.callback(process.kill)
        return cls(process, environment)


def measured_on(database: str, server: str, plan: dict) -> list[dict]:
    """Measure one database, and return the rows of its table."""
    with ExitStack() as stack:
        begin = time.perf_counter()
        site = Site.open(stack, server, {"comments": plan[database], "cases": plan["cases"]})
        counts = site.tell("count")
        took = time.perf_counter() - begin
        print(f"… {database}: {counts} stand after {took:.0f} s", file=sys.stderr)
        for kind in ("read", "write"):
            for _round in range(plan["rounds"]):
                site.tell(kind)
        rows = site.tell("results")
        listening = site.tell(f"stage {plan['decisions']}")
        workers = 2 if site.environment["REDIS_URL"] else 1
        with posting.served(site.environment, workers):
            rows += asyncio.run(Windows(site.environment["SITE_URL"], listening).decide())
    return [{"database": database, **row} for row in rows]


# In the child


@dataclass
class Bench:
    """One database with the site on it, and a moderator of each college."""

    plan: dict
    times: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[tuple[str, str], int] = field(default_factory=dict)

    def build(self) -> None:
        """Make the site and fill it."""
        from django.core.management import call_command
        from django.http import HttpRequest, HttpResponse
        from django.test import Client
        from django.urls import path

        from bench import queue_site
        from cms import urls
        from consult.consultations.colleges import College

        def empty(_request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        urls.urlpatterns.insert(0, path("empty/", empty))
        call_command("migrate", verbosity=0)
        self.desks = queue_site.build(self.plan["comments"], self.plan["cases"])
        place = urlsplit(os.environ["SITE_URL"])
        self.clients = {}
        for college in College.values:
            client = Client(SERVER_NAME=place.hostname, SERVER_PORT=str(place.port))
            client.force_login(self.desks[LONG].moderators[college])
            self.clients[college] = client
        self.client = self.clients[College.GOVERNMENT]

    def prepare(self) -> None:
        """Count the queries of each request once, which also makes what is made once a process."""
        self.acts = {"read": {}, "write": {}}
        for name in self.desks:
            for what, address in self.addresses(name):
                htmx = "panel" in what or "rows" in what or "more" in what
                self.acts["read"][what, name] = ready(self.get, address, htmx)
            for what, cause, action in self.decisions():
                self.acts["write"][what, name] = lambda name=name, cause=cause, action=action: (
                    self.act(name, cause, action)
                )
        for kind in self.acts.values():
            for what, prepare in kind.items():
                prepare()()
                self.queries[what] = len(threads.captured(prepare()))
        self.acts["read"][EMPTY, SHORT] = ready(self.get, "/empty/", False)

    def addresses(self, name: str) -> Iterator[tuple[str, str]]:
        """Return the addresses of all that a moderator reads, by name."""
        from consult.moderation.models import Case, Cause

        queue = self.address(name, "queue")
        cases = Case.objects.open().filter(consultation=self.desks[name].consultation)
        keys = list(cases.order_by("pk").values_list("pk", flat=True))
        far = keys[len(keys) * 2 // 3]
        yield "queue", queue
        yield "queue, far down", f"{queue}?after={far}"
        yield "queue, more of it", f"{queue}?after={keys[len(keys) // 3]}"
        yield "queue, one's own turn", f"{queue}?turn=1"
        yield "queue, what nobody is on", f"{queue}?free=1"
        yield "queue with a case", f"{queue}?case={far}"
        for cause in Cause:
            yield f"queue, {cause.value}", f"{queue}?cause={cause.value}"
            case = cases.filter(cause=cause).order_by("pk").last()
            yield f"panel, {cause.value}", f"{queue}?case={case.pk}"
        for count in (1, ROWS):
            asked = urlencode([("id", key) for key in keys[:count]])
            yield f"rows, {count} of them", f"{self.address(name, 'rows')}?{asked}"

    def decisions(self) -> Iterator[tuple[str, str, str]]:
        """Return what a moderator does, by name: with a case of which cause, and how."""
        from consult.moderation.models import Action, Cause

        yield TAKE, Cause.REPORTED, "take"
        yield RELEASE, Cause.REPORTED, "release"
        yield "keep what is reported", Cause.REPORTED, Action.KEEP
        yield "hide what is reported", Cause.REPORTED, Action.HIDE
        yield "keep what was changed", Cause.CHANGED, Action.KEEP
        yield "publish what is held", Cause.HELD, Action.PUBLISH
        yield "refuse what is held", Cause.HELD, Action.REFUSE
        yield "confirm", Cause.UNCONFIRMED, Action.CONFIRM
        yield "not confirm", Cause.UNCONFIRMED, Action.LIFT
        yield "uphold", Cause.APPEALED, Action.UPHOLD
        yield "overturn", Cause.APPEALED, Action.OVERTURN

    def address(self, name: str, page: str, *more: object) -> str:
        """Return the address of a page of one of the desks."""
        from django.urls import reverse
        from django.utils import translation

        with translation.override("fr"):
            key = self.desks[name].consultation.pk
            return reverse(f"moderation:{page}", args=[key, *more])

    def get(self, address: str, htmx: bool) -> None:
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == 200, (address, answer)

    def act(self, name: str, cause: str, action: str) -> Callable[[], None]:
        """Make a case, and return what does something with it."""
        case = self.desks[name].one_more(cause)
        path, form = self.address(name, "case", case.pk), self.form(name, case, action)

        def send() -> None:
            answer = self.client.post(path, form, headers={"HX-Request": "true"})
            assert answer.status_code == 200, (path, form, answer, answer.content)

        return send

    def form(self, name: str, case: Any, action: str) -> dict[str, str]:
        """Return what a moderator's form sends."""
        from consult.moderation.services import latest_decision, standing

        case.refresh_from_db()
        return {
            "action": str(action),
            "article": self.desks[name].article.pk,
            "explanation": "Cela ne porte pas sur le texte.",
            "seen": standing(case.subject, latest_decision(case.subject)),
        }

    def time(self, kind: str) -> None:
        """Time each of these once."""
        for what, prepare in self.acts.get(kind, {}).items():
            act = prepare()
            begin = time.perf_counter()
            act()
            self.times[what].append((time.perf_counter() - begin) * 1000)

    def results(self) -> list[dict]:
        return [
            {
                "what": what,
                "cases": self.plan["cases"][name],
                "queries": self.queries.get((what, name)),
                **measure.percentiles(values),
            }
            for (what, name), values in self.times.items()
        ]

    def stage(self, count: int) -> dict:
        """Return what two moderators need to decide and to listen, with fresh cases."""
        from consult.consultations.colleges import College
        from consult.live.services import last_number
        from consult.moderation.desk import desk_of
        from consult.moderation.models import Action, Cause

        desk = self.desks[LONG]
        stream = desk_of(desk.consultation.pk)
        made = [desk.one_more(Cause.REPORTED) for _ in range(count + 2)]
        return {
            "count": self.plan["cases"][LONG],
            "stream": f"/ws/desks/{stream}/?since={last_number(stream)}&lang=fr",
            "decides": self.clients[College.GOVERNMENT].cookies["sessionid"].value,
            "listens": self.clients[College.CIVIL_SOCIETY].cookies["sessionid"].value,
            "cases": [
                {
                    "id": str(case.pk),
                    "path": self.address(LONG, "case", case.pk),
                    "row": f"{self.address(LONG, 'rows')}?id={case.pk}",
                    "form": self.form(LONG, case, Action.KEEP),
                }
                for case in made
            ],
        }


def ready(act: Callable[..., None], *arguments: object) -> Callable[[], Callable[[], None]]:
    """Return what prepares an act that needs no preparation."""
    return lambda: lambda: act(*arguments)


def child() -> None:
    """Make a site on the database that the environment names, and measure as standard input says."""
    import django

    django.setup()
    bench = Bench(json.loads(os.environ[threads.CHILD]))
    bench.build()
    bench.prepare()
    for order in map(str.strip, sys.stdin):
        if order == "results":
            answer: Any = bench.results()
        elif order.startswith("stage "):
            answer = bench.stage(int(order.split()[1]))
        else:
            answer = f"{bench.plan['comments']:,} comments and {bench.plan['cases'][LONG]:,} cases"
            bench.time(order)
        print(json.dumps(answer), flush=True)


# What it means


def targets(database: str, rows: list[dict]) -> dict[str, bool]:
    """Return what was to be reached, and whether it was."""
    short = {row["what"]: row for row in rows if row["cases"] == min(one["cases"] for one in rows)}
    reached = {}
    for row in rows:
        what = row["what"]
        if row is short.get(what) or what == EMPTY:
            continue
        if what in (LIVE, FETCHED):
            words = f"{database}: {what} within {row['p95']:.0f} ms (p95), at most {MOST_LIVE}"
            reached[words] = row["p95"] <= MOST_LIVE
            continue
        reading = what.startswith(("queue", "panel", "rows"))
        most = MOST_QUERIES if reading else MOST_OF_A_DECISION
        reached[f"{database}: {what}: {row['queries']} queries, at most {most}"] = (
            row["queries"] <= most
        )
        grown = row["p50"] / short[what]["p50"]
        reached[
            f"{database}: {what} with {row['cases']:,} open cases takes {grown:.2f} times as long "
            f"as with {short[what]['cases']:,}, at most {GROWTH:.0f}"
        ] = grown <= GROWTH
    return reached


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0])
    plan = QUICK if chosen.quick else FULL
    rows, reached = [], {}
    for database, server in threads.databases().items():
        found = measured_on(database, server, plan)
        rows += sorted(found, key=lambda row: (row["what"], row["cases"]))
        reached |= targets(database, found)
    print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
    about = measure.machine("django", "wagtail", "psycopg", "redis", "websockets")
    measure.write(chosen.json, {**about, **plan, "rows": rows, "targets": reached})


if __name__ == "__main__":
    child() if threads.CHILD in os.environ else main()
