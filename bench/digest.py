"""What do digests cost where many follow and much happens?

100,000 people follow a draft, a section or a thread of 50 drafts, where 5,000 contributions are new.
One process writes the notices from the event log, is killed (-9) in the middle, and another goes on.
Then one sends a daily mail to each who has news, and is killed too, again and again, and others go
on. Mails go into a file that is written as a mail server takes them, so that what left before a kill
has left.

Counted: notices and mails in a second of wall clock and of processor, queries a mail, resident memory
after the first tenth and at the end; notices that are missing or doubled after the kills, mails that
left twice, and mails in doubt (one a kill at most, given up).

On SQLite with a tenth, and whole on PostgreSQL where one answers: at DATABASE_URL, or at 127.0.0.1.
Each database is made for this run and dropped.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/, whose queue.py is not that of Python

from bench import measure  # noqa: E402 - found by the line above
from bench.threads_databases import databases, temporary  # noqa: E402 - found by the line above

FULL = {"SQLite": 10_000, "PostgreSQL": 100_000, "events": 5_000, "kills": 3}
QUICK = {"SQLite": 1_000, "PostgreSQL": 3_000, "events": 500, "kills": 2}
CHILD, BOX = "PARVIS_BENCH_CHILD", "PARVIS_BENCH_BOX"
MOST_QUERIES, MOST_GROWTH = 3.0, 20.0
COLUMNS = {
    "database": "database",
    "what": "what",
    "followers": "followers",
    "many": "written",
    "wall": "a second",
    "cpu": "a processor second",
    "queries": "queries each",
    "early": "MB early",
    "late": "MB late",
    "kills": "kills",
    "wrong": "missing or twice",
    "doubt": "in doubt",
}


def measured_on(database: str, server: str, plan: dict) -> list[dict[str, Any]]:
    """Measure one database, and return the rows of its table."""
    with ExitStack() as stack:
        environment = stack.enter_context(temporary(server))
        box = Path(environment["VAR_DIR"]) / "box"
        environment = {
            **environment,
            BOX: str(box),
            CHILD: json.dumps({"followers": plan[database], "events": plan["events"]}),
        }
        child(environment, "build")
        shared = {"database": database, "followers": plan[database], "kills": plan["kills"]}
        notices = {
            **through_kills(environment, "tell", plan["kills"]),
            **child(environment, "told"),
        }
        mails = {**through_kills(environment, "send", plan["kills"]), **child(environment, "sent")}
        # Authors are mailed at once of replies, and once a day of threads; followers get one mail.
        left = Counter(one for one in box.read_text().split() if one.startswith("follower-"))
        mails["wrong"] += sum(count - 1 for count in left.values())
        return [
            {**shared, "what": "notices", **notices},
            {**shared, "what": "mails", **mails},
        ]


def through_kills(environment: dict[str, str], what: str, kills: int) -> dict[str, Any]:
    """Have work done by processes of which some are killed; return what the last one measured."""
    for kill in range(1, kills + 1):
        process = start(environment, what)
        for line in process.stdout:
            if line.startswith("begun"):
                break
        time.sleep(0.7 * kill)
        process.send_signal(signal.SIGKILL)
        process.wait()
    return child(environment, what)


def child(environment: dict[str, str], what: str) -> dict[str, Any]:
    """Have a process do something, and return what it found."""
    begin = time.perf_counter()
    process = start(environment, what)
    output, _none = process.communicate()
    if process.returncode:
        raise SystemExit(f"{what} failed")
    print(f"… {what}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return json.loads(output.splitlines()[-1])


def start(environment: dict[str, str], what: str) -> subprocess.Popen:
    command = [sys.executable, __file__, what]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)


# In the child


class Meter:
    """Counts queries, and looks at time and memory while work goes on."""

    def __init__(self) -> None:
        self.queries, self.early = 0, None
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def __call__(self, execute, sql, params, many, context):
        self.queries += 1
        return execute(sql, params, many, context)

    def look(self, share: float) -> None:
        """Note the memory once a tenth is done."""
        if self.early is None and share >= 0.1:
            self.early = memory()

    def results(self, many: int) -> dict[str, Any]:
        wall, processor = time.perf_counter() - self.wall, time.process_time() - self.processor
        return {
            "many": many,
            "wall": many / wall,
            "cpu": many / processor,
            "queries": round(self.queries / max(many, 1), 3),
            "early": self.early or memory(),
            "late": memory(),
        }


def memory() -> float:
    """Return the resident memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def work(what: str) -> dict[str, Any]:
    """Do what the parent asks for."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench import digest_site

    plan = json.loads(os.environ[CHILD])
    if what == "build":
        call_command("migrate", verbosity=0)
        digest_site.build(plan["followers"], plan["events"])
        return {}
    return {"tell": tell, "told": told, "send": send, "sent": sent}[what]()


def tell() -> dict[str, Any]:
    """Write what notices are still to be written."""
    from django.db import connection

    from consult.drafts.models import Draft
    from consult.following import services
    from consult.following.services.deriving import with_news

    meter, written, drafts = Meter(), 0, Draft.objects.count()
    print("begun", flush=True)
    with connection.execute_wrapper(meter):
        streams = with_news()
        for done, draft_id in enumerate(streams):
            while (step := services.derive(draft_id)).more or step.written:
                written += step.written
                if not step.more:
                    break
            meter.look(done / drafts)
    return meter.results(written)


def told() -> dict[str, Any]:
    """Compare what is written with who follows what: asked of the database in one go."""
    from django.db import connection

    from consult.following.models import Notice

    with connection.cursor() as cursor:
        cursor.execute(EXPECTED)
        (expected,) = cursor.fetchone()
    own = Notice.objects.filter(participant__email__startswith="follower-", what="posted")
    return {"wrong": abs(expected - own.count()), "doubt": 0}


EXPECTED = """
SELECT COUNT(*) FROM (
    SELECT DISTINCT f.participant_id, c.id
    FROM following_follow f
    JOIN people_user u ON u.id = f.participant_id AND u.email LIKE 'follower-%%'
    JOIN threads_comment c ON c.draft_id = f.draft_id AND (
        f.section_id = c.section_id
        OR f.thread_id = c.thread_id
        OR (f.section_id IS NULL AND f.thread_id IS NULL AND c.thread_id IS NULL)
    )
) told
""".replace("%%", "%")


def send() -> dict[str, Any]:
    """Send what mails are still to be sent, as if a month had passed; what others had taken is free."""
    from datetime import timedelta

    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from consult.following.models import Mailing
    from consult.following.services import sending

    settings.EMAIL_BACKEND = "bench.digest.FileBackend"
    waiting = Mailing.objects.filter(state="waiting")
    waiting.update(taken_until=None)
    whole, meter, many = waiting.count(), Meter(), 0
    print("begun", flush=True)
    with connection.execute_wrapper(meter):
        while keys := sending.take(timezone.now() + timedelta(days=30)):
            many += sending.send(keys)
            meter.look(many / whole)
    return meter.results(many)


def sent() -> dict[str, Any]:
    """Count the mails that nobody got, but for those in doubt."""
    from datetime import timedelta

    from django.utils import timezone

    from consult.following import services
    from consult.following.models import Mailing

    services.give_up_uncertain(now=timezone.now() + timedelta(hours=1))
    wrong = Mailing.objects.exclude(state__in=("sent", "uncertain")).count()
    return {"wrong": wrong, "doubt": Mailing.objects.filter(state="uncertain").count()}


class FileBackend:
    """Takes mails as a server does: whole, one by one; keeps to whom."""

    def __init__(self, **_options: Any) -> None:
        self.file = None

    def open(self) -> None:
        self.file = self.file or os.open(os.environ[BOX], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def close(self) -> None:
        if self.file is not None:
            os.close(self.file)
            self.file = None

    def send_messages(self, messages: list) -> int:
        for message in messages:
            message.message().as_bytes()
            os.write(self.file, f"{message.to[0]}\n".encode())
        return len(messages)


def targets(rows: list[dict[str, Any]]) -> dict[str, bool]:
    """Return what had to be reached, and whether it was."""
    reached = {}
    for row in rows:
        which = f"{row['database']}, {row['what']}"
        growth = row["late"] - row["early"]
        reached[f"{which}: memory is flat ({growth:.1f} MB more)"] = growth <= MOST_GROWTH
        reached[f"{which}: none missing, none twice after kills"] = row["wrong"] == 0
        if row["what"] == "mails":
            few = row["queries"] <= MOST_QUERIES
            reached[f"{which}: {MOST_QUERIES:.0f} queries a mail at most"] = few
            reached[f"{which}: in doubt is one a kill at most"] = row["doubt"] <= row["kills"]
    return reached


def one_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), help="only this one")


def so_many(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--followers", type=int, help="so many followers in place of the usual")


def main() -> None:
    """Measure, and print what was found."""
    chosen = measure.options(__doc__.split("\n")[0], one_database, so_many)
    plan = QUICK if chosen.quick else FULL
    if chosen.followers:
        plan = {**plan, **dict.fromkeys(("SQLite", "PostgreSQL"), chosen.followers)}
    rows = [
        row
        for database, server in databases().items()
        if chosen.database in (None, database)
        for row in measured_on(database, server, plan)
    ]
    reached = targets(rows)
    print(measure.table(rows, COLUMNS), measure.verdicts(reached), sep="\n\n")
    about = measure.machine("django", "wagtail", "psycopg")
    measure.write(chosen.json, {**about, **plan, "rows": rows, "targets": reached})


if __name__ == "__main__":
    if CHILD in os.environ:
        print(json.dumps(work(sys.argv[1])))
    else:
        main()
