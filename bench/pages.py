"""What does a draft page cost: the server's time, and what travels?

A draft of sixty sections and 3,000 comments, served as a public site serves it: production settings,
static files collected. The page for somebody who is not signed in, from its copy (warm) and made
anew (cold), and for somebody who is. Beside it the floor: a bare view that returns the same bytes
through the same middleware. In process, through Django's test client; and what is warm also over
HTTP, from a real server. All take turns, round by round, so that what else the machine does hits
all alike.

Then the first view: Chromium with an empty cache opens the page, and every request and byte that
comes of it is counted. Where there is no Chromium this part is left out.

On SQLite, and on PostgreSQL where one answers: at DATABASE_URL, or at 127.0.0.1 as `postgres`; there
with the Redis of REDIS_URL, where that is set.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/, whose queue.py is not that of Python

from bench import measure, threads  # noqa: E402 - found by the line above
from bench.pages_served import (  # noqa: E402
    FLOOR,
    OVER_HTTP,
    PAGE,
    TALK,
    WARM,
    ask,
    client,
    floor_of,
    lay_floor,
    look_at,
    served,
)

FULL, QUICK = {"rounds": 100, "asked": 1_000}, {"rounds": 20, "asked": 200}
CHILD = "PARVIS_BENCH_PAGES"
COMMENTS = 3_000

COLD, SIGNED_IN = "not signed in, cold", "signed in"
IN_PROCESS = "in process"
RATIO, BYTES, REQUESTS = 2.0, 100_000, 20
TIMES = {
    "database": "database",
    "page": "what",
    "who": "for whom",
    "how": "how",
    "queries": "queries",
    "p50": "median ms",
    "p95": "p95 ms",
}
SIZES = {
    "page": "what",
    "elements": "elements",
    "plain": "bytes",
    "packed": "compressed",
    "requests": "requests of a first view",
    "transferred": "bytes of a first view",
}


# In a process that has the site


@dataclass
class Bench:
    """The site on its own database, with somebody who is signed in and somebody who is not."""

    plan: dict
    times: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[tuple[str, str], int] = field(default_factory=dict)
    sizes: list[dict] = field(default_factory=list)

    def build(self) -> None:
        """Make the site and fill it."""
        from django.core.management import call_command

        from bench import threads_site
        from consult.drafts.models import Draft
        from consult.people.models import User

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        address = urlsplit(threads_site.build().url).path
        quiet = threads_site.QUIET * (threads_site.SECTIONS - 1)
        discussed = threads_site.discuss(Draft.objects.get(), [COMMENTS - quiet])
        (section,) = discussed.values()
        self.addresses = {PAGE: address, TALK: f"{address}?section={section.key}"}
        self.stranger, self.member = client(), client()
        self.member.force_login(User.objects.order_by("pk").last())

    def run(self) -> None:
        """Count the queries of each request once, then time all of them, round by round."""
        for page, address in self.addresses.items():
            self.measure_size(page, address)
            lay_floor(page, address)
        requests = list(self.requests())
        for page, who, before, request in requests:
            request()  # what is made once a process is made now
            before()
            self.queries[page, who] = len(threads.captured(request))
        for _round in range(self.plan["rounds"]):
            for page, who, before, request in requests:
                before()
                begin = time.perf_counter()
                request()
                self.times[page, who].append((time.perf_counter() - begin) * 1000)

    def requests(self) -> Iterator[tuple[str, str, Callable[[], Any], Callable[[], Any]]]:
        """Return all that is measured: the page, for whom, what comes before, and the request."""
        for page, address in self.addresses.items():

            def get(browser: Any, address: str = address) -> None:
                assert browser.get(address).status_code == 200

            def forget(address: str = address) -> None:
                self.forget(address)

            yield page, COLD, forget, lambda get=get: get(self.stranger)
            yield page, WARM, int, lambda get=get: get(self.stranger)
            floor = floor_of(page)
            yield page, FLOOR, int, lambda get=get, floor=floor: get(self.stranger, floor)
            yield page, SIGNED_IN, int, lambda get=get: get(self.member)

    def forget(self, address: str) -> None:
        """Take the copy of a page away, and leave alone whatever else a cache may hold."""
        from django.core.cache import cache

        from consult.threads import at_rest

        cache.delete(at_rest.key_of(self.stranger.head(address).wsgi_request))

    def measure_size(self, page: str, address: str) -> None:
        packed = self.stranger.get(address)
        plain = self.stranger.get(address, headers={"accept-encoding": ""}).content
        assert packed["Content-Encoding"] == "gzip"
        elements = Elements()
        elements.feed(plain.decode())
        self.sizes.append(
            {
                "page": page,
                "address": address,
                "plain": len(plain),
                "packed": len(packed.content),
                "elements": elements.count,
            }
        )

    def results(self) -> dict:
        rows = [
            {
                "page": page,
                "who": who,
                "how": IN_PROCESS,
                "queries": self.queries[page, who],
                **measure.percentiles(values),
            }
            for (page, who), values in self.times.items()
        ]
        return {"rows": rows, "sizes": self.sizes}


class Elements(HTMLParser):
    """Counts the elements of a document."""

    count = 0

    def handle_starttag(self, tag: str, attributes: list) -> None:
        del tag, attributes
        self.count += 1


def child() -> None:
    """Measure on the database that the environment names, and print what was found as JSON."""
    import django

    django.setup()
    bench = Bench(json.loads(os.environ[CHILD]))
    bench.build()
    bench.run()
    print(json.dumps(bench.results()))


# All of it


def public(environment: dict[str, str], server: str) -> dict[str, str]:
    """Return the environment of a public site on a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EXTRA_ORIGINS": "",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "REDIS_URL": os.environ.get("REDIS_URL", "") if server else "",
    }


def measured_on(server: str, plan: dict) -> dict:
    """Have a child measure on a database of its own, then a server; first views on SQLite alone."""
    with threads.temporary(server) as environment:
        environment = public(environment, server)
        done = subprocess.run(
            [sys.executable, __file__],
            env={**environment, CHILD: json.dumps(plan)},
            stdout=subprocess.PIPE,
            check=True,
        )
        result = json.loads(done.stdout)
        addresses = {one["page"]: one["address"] for one in result["sizes"]}
        site = environment["SITE_URL"]
        with served(environment, addresses):
            result["rows"] += ask(site, addresses, plan["asked"])
            if not server:
                look_at(site, result["sizes"])
    return result


def targets(results: dict[str, dict]) -> dict[str, bool]:
    """Return what was to be reached, and whether it was."""
    reached = {}
    for database, result in results.items():
        rows = {(row["page"], row["who"], row["how"]): row for row in result["rows"]}
        for page in (PAGE, TALK):
            ratio = rows[page, WARM, OVER_HTTP]["p50"] / rows[page, FLOOR, OVER_HTTP]["p50"]
            reached[
                f"{database}: {page}: warm takes {ratio:.2f} times as long as the floor, at most "
                f"{RATIO:.0f}"
            ] = ratio <= RATIO
            asked = rows[page, WARM, IN_PROCESS]["queries"]
            reached[f"{database}: {page}: warm asks the database once ({asked})"] = asked == 1
    for one in results["SQLite"]["sizes"]:
        if "requests" in one:
            page, sent, asked = one["page"], one["transferred"], one["requests"]
            reached[f"{page}: a first view is {sent:,} bytes, under {BYTES:,}"] = sent < BYTES
            reached[f"{page}: a first view is {asked} requests, at most {REQUESTS}"] = (
                asked <= REQUESTS
            )
    return reached


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0])
    plan = QUICK if chosen.quick else FULL
    results = {name: measured_on(server, plan) for name, server in threads.databases().items()}
    rows = [{"database": name, **row} for name, result in results.items() for row in result["rows"]]
    sizes, reached = results["SQLite"]["sizes"], targets(results)
    tables = (measure.table(rows, TIMES), measure.table(sizes, SIZES), measure.verdicts(reached))
    print(*tables, sep="\n\n")
    about = measure.machine("django", "wagtail", "whitenoise", "uvicorn", "psycopg")
    measure.write(chosen.json, {**about, **plan, "rows": rows, "sizes": sizes, "targets": reached})


if __name__ == "__main__":
    child() if CHILD in os.environ else main()
