"""The only place that writes to streams."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from consult.live.announcements import announce_on_commit
from consult.live.models import DueEvent, Event, Stream
from consult.live.registries import hydrators

CONTROL = UUID("019a0000-0000-7000-8000-00000000c0de")
"""The stream by which processes tell each other whose sockets to check again. Nobody may listen."""

ACCESS_CHANGED = "access.changed"
VISIBILITY_CHANGED = "visibility.changed"

SOON = timedelta(seconds=1)
"""How long causes are collected before they are told together."""
OVERDUE = timedelta(seconds=2)
"""How late an event may be before a page must not be taken for current without it."""
AT_ONCE = 500
"""Due events that are recorded in one go."""
PATIENCE = timedelta(seconds=1)
"""How long a due event is passed over as its causes keep it locked, and then waited for."""

LOCK_NOT_AVAILABLE = "55P03"


class UnknownStream(LookupError):
    """The stream was never opened."""


@dataclass(frozen=True)
class Standing:
    """How far a stream is."""

    number: int
    """The newest event's, 0 when there is none."""
    overdue: bool
    """Whether something should have been recorded by now: more has changed than the number says."""


def open_stream(stream_id: UUID) -> None:
    """Make the stream exist. Does no harm when it does already, or when two do so at once."""
    Stream.objects.bulk_create([Stream(id=stream_id)], ignore_conflicts=True)


def record(*, stream_id: UUID, type: str, object_id: UUID) -> int:
    """Append an event to the stream and return its number; listeners are told after commit.

    The stream's row stays locked until the transaction ends, so that commit order is number
    order. Raises RuntimeError outside a transaction, ValueError for a type that no app knows how
    to tell, UnknownStream for a stream that was never opened.
    """
    _check_type(type)
    return _append(stream_id, [(type, object_id)])


def record_each(*, stream_id: UUID, type: str, object_ids: Collection[UUID]) -> int:
    """Append an event for each of some objects, as `record` does for one, and return the last number."""
    _check_type(type)
    return _append(stream_id, [(type, object_id) for object_id in object_ids])


def record_soon(*, stream_id: UUID, type: str, object_id: UUID) -> None:
    """Have an event recorded in about a second: one, however often this is called until then.

    For what changes so fast that an event a change would flood readers. Call it before `record`:
    rows are locked in one order, due events, then the stream. Raises RuntimeError outside a
    transaction, ValueError for a type that no app knows how to tell; a stream that was never
    opened makes the transaction fail when it commits.
    """
    _check_type(type)
    _check_transaction()
    # A row that is there stays as it is, but is written all the same, for its lock: nobody can
    # record the event until we have committed. Were it only left alone, the event could be
    # recorded, and told as the database was, between our change and its commit; and then our
    # change would never be told.
    DueEvent.objects.bulk_create(
        [
            DueEvent(
                stream_id=stream_id,
                type=type,
                object_id=object_id,
                due_at=timezone.now() + SOON,
            )
        ],
        update_conflicts=True,
        unique_fields=("stream", "type", "object_id"),
        update_fields=("type",),
    )


def record_due(*, now: datetime | None = None, limit: int = AT_ONCE) -> int:
    """Record what is due, the oldest first and `limit` at most, and return how many that were.

    Does no harm when several processes do it at once: each due event is recorded by one of them.
    One that a cause holds locked is left for the next time, when that cause too will be told.
    """
    now = now or timezone.now()
    due = DueEvent.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    found = list(due.values_list("stream_id", "pk")[:limit])
    by_stream: dict[UUID, list[int]] = defaultdict(list)
    for stream_id, key in found:
        by_stream[stream_id].append(key)
    recorded = sum(_record_free(stream_id, keys) for stream_id, keys in by_stream.items())
    if recorded == len(found):
        return recorded
    late = due.filter(pk__in=[key for _, key in found], due_at__lte=now - PATIENCE)
    return recorded + sum(_record_contended(*row) for row in late.values_list("stream_id", "pk"))


def access_changed(user_id: UUID) -> None:
    """Have this user's sockets checked in every process: session, account or role has changed.

    Call it last in a transaction: it locks a row that all its callers share.
    """
    _append_to_control(ACCESS_CHANGED, user_id)


def visibility_changed(stream_id: UUID) -> None:
    """Have all sockets of the stream checked in every process: who may see it has changed.

    Call it last in a transaction: it locks a row that all its callers share.
    """
    _append_to_control(VISIBILITY_CHANGED, stream_id)


def last_number(stream_id: UUID) -> int:
    """Return the number of the stream's newest event, 0 when there is none."""
    return Stream.objects.filter(pk=stream_id).values_list("last", flat=True).first() or 0


def last_number_of(stream_id: UUID) -> Coalesce:
    """Return the same as a part of another query."""
    return Coalesce(Subquery(Stream.objects.filter(pk=stream_id).values("last")), 0)


def standing(stream_id: UUID) -> Standing:
    """Return how far the stream is, in one query: what a page made now can be known by."""
    late = DueEvent.objects.filter(stream=OuterRef("pk"), due_at__lt=timezone.now() - OVERDUE)
    found = Stream.objects.filter(pk=stream_id).annotate(overdue=Exists(late))
    return Standing(*(found.values_list("last", "overdue").first() or (0, False)))


def prune(*, before: datetime) -> int:
    """Delete the events that happened before that time, and return how many.

    Each stream loses a beginning and never a middle, also when clocks differed: so a reader who
    asks for what was pruned finds a gap, and is told to start anew.
    """
    old = Event.objects.filter(at__lt=before).order_by()
    deleted = 0
    for stream_id, newest in old.values_list("stream").annotate(Max("number")):
        deleted += Event.objects.filter(stream=stream_id, number__lte=newest).delete()[0]
    return deleted


def delete_streams(stream_ids: Collection[UUID]) -> None:
    """Delete streams with all that happened in them: what they told of is gone."""
    for model in (DueEvent, Event):
        model.objects.filter(stream__in=stream_ids).delete()
    Stream.objects.filter(pk__in=stream_ids).delete()


def _append_to_control(type: str, object_id: UUID) -> None:
    with transaction.atomic():
        open_stream(CONTROL)
        _append(CONTROL, [(type, object_id)])


def _check_type(type: str) -> None:
    if type not in hydrators:
        raise ValueError(f"No hydrator is registered for events of type {type!r}.")


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(
            "An event is recorded in the transaction of what it tells: open transaction.atomic()."
        )


def _record_free(stream_id: UUID, keys: list[int]) -> int:
    """Record those of the stream's due events that nobody has locked."""
    with transaction.atomic(durable=True):
        return _move(stream_id, DueEvent.objects.select_for_update(skip_locked=True), keys)


def _record_contended(stream_id: UUID, key: int) -> int:
    """Record a due event that somebody always has locked, by queueing for it.

    Alone in its transaction, so that nothing else is held while we wait, and not for ever.
    """
    try:
        with transaction.atomic(durable=True):
            _limit_waiting()
            return _move(stream_id, DueEvent.objects.select_for_update(), [key])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            return 0
        raise


def _limit_waiting() -> None:
    """Have the transaction wait for locks no longer than our patience."""
    if connection.vendor == "postgresql":  # elsewhere it has the only lock that there is
        with connection.cursor() as cursor:
            milliseconds = int(PATIENCE.total_seconds() * 1000)
            cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}")


def _move(stream_id: UUID, lockable: QuerySet[DueEvent], keys: Collection[int]) -> int:
    """Lock due events, make them events, and return how many they were."""
    due = list(lockable.filter(pk__in=keys).order_by("due_at", "pk"))
    if due:
        DueEvent.objects.filter(pk__in=[one.pk for one in due]).delete()
        # Of a type that nobody can tell any more it is told as void.
        _append(stream_id, [(one.type, one.object_id) for one in due])
    return len(due)


def _append(stream_id: UUID, happened: list[tuple[str, UUID]]) -> int:
    """Append events, each a type and an object, and return the last one's number."""
    _check_transaction()
    last = _next_number(stream_id, len(happened))
    first = last - len(happened) + 1
    Event.objects.bulk_create(
        Event(stream_id=stream_id, number=number, type=type, object_id=object_id)
        for number, (type, object_id) in enumerate(happened, start=first)
    )
    announce_on_commit(stream_id, last)
    return last


def _next_number(stream_id: UUID, count: int = 1) -> int:
    """Raise the stream's last number by `count` and return it; the row stays locked until commit."""
    table = connection.ops.quote_name(Stream._meta.db_table)
    last = connection.ops.quote_name(Stream._meta.get_field("last").column)
    key = Stream._meta.pk.get_db_prep_value(stream_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {last} = {last} + %s WHERE id = %s RETURNING {last}",  # noqa: S608 - names from the model
            [count, key],
        )
        rows = cursor.fetchall()
    if not rows:
        raise UnknownStream(f"Stream {stream_id} was never opened.")
    return rows[0][0]


def standing_within(stream_id: UUID) -> dict[str, Subquery | Exists]:
    """Return what `standing` asks as parts of another query, which may be kept and asked again.

    The number is NULL there for a stream that was never opened. The database's clock says what
    is overdue.
    """
    late = DueEvent.objects.filter(stream=stream_id, due_at__lt=Now() - OVERDUE)
    number = Stream.objects.filter(pk=stream_id).values("last")
    return {"number": Subquery(number), "overdue": Exists(late)}
