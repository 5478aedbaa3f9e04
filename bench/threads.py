"""What does a much discussed draft cost?

Two sites, each in a process and a database of its own: one draft of 200 sections with 1,000 comments
in all, and one with a million (bench/threads_rows.py says in what shape). Through Django's test
client: queries and time of each list, in each order, at its beginning and far down, of one section
and of the draft; of filters, of search, of a permalink, of the whole page; of posting, replying and
voting. Beside it the floor: a view that does nothing, and the first list's SQL alone, sent as it is.
Both sites take turns, round by round, so that what else the machine does hits both alike.

On SQLite with 100,000 comments, and with a million on PostgreSQL where one answers: at DATABASE_URL,
or at 127.0.0.1 as `postgres`. Each database is made for this run and dropped.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/, whose queue.py is not that of Python

from bench import measure  # noqa: E402 - found by the line above
from bench.threads_databases import databases, temporary  # noqa: E402 - found by the line above

FEW = 1_000
FULL = {"SQLite": 100_000, "PostgreSQL": 1_000_000, "rounds": 40}
QUICK = {"SQLite": 20_000, "PostgreSQL": 20_000, "rounds": 10}
SECTIONS, PEOPLE = 200, 2_000
CHILD = "PARVIS_BENCH_CHILD"

EMPTY, SQL = "floor: an empty view", "floor: the first list's SQL alone"
ORDERS = ("newest", "oldest", "agreed", "discussed", "divided", "unanswered")
FILTERS = {
    "kind": "suggestion",
    "language": "en",
    "affiliation": "press",
    "state": "words_changed",
}
PERMALINK, TALK_AT, PAGE = "permalink", "permalink, the talk it leads to", "page of 200 sections"
POST, REPLY, VOTE = "post", "reply", "vote"
WRITES = (POST, REPLY, VOTE)
MOST_QUERIES, MOST_OF = 12, {PAGE: 34, POST: 15, REPLY: 15, VOTE: 6}
GROWTH = 2.0
COLUMNS = {
    "database": "database",
    "what": "what",
    "comments": "comments",
    "queries": "queries",
    "p50": "median ms",
    "p95": "p95 ms",
}


# The sites, each in a process of its own


@dataclass
class Site:
    """A child with a site of its own, which does as it is told, line by line."""

    process: subprocess.Popen

    @classmethod
    def start(cls, stack: ExitStack, server: str, plan: dict) -> "Site":
        """Have a child make a site, and fill it."""
        environment = {**stack.enter_context(temporary(server)), CHILD: json.dumps(plan)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        command = [sys.executable, __file__]
        process = subprocess.Popen(command, env=environment, text=True, **pipes)
        stack.callback(process.wait, timeout=20)
        stack.callback(process.kill)
        return cls(process)

    def tell(self, order: str) -> Any:
        """Have it do something, and return its answer."""
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"The site ended as it should {order}."
        return json.loads(answer)


def measured_on(database: str, server: str, plan: dict) -> list[dict]:
    """Measure a small site and a large one in turns, and return what each found."""
    with ExitStack() as stack:
        begin = time.perf_counter()
        counts = (FEW, plan[database])
        sites = [Site.start(stack, server, {"count": count}) for count in counts]
        for site in sites:
            site.tell("count")
        took = time.perf_counter() - begin
        print(f"… {database}: {counts[-1]:,} comments stand after {took:.0f} s", file=sys.stderr)
        for kind in ("read", "write"):
            for _round in range(plan["rounds"]):
                for site in sites:
                    site.tell(kind)
        return [site.tell("results") for site in sites]


# In the child


@dataclass
class Bench:
    """One database with the site on it, and somebody signed in who reads, posts and votes."""

    count: int
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[str, int] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)

    def build(self) -> None:
        """Make the site and fill it."""
        from django.core.management import call_command
        from django.http import HttpRequest, HttpResponse
        from django.test import Client
        from django.urls import path

        from bench import threads_rows, threads_site
        from cms import urls
        from consult.drafts.models import Draft
        from consult.people.models import User

        def empty(_request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        urls.urlpatterns.insert(0, path("empty/", empty))
        call_command("migrate", verbosity=0)
        self.page = threads_site.build(SECTIONS, PEOPLE)
        self.draft = Draft.objects.get()
        self.busiest, self.posted_to, *_others = threads_rows.fill(self.draft, self.count)
        self.client = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
        self.client.force_login(User.objects.order_by("pk").last())

    def prepare(self) -> None:
        """Count the queries of each request once, which also makes what is made once a process."""
        self.addresses = dict(self.lists())
        self.answered = far_down(self.posted_to.comments, "newest")
        self.reads = {
            what: lambda address=address: self.get(address)
            for what, address in self.addresses.items()
        }
        self.reads[PERMALINK] = self.permalink
        self.reads[PAGE] = lambda: self.get(f"{self.page.url}?section={self.busiest.key}", htmx="")
        self.writes = {POST: self.post, REPLY: self.reply, VOTE: self.vote}
        for what, act in {**self.reads, **self.writes}.items():
            act()
            sent = captured(act)
            self.queries[what] = len(sent)
            if ordered := list(filter(LIST_OF_ROOTS.search, sent)):
                self.plans[what] = plan_of(ordered[0])
        first = captured(self.reads["section, newest"])
        self.reads[SQL] = lambda: send(first)
        self.reads[EMPTY] = lambda: self.get("/empty/")

    def lists(self) -> Iterator[tuple[str, str]]:
        """Return the addresses of all lists, by name."""
        from bench.threads_rows import COMMON, OLD, RARE
        from consult.threads.models import Comment

        talk = f"/fr/drafts/{self.draft.pk}/threads/?section={self.busiest.key}&"
        discussion = f"/fr/drafts/{self.draft.pk}/discussion/?"
        in_section = Comment.objects.filter(section=self.busiest)
        for scope, begin, comments in (
            ("section", talk, in_section),
            ("draft", discussion, Comment.objects.filter(draft=self.draft)),
        ):
            for order in ORDERS:
                yield f"{scope}, {order}", f"{begin}order={order}"
            for order in ("newest", "agreed"):
                cursor = cursor_of(far_down(comments, order), order)
                yield f"{scope}, {order}, far down", f"{begin}order={order}&cursor={cursor}"
            for name, value in FILTERS.items():
                yield f"{scope}, one {name}", f"{begin}{name}={value}"
            yield f"{scope}, all filters", f"{begin}{urlencode(ALL_FILTERS)}"
        yield TALK_AT, f"{talk}comment={far_down(in_section, 'newest').pk}"
        deep = far_down(in_section, "newest").pk
        yield "search, a common word", f"{discussion}q={COMMON}"
        yield "search, a common word, far down", f"{discussion}q={COMMON}&cursor={deep}"
        yield "search, a rare word", f"{discussion}q={RARE}"
        yield "search, a word of old comments", f"{discussion}q={OLD}"
        yield "search, two words", f"{discussion}q={COMMON}+{RARE}"

    def time(self, acts: dict[str, Callable[[], Any]]) -> None:
        """Time each of these once."""
        for what, act in acts.items():
            begin = time.perf_counter()
            act()
            self.times[what].append((time.perf_counter() - begin) * 1000)

    def get(self, address: str, htmx: str = "true") -> Any:
        response = self.client.get(address, headers={"HX-Request": htmx} if htmx else {})
        assert response.status_code == 200, (address, response)
        return response

    def permalink(self) -> None:
        answer = self.client.get(f"/c/{self.answered.pk}", headers={"Accept-Language": "fr"})
        while not answer["Location"].partition("?")[0].endswith(self.page.url.split("/")[-2] + "/"):
            answer = self.client.get(answer["Location"])
        assert f"comment={self.answered.pk}" in answer["Location"]

    def post(self, **more: object) -> None:
        answer = self.client.post(
            f"/fr/drafts/{self.draft.pk}/threads/",
            {
                "section": self.posted_to.key,
                "body": "Le mois manque : *quand* exactement ?\n\nMerci de l'écrire.",
                "kind": "remark",
                "idempotency_key": uuid4(),
                **more,
            },
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 201, answer

    def reply(self) -> None:
        self.post(in_reply_to=self.answered.pk)

    def vote(self) -> None:
        """Agree, or disagree where it agreed last."""
        self.voted = "disagree" if getattr(self, "voted", "") == "agree" else "agree"
        answer = self.client.post(
            f"/fr/comments/{self.answered.pk}/vote/",
            {"vote": self.voted},
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 200, answer

    def results(self) -> dict:
        from django.db import connection

        rows = [
            {
                "what": what,
                "comments": self.count,
                "queries": self.queries.get(what),
                **measure.percentiles(values),
            }
            for what, values in self.times.items()
        ]
        return {"vendor": connection.vendor, "rows": rows, "plans": self.plans}


ALL_FILTERS = {"kind": "question", "language": "en", "affiliation": "press", "state": "unanswered"}


def far_down(comments: Any, order: str) -> Any:
    """Return a root two thirds down in an order: behind it there is a page at every size."""
    from consult.threads.orders import KEYS

    first = [f"-{KEYS[order]}"] if order in KEYS else []
    roots = comments.roots().visible().order_by(*first, "-pk")
    return roots[roots.count() * 2 // 3]


def cursor_of(root: Any, order: str) -> str:
    """Return what names the page behind a root."""
    from consult.threads.orders import Order
    from consult.threads.queries.listing import place_of

    return str(place_of(root, Order(order)))


def captured(act: Callable[[], Any]) -> list[str]:
    """Return the queries that something sends, without those that begin and end transactions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        act()
    sent = (one["sql"] for one in context.captured_queries)
    return [one for one in sent if not TRANSACTION.match(one)]


TRANSACTION = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE")
LIST_OF_ROOTS = re.compile(r'"thread_id" IS NULL.* ORDER BY .*"threads_comment"."id".* LIMIT')


def plan_of(statement: str) -> str:
    """Return how the database finds the rows of a page of threads, in its own words."""
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
    """Make a site on the database that the environment names, and measure as standard input says."""
    import django

    django.setup()
    bench = Bench(json.loads(os.environ[CHILD])["count"])
    bench.build()
    bench.prepare()
    for order in map(str.strip, sys.stdin):
        if order == "results":
            answer: Any = bench.results()
        else:
            answer = bench.count
            bench.time({"read": bench.reads, "write": bench.writes}.get(order, {}))
        print(json.dumps(answer), flush=True)


# What it means


def walks_index(vendor: str, what: str, plan: str) -> bool:
    """Tell whether a page of threads comes from the index of its order, with nothing to sort."""
    scope, order = what.split(", ")[:2]
    sorts = "Sort" if vendor == "postgresql" else "TEMP B-TREE FOR ORDER BY"
    walked = {f"threads_{scope}_{order.replace('oldest', 'newest')}"}
    if order in ("newest", "oldest", "unanswered"):  # by time: so is the table's own
        walked.add("threads_comment_pkey")
    return any(index in plan for index in walked) and sorts not in plan


def targets(database: str, results: list[dict]) -> dict[str, bool]:
    """Return what was to be reached, and whether it was."""
    small, large = ({row["what"]: row for row in one["rows"]} for one in results)
    reached = {}
    for what, row in large.items():
        if what in (EMPTY, SQL):
            continue
        needed, most = max(row["queries"], small[what]["queries"]), MOST_OF.get(what, MOST_QUERIES)
        reached[f"{database}: {what}: {needed} queries, at most {most}"] = needed <= most
        grown = row["p50"] / small[what]["p50"]
        reached[
            f"{database}: {what} with {row['comments']:,} comments takes {grown:.2f} times as long as "
            f"with {FEW:,}, at most {GROWTH:.0f}"
        ] = grown <= GROWTH
    plans = {
        what: plan
        for what, plan in results[-1]["plans"].items()
        if what.split(", ")[1:2] and what.split(", ")[1] in ORDERS
    }
    walks = [walks_index(results[-1]["vendor"], what, plan) for what, plan in plans.items()]
    reached[f"{database}: {len(plans)} lists walk the index of their order"] = all(walks)
    return reached


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0])
    plan = QUICK if chosen.quick else FULL
    rows, reached, plans = [], {}, {}
    for database, server in databases().items():
        results = measured_on(database, server, plan)
        found = [{"database": database, **row} for one in results for row in one["rows"]]
        rows += sorted(found, key=lambda row: (row["what"], row["comments"]))
        reached |= targets(database, results)
        plans[database] = {one["rows"][0]["comments"]: one["plans"] for one in results}
    print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
    about = measure.machine("django", "wagtail", "psycopg")
    measure.write(chosen.json, {**about, **plan, "rows": rows, "plans": plans, "targets": reached})


if __name__ == "__main__":
    child() if CHILD in os.environ else main()
