"""The part of bench/posting.py that has the site: who posts where, the floor, and what became of it."""

import time
from collections import Counter
from importlib import import_module
from itertools import cycle
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from wagtail.search.models import IndexEntry

from bench import measure, threads_site
from bench.posting_people import BODY
from consult.core.ids import new_id
from consult.drafts.models import Draft, Section
from consult.live.models import Event, Stream
from consult.people.models import User
from consult.threads.models import Comment
from consult.threads.places import Place, Said
from consult.threads.services import post_comment


def prepare(people: int) -> dict:
    """Make the site and sign people in; return their sessions, and where they post."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    threads_site.build(people=people)
    draft = Draft.objects.get()
    address = reverse("threads:threads", args=[draft.pk])
    return {
        "path": urlsplit(address).path,
        "sections": [str(key) for key in draft.sections.values_list("key", flat=True)],
        "sessions": [signed_in(one) for one in User.objects.order_by("pk")[:people]],
    }


def signed_in(participant: User) -> str:
    """Return the key of a session in which somebody is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(participant.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = participant.get_session_auth_hash()
    session.save()
    return session.session_key


def floor(count: int) -> dict:
    """Write the rows of so many comments by plain SQL, and return how fast that went."""
    write = Floor()
    took = []
    for section in (section for section, _one in zip(cycle(write.sections), range(count))):
        begin = time.perf_counter()
        write.comment(section)
        took.append((time.perf_counter() - begin) * 1000)
    return {"rate": 1000 * count / sum(took), **measure.percentiles(took)}


class Floor:
    """Writes what `post_comment` writes: a comment that it wrote is the pattern of all."""

    def __init__(self) -> None:
        draft = Draft.objects.get()
        self.stream = stored(draft.pk)
        sections = draft.sections.values_list("pk", "key")
        self.sections = [pk for pk, _key in sections]
        posted = post_comment(
            by=User.objects.order_by("pk").first(),
            place=Place(draft.pk, sections[0][1]),
            said=Said(BODY, "fr"),
        )
        self.content_type = ContentType.objects.get_for_model(Comment).pk
        self.words = posted.comment.words_for_search()
        self.cursor = connection.cursor()
        self.cursor.execute(
            "SELECT * FROM threads_comment WHERE id = %s", [stored(posted.comment.pk)]
        )
        pattern = self.cursor.fetchone()
        names = [column[0] for column in self.cursor.description]
        self.row = dict(zip(names, pattern, strict=True))
        del self.row["divided"]  # the database works it out
        marks = ", ".join(["%s"] * len(self.row))
        self.insert = f"INSERT INTO threads_comment ({', '.join(self.row)}) VALUES ({marks})"  # noqa: S608

    def comment(self, section: int) -> None:
        """Write one comment."""
        key = new_id()
        self.row |= {"id": stored(key), "section_id": section}
        with transaction.atomic():
            run = self.cursor.execute
            run(self.insert, list(self.row.values()))
            run(COUNT, [section])
            run(NUMBER, [self.stream])
            ((number,),) = self.cursor.fetchall()
            now = timezone.now()
            at = now if connection.vendor == "postgresql" else str(now)
            run(EVENT, [self.stream, number, stored(key), at])
            run(ENTRIES[connection.vendor], [self.content_type, str(key), self.words])


COUNT = "UPDATE drafts_section SET comments_count = comments_count + 1 WHERE id = %s"
NUMBER = "UPDATE live_stream SET last = last + 1 WHERE id = %s RETURNING last"
EVENT = """INSERT INTO live_event (stream_id, number, type, object_id, at)
VALUES (%s, %s, 'comment.posted', %s, %s)"""
ENTRIES = {
    "postgresql": """INSERT INTO wagtailsearch_indexentry (content_type_id, object_id, title,
autocomplete, title_norm, title_text, body_text, body)
SELECT %s, %s, '', '', 1.0, '', words, setweight(to_tsvector('simple', words), 'D')
FROM (SELECT %s AS words) AS given""",
    "sqlite": """INSERT INTO wagtailsearch_indexentry (content_type_id, object_id, title,
autocomplete, title_norm, body) VALUES (%s, %s, '', '', 1.0, %s)""",
}


def stored(key: UUID) -> UUID | str:
    """Return a key as the database stores it."""
    return key if connection.vendor == "postgresql" else key.hex


def count(said: dict[str, int]) -> dict[str, int]:
    """Return how many of the comments that were said, by key, with the least status of their
    answers, are not as they should be; and how many counters.
    """
    comments = Comment.objects.exclude(idempotency_key=None)
    bodies = Counter(comments.values_list("source", flat=True))
    keys = {str(key) for key in comments.values_list("idempotency_key", flat=True)}
    answered = {key for key, status in said.items() if status < 300}
    events = Event.objects.filter(type="comment.posted")
    counted = Section.objects.aggregate(total=Sum("comments_count"))["total"]
    last = Stream.objects.filter(pk=Draft.objects.get().pk).values_list("last", flat=True).get()
    total = Comment.objects.count()
    entries = IndexEntry.objects.filter(content_type=ContentType.objects.get_for_model(Comment))
    return {
        "lost": len(answered - keys),
        "doubled": sum(times - 1 for times in bodies.values()),
        "there though refused": len(keys - answered),
        "counters off": abs(counted - total),
        "events missing": abs(events.count() - total)
        + abs(events.filter(number__lte=last).count() - total),
        "words missing": abs(entries.count() - total),
    }
