"""A site to measure digests on: many drafts, many who follow them, and what happened there."""

import random
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page

from bench import threads_site
from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.following.models import Follow
from consult.live import services as live
from consult.live.models import Event, Stream
from consult.people.models import User
from consult.threads.models import Comment

DRAFTS, SECTIONS, AUTHORS = 50, 12, 200
BATCH = 5_000
SHARES = {"draft": 0.1, "section": 0.6, "thread": 0.3}
"""What people follow: one thing each."""
REPLIES = 0.4


def build(followers: int, events: int) -> None:
    """Build the pages, the followers, and then what happened."""
    chance = random.Random(2027)
    threads_site.build(SECTIONS, AUTHORS)
    first = DraftPage.objects.filter(locale__language_code="fr").get()
    parent = first.get_parent()
    for number in range(2, DRAFTS + 1):
        make_draft(parent, number, Draft.objects.get(pk=first.translation_key))
    drafts = list(Draft.objects.order_by("pk"))
    authors = list(User.objects.values_list("pk", flat=True)[:AUTHORS])
    roots, replies = talk(drafts, authors, events, chance)
    make_followers(followers, drafts, roots, chance)
    happen(roots, replies)


def make_draft(parent: Page, number: int, like: Draft) -> None:
    """Make another draft like the first one: its rows as a publication would have made them."""
    page = DraftPage(title=f"Le projet {number}", slug=f"projet-{number}", locale=parent.locale)
    parent.add_child(instance=page)
    draft = Draft.objects.create(pk=page.translation_key, consultation=like.consultation)
    live.open_stream(draft.pk)
    version = Version.objects.create(draft=draft, language="fr", number=1, title=page.title)
    for row in VersionSection.objects.filter(version__draft=like, version__language="fr"):
        row.section = Section.objects.create(draft=draft, key=uuid4(), position=row.position)
        row.pk, row.version = None, version
        row.save(force_insert=True)


def talk(
    drafts: list[Draft], authors: list, events: int, chance: random.Random
) -> tuple[list[Comment], list[Comment]]:
    """Write contributions and replies, shared out among the drafts."""
    sections = {draft.pk: list(draft.sections.exclude(key=draft.pk)) for draft in drafts}
    roots: list[Comment] = []
    for number in range(round(events * (1 - REPLIES))):
        draft = drafts[number % len(drafts)]
        roots.append(comment(chance, authors, draft.pk, chance.choice(sections[draft.pk])))
    replies = []
    for number in range(events - len(roots)):
        root = chance.choice(roots)
        more = {"thread": root, "in_reply_to": root, "number": number + 1}
        replies.append(comment(chance, authors, root.draft_id, root.section, **more))
    store(Comment, [*roots, *replies])
    return roots, replies


def comment(
    chance: random.Random, authors: list, draft_id: object, section: object, **more
) -> Comment:
    words = chance.choice(threads_site.WORDS)
    return Comment(
        draft_id=draft_id,
        section=section,
        author_id=chance.choice(authors),
        language=chance.choice(("fr", "fr", "en")),
        source=words,
        html=f"<p>{words}</p>",
        **more,
    )


def make_followers(
    count: int, drafts: list[Draft], roots: list[Comment], chance: random.Random
) -> None:
    """Make people who follow a thing each, and are mailed of it once a day."""
    since = timezone.now() - timedelta(days=1)
    sections = [one for draft in drafts for one in draft.sections.exclude(key=draft.pk)]
    for begin in range(0, count, BATCH):
        people = [
            User(
                email=f"follower-{number}@bench.example",
                public_name=f"Abonnée {number}",
                password="!",  # noqa: S106 - nobody signs in with a password here
                language=("fr", "fr", "en")[number % 3],
            )
            for number in range(begin, min(begin + BATCH, count))
        ]
        follows = []
        for person in people:
            kind = chance.choices(list(SHARES), SHARES.values())[0]
            if kind == "draft":
                place = {"draft": chance.choice(drafts)}
            elif kind == "section":
                section = chance.choice(sections)
                place = {"draft_id": section.draft_id, "section": section}
            else:
                root = chance.choice(roots)
                place = {"draft_id": root.draft_id, "thread": root}
            follows.append(Follow(participant=person, since=since, **place))
        store(User, people)
        store(Follow, follows)


def happen(roots: list[Comment], replies: list[Comment]) -> None:
    """Record that the contributions were posted, as their services would have."""
    streams = Stream.objects.in_bulk()
    events = []
    for one in [*roots, *replies]:
        stream = streams[one.draft_id]
        stream.last += 1
        events.append(
            Event(stream=stream, number=stream.last, type="comment.posted", object_id=one.pk)
        )
    store(Event, events)
    Stream.objects.bulk_update(streams.values(), ["last"])


def store(model: type[Model], rows: Iterable) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH)
