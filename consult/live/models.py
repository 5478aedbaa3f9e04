"""The ordered, gap-free list of what happened to a draft, and what is about to join it.

Ids only, never text.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Stream(models.Model):
    """A stream's row is the lock under which its events take their numbers."""

    id = models.UUIDField(primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.id} at {self.last}"


class Event(models.Model):
    """Something happened. Written once by `services`, never changed, pruned when old."""

    # The unique constraint's index begins with the stream and serves every read.
    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    number = models.PositiveBigIntegerField()
    type = models.CharField(max_length=64)
    object_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("stream", "number"), name="live_event_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="live_event_number_from_one"),
            models.CheckConstraint(condition=~Q(type=""), name="live_event_has_type"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.number}"


class DueEvent(models.Model):
    """An event that will be recorded soon: many causes, one event."""

    # The unique constraint's index begins with the stream here too.
    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="due_events", db_index=False
    )
    type = models.CharField(max_length=64)
    object_id = models.UUIDField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("stream", "type", "object_id"), name="live_due_event_once"
            ),
            models.CheckConstraint(condition=~Q(type=""), name="live_due_event_has_type"),
        )

    def __str__(self) -> str:
        return f"{self.type} due at {self.due_at:%H:%M:%S}"
