"""Reads a stream, and tells each event as the database has it now. Called in threads."""

import json
import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError
from django.db.models import F, Max
from django.utils import translation

from consult.live.events import Void
from consult.live.models import Event, Stream
from consult.live.registries import hydrators
from consult.live.services import last_number

logger = logging.getLogger("parvis.live")

Frames = list[tuple[int, dict[str, str]]]
"""Numbers, each with its frame's text a language."""


@dataclass(frozen=True)
class Reading:
    """What follows a number in a stream."""

    frames: Frames = field(default_factory=list)
    lost: bool = False
    """Whether it cannot be told without a gap: pruned, too much, or the number never was."""
    last: int = 0
    """The newest number; only known when `lost`."""


def last_numbers(stream_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the newest number of each stream, in one query; 0 for a stream without a row."""
    found = dict(Stream.objects.filter(pk__in=stream_ids).values_list("pk", "last"))
    return {stream_id: found.get(stream_id, 0) for stream_id in stream_ids}


def last_changes(stream_ids: Collection[UUID]) -> datetime | None:
    """Return when something last happened in any of the streams, None where nothing is on record."""
    newest = Event.objects.filter(stream__in=stream_ids, number=F("stream__last"))
    return newest.aggregate(last=Max("at"))["last"]


def events_after(stream_id: UUID, number: int, limit: int) -> tuple[list[Event], bool]:
    """Return up to `limit` events that follow the number, and whether some of them are lost."""
    events = _select(stream_id, number, limit)
    if not events and last_number(stream_id) > number:
        events = _select(stream_id, number, limit)  # committed between the two questions, or pruned
        return events, not events or events[0].number != number + 1
    if not events:
        return events, last_number(stream_id) < number
    return events, events[0].number != number + 1


def read(stream_id: UUID, after: int, languages: Collection[str], limit: int) -> Reading:
    """Return up to `limit` events after a number, told in each of the languages."""
    events, lost = events_after(stream_id, after, limit)
    if lost:
        return Reading(lost=True, last=last_number(stream_id))
    return Reading(frames=tell(events, languages))


def replay(stream_id: UUID, after: int, language: str, limit: int) -> Reading:
    """Return all that follows a number; it is lost when that is more than `limit` events."""
    events, lost = events_after(stream_id, after, limit + 1)
    if lost or len(events) > limit:
        return Reading(lost=True, last=last_number(stream_id))
    return Reading(frames=tell(events, [language]))


def tell(events: list[Event], languages: Collection[str]) -> Frames:
    """Return the events' frames, encoded once a language."""
    frames: dict[int, dict[str, str]] = {event.number: {} for event in events}
    by_type: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_type[event.type].append(event)
    for language in languages:
        for event_type, alike in by_type.items():
            told = _hydrate(event_type, alike, language)
            for event in alike:
                frames[event.number][language] = _encode(event, told.get(event.number))
    return list(frames.items())


def _select(stream_id: UUID, number: int, limit: int) -> list[Event]:
    return list(
        Event.objects.filter(stream=stream_id, number__gt=number).order_by("number")[:limit]
    )


def _hydrate(event_type: str, events: list[Event], language: str) -> dict[int, dict[str, Any]]:
    if event_type not in hydrators:
        logger.error("No hydrator for events of type %r; they are told as void", event_type)
        return {}
    try:
        with translation.override(language):
            return hydrators[event_type](events, language)
    except (InterfaceError, OperationalError):
        raise  # it will pass, and then all can be told
    except Exception:
        # One that always fails must not hold up the stream.
        logger.exception("Events of type %r could not be told; they are told as void", event_type)
        return {}


def _encode(event: Event, told: dict[str, Any] | None) -> str:
    if told is None:
        return Void(n=event.number).model_dump_json()
    head = {"n": event.number, "type": event.type}
    frame = {**head, **told, **head}  # first, and not to be overwritten
    try:
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
        text.encode()
    except (TypeError, ValueError):  # no JSON, or half a character: nothing that a socket can send
        logger.exception("An event of type %r could not be encoded; it is void", event.type)
        return Void(n=event.number).model_dump_json()
    return text
