"""What does it cost to compare two versions of a long text?

One draft in a temporary SQLite database, in two versions of 300 sections and 100,000 words: words are
replaced, inserted and deleted in two sections of three, some sections are rewritten, some moved,
some added and some taken out. It is compared by the code that the page uses (`difference_of`: the rows
are read, the sections matched, each compared by word), and so is a draft of twice the text, in turns.
Beside it the floor: reading the rows and splitting them into words, without any comparison.

What counts is the processor's time: the database lives in this process, so it is the time that the
page takes on a machine that does nothing else, and the same on one that does.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/

from bench import measure  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from consult.drafts.models import Version

SECTIONS, WORDS = 300, 100_000
ROUNDS, QUICK_ROUNDS = 9, 3
MOST_SECONDS, GROWTH = 1.0, 2.5
VOCABULARY = 4_000
EDITED, REWRITTEN, MOVED, NEW, GONE = 0.66, 0.04, 0.05, 0.04, 0.03
"""The shares of sections that each of these befalls."""
COLUMNS = {
    "what": "what",
    "sections": "sections",
    "words": "words",
    "p50": "median ms",
    "p95": "p95 ms",
    "clock": "by the clock",
    "times": "times the floor",
}


class Author:
    """Writes sentences of made-up words, the common ones often, as people do."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        letters = "aeioulnrstdcmp"
        self.words = [
            "".join(self.chance.choices(letters, k=self.chance.randint(2, 11)))
            for _ in range(VOCABULARY)
        ]
        self.weights = [1 / (rank + 3) for rank in range(VOCABULARY)]

    def sentences(self, count: int) -> list[str]:
        """Return about so many words in sentences."""
        found = []
        while count > 0:
            length = min(self.chance.randint(6, 24), count)
            words = self.chance.choices(self.words, self.weights, k=length)
            found.append(" ".join(words).capitalize() + ".")
            count -= length
        return found

    def section(self, count: int) -> str:
        """Return a section of about so many words, a line each few sentences."""
        sentences = self.sentences(count)
        return "\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))

    def edited(self, text: str) -> str:
        """Return a section with words replaced, inserted and deleted, and a sentence more."""
        words = text.split(" ")
        for _ in range(max(len(words) // 25, 1)):
            at = self.chance.randrange(len(words))
            act = self.chance.choice(("replace", "insert", "delete"))
            word = self.chance.choice(self.words)
            words[at : at + (act != "insert")] = [] if act == "delete" else [word]
        return " ".join([*words, *self.sentences(12)])

    def revised(self, texts: dict[int, str]) -> dict[int, str]:
        """Return the sections of a text after much work on it, by number, in their new order."""
        chance, length = self.chance, len(texts)
        found = []
        for number, text in texts.items():
            fate = chance.random()
            if fate < GONE:
                continue
            words = len(text.split())
            if fate < GONE + REWRITTEN:
                text = self.section(words)
            elif fate < GONE + REWRITTEN + EDITED:
                text = self.edited(text)
            found.append((number, text))
        for _ in range(int(length * MOVED)):
            found.insert(chance.randrange(len(found)), found.pop(chance.randrange(len(found))))
        for number in range(length, length + int(length * NEW)):
            found.insert(chance.randrange(len(found)), (number, self.section(300)))
        return dict(found)


def set_up(folder: str) -> None:
    """Set Django up on a database that lives in a folder, with its tables."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="cms.settings.dev",
        DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3",
        REDIS_URL="",
        VAR_DIR=folder,
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def make_versions(texts: dict[int, str], revised: dict[int, str]) -> tuple["Version", "Version"]:
    """Write a draft in two versions, as publications would, and return them."""
    from django.utils import timezone

    from consult.consultations.models import Consultation
    from consult.core.ids import new_id
    from consult.drafts.models import Draft, Section, Version, VersionSection

    now = timezone.now()
    consultation = Consultation.objects.create(
        pk=new_id(), opens_at=now, closes_at=now + timedelta(days=1)
    )
    draft = Draft.objects.create(pk=new_id(), consultation=consultation)
    Section.objects.bulk_create(
        Section(draft=draft, key=new_id(), position=number)
        for number in sorted(texts.keys() | revised.keys())
    )
    sections = {one.position: one for one in draft.sections.all()}
    versions = []
    for number, held in enumerate((texts, revised), 1):
        version = Version.objects.create(draft=draft, language="fr", number=number, title="Projet")
        VersionSection.objects.bulk_create(
            VersionSection(
                version=version,
                section=sections[key],
                position=position,
                kind="text",
                html=f"<p>{text}</p>",
                text=text,
            )
            for position, (key, text) in enumerate(held.items(), 1)
        )
        versions.append(version)
    return versions[0], versions[1]


def compared(versions: tuple["Version", "Version"]) -> dict[str, int]:
    """Compare two versions as the page does; return what became of their sections."""
    from consult.drafts.versions import difference_of

    return difference_of(*versions).counts


def only_read(versions: tuple["Version", "Version"]) -> int:
    """Read two versions and split them into words: what any comparison has to do."""
    from consult.drafts.alignment import split
    from consult.drafts.models import VersionSection

    rows = VersionSection.objects.filter(version__in=versions).select_related("section")
    return sum(len(split(one.text).texts) for one in rows.defer("html").order_by("position"))


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Return how many milliseconds something takes: of the processor, and by the clock."""
    start, clock = time.process_time(), time.perf_counter()
    act()
    return (time.process_time() - start) * 1000, (time.perf_counter() - clock) * 1000


def measured(sizes: dict[str, int], rounds: int) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Compare texts of each size in turns; return a row for each, and for its floor."""
    texts, counts = {}, {}
    for name, times in sizes.items():
        author = Author(seed=times)
        size = SECTIONS * times
        old = {number: author.section(WORDS // SECTIONS) for number in range(size)}
        texts[name] = make_versions(old, author.revised(old))
        counts[name] = compared(texts[name])  # warms up too
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for name, versions in texts.items():
            for act in (only_read, compared):
                times_taken = taken.setdefault((name, act.__name__), [])
                times_taken.append(timed(lambda act=act, versions=versions: act(versions)))
    rows = []
    for name, times in sizes.items():
        floor = statistics.median(own for own, _clock in taken[name, "only_read"])
        for act, what in (("compared", "compared"), ("only_read", "read and split (the floor)")):
            values = [own for own, _clock in taken[name, act]]
            clock = statistics.median(clock for _own, clock in taken[name, act])
            rows.append(
                {
                    "what": f"{name}: {what}",
                    "sections": SECTIONS * times,
                    "words": WORDS * times,
                    **measure.percentiles(values),
                    "clock": round(clock, 2),
                    "times": round(statistics.median(values) / floor, 2),
                }
            )
    return rows, counts["once"]


def main() -> None:
    arguments = measure.options("Measure the comparison of two versions of a long text.")
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        rows, counts = measured({"once": 1, "twice": 2}, rounds)
    once, twice = rows[0]["p50"], rows[2]["p50"]
    growth = round(twice / once, 2)
    targets = {
        f"{SECTIONS} sections and {WORDS:,} words in {once:,.0f} ms, under a second": (
            once < MOST_SECONDS * 1000
        ),
        f"twice the text in {growth} times the time, {GROWTH} at most": growth <= GROWTH,
    }
    print(measure.table(rows, COLUMNS))
    print()
    print("What became of the sections:", ", ".join(f"{n} {what}" for what, n in counts.items()))
    print(measure.verdicts(targets))
    results = {
        "machine": measure.machine("django"),
        "rounds": rounds,
        "rows": rows,
        "counts": counts,
        "growth": growth,
        "targets": targets,
    }
    measure.write(arguments.json, results)
    sys.exit(0 if all(targets.values()) else 1)


if __name__ == "__main__":
    main()
