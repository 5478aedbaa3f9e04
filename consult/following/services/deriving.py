"""From the event log to notices: each event is told once to each of those whom it concerns.

How far a stream is told is written in the transaction that writes the notices, under the lock of
that position. A process that is killed leaves both or neither; what runs twice finds its work done.
A transaction writes about `ROOM` notices, however many follow: within an event the position says up
to whom it is told, by the order of their ids.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from consult.drafts.models import Draft
from consult.following.happenings import Happening, Spot, happenings_in, takes_part_in
from consult.following.kinds import OWN, USUAL, Kind, Pace, Telling, What
from consult.following.models import ON_THE_DRAFT, Follow, Notice, Position, Rhythm
from consult.following.services.choosing import ways_of
from consult.following.services.mailings import Wanted, put_into_mailings
from consult.live.reading import events_after, last_numbers
from consult.live.services import last_number_of
from consult.people.models import User

logger = logging.getLogger("parvis.following")

EVENTS = 100
"""Events that are looked at in one transaction."""
ROOM = 1_000
"""Notices after which a transaction ends."""
LAST = UUID(int=2**128 - 1)


def derive_all(*, most: int | None = None, mails: bool = True) -> int:
    """Tell what is not told yet, in every stream; return how many notices were written.

    `most` ends it after about so many, for those who have other things to do too. Without `mails`
    the site tells alone. Does no harm when several processes do it at once: one of them does it.
    """
    written = 0
    for draft_id in with_news():
        more = True
        while more and (most is None or written < most):
            step = derive(draft_id, mails=mails)
            written, more = written + step.written, step.more
    return written


def with_news() -> list[UUID]:
    """Return the drafts of which something is not told yet. One query."""
    position = Position.objects.filter(pk=OuterRef("pk")).values("number")
    drafts = Draft.objects.annotate(
        last=last_number_of(OuterRef("pk")), told=Coalesce(Subquery(position), 0)
    )
    return list(drafts.filter(last__gt=F("told")).values_list("pk", flat=True))


@transaction.atomic
def pass_over(draft_id: UUID) -> None:
    """Take all that has happened in a draft up to now for told."""
    Position.objects.update_or_create(
        pk=draft_id, defaults={"number": last_numbers([draft_id])[draft_id], "within": None}
    )


@dataclass(frozen=True)
class Step:
    """What one transaction did."""

    written: int
    more: bool
    """Whether it left something to be told."""


@transaction.atomic
def derive(draft_id: UUID, *, mails: bool = True) -> Step:
    """Tell some of what is not told yet of a draft; another process at the same stream is left to it."""
    Position.objects.bulk_create([Position(pk=draft_id)], ignore_conflicts=True)
    position = Position.objects.select_for_update(skip_locked=True).filter(pk=draft_id).first()
    if position is None:
        return Step(0, more=False)
    events, lost = events_after(draft_id, position.number, EVENTS)
    if lost:
        logger.error("Events of draft %s after %s were pruned untold", draft_id, position.number)
    if not events:
        return Step(0, more=False)
    happenings = happenings_in(draft_id, events)
    follow_own(draft_id, happenings)
    told, end = told_from(position, happenings, events[-1].number)
    written = write(told, mails=mails)
    position.number, position.within = end
    position.save(update_fields=["number", "within"])
    return Step(written, more=len(events) == EVENTS or position.number < events[-1].number)


def follow_own(draft_id: UUID, happenings: Iterable[Happening]) -> None:
    """Let people follow the threads in which they take part, from then on, unless they chose not to.

    Who has no account follows nothing.
    """
    found = takes_part_in(happenings)
    people = {person for person, _thread in found}
    unwilling = set(
        Rhythm.objects.filter(pk__in=people, follows_own=False).values_list("pk", flat=True)
    )
    Follow.objects.bulk_create(
        [
            Follow(participant_id=person, draft_id=draft_id, thread_id=thread, since=at)
            for (person, thread), at in sorted(found.items())
            if person not in unwilling
        ],
        ignore_conflicts=True,
    )
    # Who pressed the button before we came here has followed since they took part, all the same.
    threads = {thread for _person, thread in found}
    late = [
        one
        for one in Follow.objects.filter(participant__in=people - unwilling, thread__in=threads)
        if one.since > found.get((one.participant_id, one.thread_id), one.since)
    ]
    for one in late:
        one.since = found[one.participant_id, one.thread_id]
    Follow.objects.bulk_update(late, ["since"])


# Whom an event is told


@dataclass(frozen=True)
class Told:
    """Somebody whom an event concerns, and why: by kind."""

    happening: Happening
    person: UUID
    why: dict[Kind, Spot]


def told_from(
    position: Position, happenings: Iterable[Happening], last: int
) -> tuple[list[Told], tuple[int, UUID | None]]:
    """Return whom to tell of what, until there is no more room; and the position after that."""
    told: list[Told] = []
    for one in happenings:
        after = position.within if one.number == position.number + 1 else None
        found, up_to = hearers_of(one, after, ROOM - len(told))
        told += found
        if up_to is not None:
            return told, (one.number - 1, up_to)
        if len(told) >= ROOM:
            return told, (one.number, None)
    return told, (last, None)


def hearers_of(
    happening: Happening, after: UUID | None, limit: int
) -> tuple[list[Told], UUID | None]:
    """Return about `limit` of those whom an event concerns, with ids greater than `after`; and up to
    whom these are all, None where there are no others.
    """
    limit = max(limit, 1)
    found: dict[UUID, dict[Kind, Spot]] = defaultdict(dict)
    for person, why in happening.direct.items():
        if after is None or person > after:
            found[person].update(why)
    up_to = LAST
    for kind, rows in followers(happening, after, limit):
        full = len(rows) == limit
        if full:  # beyond the last one there may be others
            up_to = min(up_to, rows[-1][0])
        for person, spot in rows:
            found[person].setdefault(kind, spot)
    chosen = sorted(
        person for person in found if person <= up_to and person not in happening.actors
    )
    return [Told(happening, one, found[one]) for one in chosen], None if up_to == LAST else up_to


def followers(
    happening: Happening, after: UUID | None, limit: int
) -> Iterator[tuple[Kind, list[tuple[UUID, Spot]]]]:
    """Yield by kind who follows what an event is about since before it: `limit` rows at most, in the
    order of their ids, each a walk along an index.
    """
    rows = Follow.objects.filter(since__lte=happening.at).order_by("participant")
    if after is not None:
        rows = rows.filter(participant__gt=after)
    for kind, name, spots in (
        (Kind.THREAD, "thread", happening.threads),
        (Kind.SECTION, "section", happening.sections),
    ):
        if spots:
            which = rows.filter(**{f"{name}__in": list(spots)}).values_list("participant", name)
            yield kind, [(person, spots[key]) for person, key in which[:limit]]
    if happening.on_the_draft is not None:
        which = rows.filter(ON_THE_DRAFT, draft=happening.draft_id)
        people = which.values_list("participant", flat=True)[:limit]
        yield Kind.DRAFT, [(person, happening.on_the_draft) for person in people]


# Writing


def write(told: list[Told], *, mails: bool) -> int:
    """Write notices for those who want to be told, and put them into their mails. Few queries."""
    if not told:
        return 0
    people = {one.person for one in told}
    open_accounts = User.objects.filter(is_active=True, erasure=None).only("language", "email")
    readers = open_accounts.in_bulk(people)
    rhythms = Rhythm.objects.in_bulk(people)
    ways: dict[UUID, dict[str, Telling]] = defaultdict(dict)
    for way in ways_of(people):
        ways[way.participant_id][way.kind] = Telling(way.on_site, Pace(way.mail))
    notices, wanted, usual = [], [], Rhythm()
    for one in told:
        reader = readers.get(one.person)
        if reader is None or not one.happening.is_for(reader.language):
            continue
        tellings = tellings_of(reader, ways[one.person])
        chosen = next((kind for kind in Kind if kind in one.why and tellings[kind].is_on), None)
        if chosen is None:
            continue
        telling = tellings[chosen]
        notice = notice_of(one, chosen, on_site=telling.on_site)
        notices.append(notice)
        if telling.mail != Pace.NEVER:
            rhythm = rhythms.get(one.person, usual)
            wanted.append(Wanted(notice, telling.mail, rhythm.hour, rhythm.weekday))
    if mails:
        put_into_mailings(wanted, now=timezone.now())
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
    return len(notices)


def tellings_of(reader: User, chosen: Mapping[str, Telling]) -> dict[Kind, Telling]:
    """Return how somebody is told: as they chose, or as is usual. Who has no account has no page of
    notices: mail alone tells them, and of what concerns them.
    """
    tellings = {kind: chosen.get(kind, USUAL[kind]) for kind in Kind}
    if not reader.is_guest:
        return tellings
    return {
        kind: Telling(False, one.mail if kind in OWN else Pace.NEVER)
        for kind, one in tellings.items()
    }


def notice_of(told: Told, kind: Kind, *, on_site: bool) -> Notice:
    """Return what tells somebody of an event."""
    happening, spot = told.happening, told.why[kind]
    about: dict[str, UUID] = {}
    if happening.what in (What.ANSWERED, What.ANSWER_EDITED):
        about = {"answer_id": happening.object_id}
    elif happening.what == What.VERSION:
        about = {"version_id": happening.object_id}
    return Notice(
        participant_id=told.person,
        draft_id=happening.draft_id,
        number=happening.number,
        happened_at=happening.at,
        kind=kind,
        what=happening.what,
        section_id=spot.section_id,
        comment_id=spot.comment_id,
        on_site=on_site,
        **about,
    )
