"""Comments by the million: invented in memory, in the shape of real discussions, then loaded in bulk.

Sections are discussed by a power law, and so are threads: who answers picks any earlier comment of
the section, so that long threads grow longer. Three comments in five are replies. Ids, and so rows,
come in order of time. Votes are stored for one comment in two; the counters say more of them.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.search.models import IndexEntry

from consult.consultations.models import College
from consult.core.text import clean
from consult.drafts.diff import difference, to_json
from consult.drafts.models import Draft, Section, VersionSection
from consult.people.models import User
from consult.threads.models import COMMENT_LENGTH, Comment, Vote
from consult.threads.words import word_of_draft, words_of

DAYS = 30
REPLIES = 0.6
STEEPNESS = 1.0
"""The busiest section has so many times the comments of the second: two to this power."""
TEXTS, VOCABULARY = 500, 20_000
COMMON, RARE, OLD = "partout", "rarement", "autrefois"
"""Words held by every second comment; by 25 in all; and by every tenth of the oldest fifth."""
RARE_COMMENTS = 25
QUOTED = 30
STANCES = ("for", "against", "neither")
SENTENCES = [
    "Le mois manque : *« avant la fin de 2027 »* se vérifie en 2028. Qui le vérifiera ?",
    "Voir https://example.org/donnees et l'annexe 2, qui dit autre chose.",
    "We asked for the same thing two years ago. What has changed since, and who decides?",
    "D'accord sur le principe. Mais une commune de 400 habitants n'a personne pour publier des "
    "jeux de données, ni pour répondre à ceux qui les lisent.",
    "Prévoyez une aide, un modèle et un délai plus long, sinon l'engagement restera une phrase.",
    "Merci.",
]
EMPTY = {  # what most comments do not have
    "difference": None,
    "quote_exact": "",
    "quote_prefix": "",
    "quote_suffix": "",
    "quote_state": "",
    "quote_in_id": None,
    "quote_start": None,
    "quote_end": None,
    "written_on_id": None,
    "wording": "",
    "stance": "",
    "hidden_for_id": None,
    "deleted_at": None,
    "idempotency_key": None,
    "edited_at": None,
    "edits_count": 0,
}
Row = dict[str, Any]


@dataclass
class Bulk:
    """Comments of one draft, as rows that refer to each other; `words` are for the index."""

    draft: Draft
    chance: random.Random = field(default_factory=lambda: random.Random(2027))
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sections = list(self.draft.sections.exclude(key=self.draft.pk))
        self.people = list(User.objects.values_list("pk", "affiliation"))
        government = self.draft.consultation.memberships.filter(college=College.GOVERNMENT)
        self.officials = set(government.values_list("participant", flat=True))
        self.content_type = ContentType.objects.get_for_model(Comment).pk
        self.article = self.draft.consultation.charter_articles.first()
        self.texts = [self.text() for _ in range(TEXTS)]
        self.vocabulary = [f"mot{number}" for number in range(VOCABULARY)]
        self.weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
        wordings = VersionSection.objects.filter(version__draft=self.draft, version__language="fr")
        long_enough = (one for one in wordings if len(one.text) > 2 * QUOTED)
        self.wordings = {one.section_id: Wording(one) for one in long_enough}
        self.sections.sort(key=lambda section: section.pk not in self.wordings)  # headings last

    def text(self) -> tuple[str, str]:
        """Return a text as it is written and as it is shown."""
        parts = self.chance.sample(SENTENCES, self.chance.choice([1, 2, 2, 3]))
        cleaned = clean("\n\n".join(parts), limit=COMMENT_LENGTH)
        return cleaned.source, cleaned.html

    def invent(self, count: int) -> None:
        """Invent so many comments, in order of time."""
        power = accumulate((rank + 1) ** -STEEPNESS for rank in range(len(self.sections)))
        places = self.chance.choices(range(len(self.sections)), cum_weights=list(power), k=count)
        said: list[list[Row]] = [[] for _ in self.sections]
        begin = datetime.now(UTC) - timedelta(days=DAYS)
        rare = max(1, count // RARE_COMMENTS)
        for step, place in enumerate(places):
            at = begin + timedelta(days=DAYS - 0.01) * (step / count)
            row = self.comment(self.sections[place], at)
            if said[place] and self.chance.random() < REPLIES:
                self.answer(row, self.chance.choice(said[place]))
            else:
                self.stand(row)
            marked = ((COMMON, step % 2 == 0), (RARE, step % rare == 0))
            old = step < count // 5 and step % 10 == 0
            self.write(row, [word for word, holds in (*marked, (OLD, old)) if holds])
            said[place].append(row)
            self.rows.append(row)

    def comment(self, section: Section, at: datetime) -> Row:
        """Return a root comment that is a remark, with counters as votes would have left them."""
        chance = self.chance
        author, affiliation = chance.choice(self.people)
        return {
            **EMPTY,
            "id": id_at(at, chance),
            "draft_id": self.draft.pk,
            "section_id": section.pk,
            "thread_id": None,
            "in_reply_to_id": None,
            "author_id": author,
            "affiliation": affiliation,
            "by_official": author in self.officials,
            "kind": chance.choice(["remark", "remark", "remark", "question"]),
            "status": "visible",
            "language": "fr" if chance.random() < 0.8 else "en",
            "number": 0,
            "replies_count": 0,
            "official_replies_count": 0,
            "agree_count": int(chance.paretovariate(1.2)) - 1,
            "disagree_count": int(chance.paretovariate(1.6)) - 1,
            "posted_at": at,
        }

    def answer(self, row: Row, answered: Row) -> None:
        """Make a comment a reply."""
        root = answered.get("root", answered)
        root["replies_count"] += 1
        root["official_replies_count"] += row["by_official"]
        row.update(
            root=root,
            thread_id=root["id"],
            in_reply_to_id=answered["id"],
            number=root["replies_count"],
        )

    def stand(self, row: Row) -> None:
        """Let some roots take a stance, propose another wording, or quote."""
        draw = self.chance.random()
        row["stance"] = self.chance.choice(["", "", *STANCES])
        wording = self.wordings.get(row["section_id"])
        if wording is None or draw > 0.2:
            return
        row["written_on_id"] = wording.pk
        if draw < 0.1:
            row.update(kind="suggestion", wording=wording.proposed, difference=wording.difference)
            return
        start = self.chance.randrange(len(wording.text) - QUOTED)
        row.update(quote_exact=wording.text[start : start + QUOTED], quote_state="gone")
        if draw < 0.19:
            row.update(
                quote_state="kept",
                quote_in_id=wording.pk,
                quote_start=start,
                quote_end=start + QUOTED,
            )

    def write(self, row: Row, marks: list[str]) -> None:
        """Give a comment its words; a few are edited, hidden or deleted."""
        source, html = self.chance.choice(self.texts)
        some = self.chance.choices(
            self.vocabulary, cum_weights=self.weights, k=self.chance.randrange(4, 24)
        )
        tail = " ".join([*some, *marks])
        row.update(source=f"{source}\n\n{tail}", html=f"{html}<p>{tail}</p>")
        draw = self.chance.random()
        if draw < 0.03:
            row.update(edited_at=row["posted_at"] + timedelta(hours=1), edits_count=1)
        elif draw < 0.05 and self.article:
            row.update(status="hidden", hidden_for_id=self.article.pk)
        elif draw < 0.06:
            row.update(status="deleted", deleted_at=row["posted_at"])
            row.update(dict.fromkeys(("source", "html", "wording", "quote_exact"), ""))
            row.update(difference=None)

    # What goes to the database

    def count(self) -> None:
        """Count at each section what the public sees there, and who stands where."""
        comments: Counter[int] = Counter()
        threads: Counter[int] = Counter()
        stances: dict[tuple[int, UUID], str] = {}
        for row in self.rows:
            if row["status"] == "visible":
                comments[row["section_id"]] += 1
                threads[row["section_id"]] += row["thread_id"] is None
                if row["stance"]:
                    stances[row["section_id"], row["author_id"]] = row["stance"]
        stand = Counter((section, stance) for (section, _author), stance in stances.items())
        for section in self.sections:
            section.comments_count = comments[section.pk]
            section.threads_count = threads[section.pk]
            for stance in STANCES:
                setattr(section, f"{stance}_count", stand[section.pk, stance])
        counters = ["comments_count", "threads_count", *(f"{stance}_count" for stance in STANCES)]
        Section.objects.bulk_update(self.sections, counters)

    def entries(self) -> Iterator[tuple]:
        """Return the rows of the index: those of visible comments."""
        of_draft, known = word_of_draft(self.draft.pk), {}
        for row in self.rows:
            if row["status"] != "visible":
                continue
            text, _gap, tail = row["source"].rpartition("\n\n")
            for part in (text, row["wording"]):
                if part not in known:
                    known[part] = " ".join(words_of(part))
            words = f"{known[text]} {tail} {known[row['wording']]} {of_draft}"
            yield self.content_type, str(row["id"]), words

    def votes(self) -> Iterator[tuple]:
        """Return rows of votes: one for every second comment."""
        for row in self.rows[::2]:
            voter, _affiliation = self.chance.choice(self.people)
            yield "agree", row["posted_at"], row["id"], voter


class Wording:
    """A section's text, and what a suggestion makes of it."""

    def __init__(self, section: VersionSection) -> None:
        self.pk, self.text = section.pk, section.text
        self.proposed = self.text.replace("2027", "juin 2027", 1) + " Chacun peut le vérifier."
        self.difference = json.dumps(to_json(difference(self.text, self.proposed)))


def id_at(at: datetime, chance: random.Random) -> UUID:
    """Return a UUIDv7 of that time."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80
        | 7 << 76
        | chance.getrandbits(12) << 64
        | 2 << 62
        | chance.getrandbits(62)
    )


def fill(draft: Draft, count: int) -> list[Section]:
    """Fill a draft with so many comments; return its sections, the busiest first."""
    bulk = Bulk(draft)
    bulk.invent(count)
    tables = [model._meta.db_table for model in (Comment, Vote, IndexEntry)]
    with transaction.atomic(), without_indexes(tables):
        columns = [name for name in bulk.rows[0] if name != "root"]
        insert(tables[0], columns, ([row[name] for name in columns] for row in bulk.rows))
        vote = ["value", "cast_at", "comment_id", "participant_id"]
        insert(tables[1], vote, bulk.votes())
        insert_entries(tables[2], bulk.entries())
    bulk.count()
    if connection.vendor == "postgresql":
        run("VACUUM ANALYZE")  # as it would by itself within the minute
    return bulk.sections


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def insert(table: str, columns: list[str], rows: Iterable[Iterable]) -> None:
    """Load rows into a table, as fast as the database takes them."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        adapted = ([adapt(value) for value in row] for row in rows)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", adapted)  # noqa: S608


def adapt(value: Any) -> Any:
    """Return a value as Django stores it in SQLite."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def insert_entries(table: str, entries: Iterable[tuple]) -> None:
    """Load entries of the index in the form that the search backend gives them."""
    columns = ["content_type_id", "object_id", "body"]
    if connection.vendor != "postgresql":
        rows = ((*entry, "", "", 1.0) for entry in entries)
        insert(table, [*columns, "title", "autocomplete", "title_norm"], rows)
        return
    run("CREATE TEMPORARY TABLE words (content_type_id int, object_id text, body text)")
    insert("words", columns, entries)
    run(
        f"INSERT INTO {table} (content_type_id, object_id, title, autocomplete, title_norm,"  # noqa: S608
        " title_text, body_text, body)"
        " SELECT content_type_id, object_id, '', '', 1.0, '', body,"
        " setweight(to_tsvector('simple', body), 'D') FROM words",
        "DROP TABLE words",
    )


@contextmanager
def without_indexes(tables: list[str]) -> Iterator[None]:
    """Take indexes and foreign keys away while rows are loaded, and make them anew: on PostgreSQL
    that is many times as fast as to keep them.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        cursor.execute(FOREIGN_KEYS, [tables])
        keys = cursor.fetchall()
    run(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _made in keys))
    run(*(f"DROP INDEX {name}" for name, _made in indexes))
    yield
    run("SET LOCAL maintenance_work_mem = '512MB'")
    run(*(made for _name, made in indexes))
    run(*(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}" for table, name, made in keys))


INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)
AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)"""
