"""What does a much discussed section cost?

One draft of sixty sections, of which one has 1,000 comments, one 10,000 and one 100,000. Through
Django's test client, in one process: queries and time of the fragment (the first twenty threads,
and twenty in the middle), of the whole page with that talk open, of posting a comment and a reply.
Beside it the floor: a view that does nothing, and the fragment's SQL alone, sent as it is.
The sizes take turns, round by round, so that what else the machine does hits all alike.

On SQLite, and on PostgreSQL where one answers: at DATABASE_URL, or at 127.0.0.1 as `postgres`. Each
database is made for this run, in a process of its own, and dropped.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import measure  # noqa: E402 - found by the line above

FULL = {"counts": [1_000, 10_000, 100_000], "rounds": 60}
QUICK = {"counts": [1_000, 10_000], "rounds": 20}
CHILD = "PARVIS_BENCH_CHILD"
NEAR_POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"

EMPTY, SQL = "floor: an empty view", "floor: the fragment's SQL alone"
FIRST, MIDDLE, PAGE = "fragment", "fragment in the middle", "page of 60 sections"
POST, REPLY = "post", "reply"
MOST_QUERIES = {FIRST: 12, MIDDLE: 12, PAGE: 30, POST: 15, REPLY: 15}
GROWTH = 1.5
COLUMNS = {
    "database": "database",
    "what": "what",
    "comments": "comments",
    "queries": "queries",
    "p50": "median ms",
    "p95": "p95 ms",
}


# The databases, each in a process of its own


def databases() -> dict[str, str]:
    """Return the addresses of the servers to measure on, by name; SQLite needs none."""
    found = {"SQLite": ""}
    wanted = os.environ.get("DATABASE_URL", "")
    server = wanted if wanted.startswith("postgres") else NEAR_POSTGRESQL
    if find_spec("psycopg") is None:
        print("PostgreSQL is left out: its driver is not installed (requirements/scale.txt).")
    elif not answers(server):
        print("PostgreSQL is left out: none answers at DATABASE_URL or on 127.0.0.1:5432.")
    else:
        found["PostgreSQL"] = server
    return found


def answers(server: str) -> bool:
    import psycopg

    try:
        psycopg.connect(aside(server), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def aside(server: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path="/postgres"))


@contextmanager
def temporary(server: str) -> Iterator[dict[str, str]]:
    """Make a database and drop it in the end; return the environment that names it."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-bench-"))
    name = f"parvis_bench_threads_{os.getpid()}"
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else ""
    try:
        if server:
            on_server(server, f'CREATE DATABASE "{name}"')
        yield {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "VAR_DIR": str(folder),
            "DATABASE_URL": address,
            "REDIS_URL": "",
            "SITE_URL": "http://127.0.0.1:8000",
            "LANGUAGES": "fr,en",
            "DEBUG": "false",
            "COMMENT_LIMIT": "100000000",
        }
    finally:
        if server:
            on_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def on_server(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(aside(server), autocommit=True) as connection:
        connection.execute(statement)


def measured_on(server: str, plan: dict) -> dict:
    """Have a child measure on a database of its own, and return what it found."""
    with temporary(server) as environment:
        child = subprocess.run(
            [sys.executable, __file__],
            env={**environment, CHILD: json.dumps(plan)},
            stdout=subprocess.PIPE,
            check=True,
        )
    return json.loads(child.stdout)


# In the child


@dataclass
class Bench:
    """One database with the site on it, and somebody signed in who reads and posts."""

    plan: dict
    times: dict[tuple[str, int | None], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    queries: dict[tuple[str, int | None], int] = field(default_factory=dict)
    walks: dict[str, str] = field(default_factory=dict)

    def build(self) -> None:
        """Make the site and fill it."""
        from django.core.management import call_command
        from django.http import HttpRequest, HttpResponse
        from django.test import Client
        from django.urls import path

        from bench import threads_site
        from cms import urls
        from consult.drafts.models import Draft
        from consult.people.models import User

        def empty(_request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        urls.urlpatterns.insert(0, path("empty/", empty))
        call_command("migrate", verbosity=0)
        self.page = threads_site.build()
        draft = Draft.objects.get()
        self.sections = threads_site.discuss(draft, self.plan["counts"])
        self.fragments = f"/fr/drafts/{draft.pk}/threads/"
        self.client = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
        self.client.force_login(User.objects.order_by("pk").last())
        self.middles = {count: middle_of(section) for count, section in self.sections.items()}

    def run(self) -> None:
        """Count the queries of each request once, then time all of them, round by round."""
        for what, count, request in self.requests():
            request()  # what is made once a process is made now
            self.queries[what, count] = len(captured(request))
        statements = {
            count: [one["sql"] for one in captured(lambda count=count: self.fragment(count))]
            for count in self.sections
        }
        for count, sent in statements.items():
            self.walks[f"{count:,}"] = plan_of(page_query(sent))
        self.walks["in the middle"] = plan_of(
            page_query([one["sql"] for one in captured(lambda: self.middle(max(self.sections)))])
        )
        for _round in range(self.plan["rounds"]):
            self.time(EMPTY, None, lambda: self.get("/empty/"))
            for what, count, request in self.requests():
                self.time(what, count, request)
            for count, sent in statements.items():
                self.time(SQL, count, lambda sent=sent: send(sent))

    def requests(self) -> Iterator[tuple[str, int, Callable[[], Any]]]:
        """Return all that is measured at each section, the sizes in turn."""
        for what, act in (
            (FIRST, self.fragment),
            (MIDDLE, self.middle),
            (PAGE, self.whole_page),
            (POST, self.post),
            (REPLY, self.reply),
        ):
            for count in self.sections:
                yield what, count, lambda act=act, count=count: act(count)

    def time(self, what: str, count: int | None, act: Callable[[], Any]) -> None:
        begin = time.perf_counter()
        act()
        self.times[what, count].append((time.perf_counter() - begin) * 1000)

    def get(self, address: str, **headers: str) -> Any:
        response = self.client.get(address, headers=headers)
        assert response.status_code == 200, response
        return response

    def fragment(self, count: int) -> None:
        self.get(f"{self.fragments}?section={self.sections[count].key}", **{"HX-Request": "true"})

    def middle(self, count: int) -> None:
        address = (
            f"{self.fragments}?section={self.sections[count].key}&before={self.middles[count]}"
        )
        self.get(address, **{"HX-Request": "true"})

    def whole_page(self, count: int) -> None:
        self.get(f"{self.page.url}?section={self.sections[count].key}")

    def post(self, count: int, **more: object) -> None:
        answer = self.client.post(
            self.fragments,
            {
                "section": self.sections[count].key,
                "body": "Le mois manque : *quand* exactement ?\n\nMerci de l'écrire.",
                "kind": "remark",
                "idempotency_key": uuid4(),
                **more,
            },
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 201, answer

    def reply(self, count: int) -> None:
        self.post(count, in_reply_to=self.middles[count])

    def results(self) -> dict:
        from django.db import connection

        rows = [
            {
                "what": what,
                "comments": count,
                "queries": self.queries.get((what, count)),
                **measure.percentiles(values),
            }
            for (what, count), values in self.times.items()
        ]
        return {"vendor": connection.vendor, "rows": rows, "walks": self.walks}


def middle_of(section: Any) -> str:
    """Return the id of a root in the middle of a section's threads."""
    from consult.threads.models import Comment

    roots = Comment.objects.at(section).roots().visible().newest_first()
    return str(roots[roots.count() // 2].pk)


def captured(act: Callable[[], Any]) -> list[dict]:
    """Return the queries that something sends, without those that begin and end transactions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        act()
    return [one for one in context.captured_queries if not TRANSACTION.match(one["sql"])]


TRANSACTION = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE")


def page_query(statements: list[str]) -> str:
    """Return the statement that fetches the page of threads."""
    return next(one for one in statements if '"threads_comment"."id" DESC' in one)


def plan_of(statement: str) -> str:
    """Return how the database finds the rows of the page of threads, in its own words."""
    from django.db import connection

    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def send(statements: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


def child() -> None:
    """Measure on the database that the environment names, and print what was found as JSON."""
    import django

    django.setup()
    bench = Bench(json.loads(os.environ[CHILD]))
    bench.build()
    bench.run()
    print(json.dumps(bench.results()))


# What it means


def walks_index(vendor: str, plan: str) -> bool:
    """Tell whether the page of threads comes from its index in order, with nothing to sort."""
    sorts = "Sort" if vendor == "postgresql" else "TEMP B-TREE FOR ORDER BY"
    return "threads_roots" in plan and sorts not in plan


def targets(results: dict[str, dict]) -> dict[str, bool]:
    """Return what was to be reached, and whether it was."""
    reached = {}
    for database, result in results.items():
        rows = {(row["what"], row["comments"]): row for row in result["rows"]}
        counts = sorted({count for _what, count in rows if count})
        for what, most in MOST_QUERIES.items():
            needed = max(rows[what, count]["queries"] for count in counts)
            reached[f"{database}: {what}: {needed} queries, at most {most}"] = needed <= most
        for what in (FIRST, MIDDLE, PAGE, POST, REPLY):
            least, largest = rows[what, counts[0]]["p50"], rows[what, counts[-1]]["p50"]
            reached[
                f"{database}: {what} at {counts[-1]:,} takes {largest / least:.2f} times as long as at "
                f"{counts[0]:,}, at most {GROWTH}"
            ] = largest <= GROWTH * least
        walks = [walks_index(result["vendor"], plan) for plan in result["walks"].values()]
        reached[f"{database}: the page of threads walks its index at every size"] = all(walks)
    return reached


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0])
    plan = QUICK if chosen.quick else FULL
    results = {name: measured_on(server, plan) for name, server in databases().items()}
    rows = [{"database": name, **row} for name, result in results.items() for row in result["rows"]]
    reached = targets(results)
    print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
    about = measure.machine("django", "wagtail", "psycopg")
    walks = {name: result["walks"] for name, result in results.items()}
    measure.write(chosen.json, {**about, **plan, "rows": rows, "plans": walks, "targets": reached})


if __name__ == "__main__":
    child() if CHILD in os.environ else main()
