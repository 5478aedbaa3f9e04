"""The only place that writes to streams."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from consult.live.announcements import announce_on_commit
from consult.live.models import Event, Stream
from consult.live.registries import hydrators

CONTROL = UUID("019a0000-0000-7000-8000-00000000c0de")
"""The stream by which processes tell each other whose sockets to check again. Nobody may listen."""

ACCESS_CHANGED = "access.changed"
VISIBILITY_CHANGED = "visibility.changed"


class UnknownStream(LookupError):
    """The stream was never opened."""


def open_stream(stream_id: UUID) -> None:
    """Make the stream exist. Does no harm when it does already, or when two do so at once."""
    Stream.objects.bulk_create([Stream(id=stream_id)], ignore_conflicts=True)


def record(*, stream_id: UUID, type: str, object_id: UUID) -> int:
    """Append an event to the stream and return its number; listeners are told after commit.

    The stream's row stays locked until the transaction ends, so that commit order is number
    order. Raises RuntimeError outside a transaction, ValueError for a type that no app knows how
    to tell, UnknownStream for a stream that was never opened.
    """
    if type not in hydrators:
        raise ValueError(f"No hydrator is registered for events of type {type!r}.")
    return _append(stream_id, type, object_id)


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


def _append_to_control(type: str, object_id: UUID) -> None:
    with transaction.atomic():
        open_stream(CONTROL)
        _append(CONTROL, type, object_id)


def _append(stream_id: UUID, type: str, object_id: UUID) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError(
            "An event is recorded in the transaction of what it tells: open transaction.atomic()."
        )
    number = _next_number(stream_id)
    Event.objects.create(stream_id=stream_id, number=number, type=type, object_id=object_id)
    announce_on_commit(stream_id, number)
    return number


def _next_number(stream_id: UUID) -> int:
    """Raise the stream's last number by one and return it; the row stays locked until commit."""
    table = connection.ops.quote_name(Stream._meta.db_table)
    last = connection.ops.quote_name(Stream._meta.get_field("last").column)
    key = Stream._meta.pk.get_db_prep_value(stream_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {last} = {last} + 1 WHERE id = %s RETURNING {last}",  # noqa: S608 - names from the model
            [key],
        )
        rows = cursor.fetchall()
    if not rows:
        raise UnknownStream(f"Stream {stream_id} was never opened.")
    return rows[0][0]
