"""What happens at a consultation's desk, as its moderators' open queues hear it."""

from typing import Literal
from uuid import UUID

from django.utils import timezone

from consult.live.events import Frame, LiveEvent
from consult.live.models import Event
from consult.moderation.models import Case


class CasePart(Frame):
    """A case's facts: codes, and who is on it."""

    id: UUID
    cause: str
    is_open: bool
    taken_by: str
    """The public name of whoever is on it; empty where nobody is."""


class CaseChanged(LiveEvent):
    """A case was opened, taken, let go or closed."""

    type: Literal["case.changed"]
    case: CasePart


def hydrate_cases(events: list[Event], language: str) -> dict[int, dict]:
    """Return the frames' payloads by number, as each case is now."""
    del language
    now = timezone.now()
    cases = Case.objects.select_related("taken_by").in_bulk({event.object_id for event in events})
    return {
        event.number: CaseChanged(
            n=event.number,
            type=event.type,
            case=CasePart(
                id=case.pk,
                cause=case.cause,
                is_open=case.closed_at is None,
                taken_by=holder.public_name if (holder := case.holder(now)) else "",
            ),
        ).model_dump(mode="json", exclude={"n", "type"})
        for event in events
        if (case := cases.get(event.object_id))
    }
