"""Which mail a notice goes into: one for each person, pace and period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from consult.core.ids import new_id
from consult.following.kinds import Pace
from consult.following.models import Mailing, MailingState, Notice
from consult.following.rhythm import due_after

Period = tuple[UUID, Pace, datetime]
"""Whose mail, of which pace, due when."""


@dataclass(frozen=True)
class Wanted:
    """A notice that is to be mailed, and when its reader wants mails."""

    notice: Notice
    pace: Pace
    hour: int
    weekday: int

    def period(self, after: datetime) -> Period:
        """Return the period that comes next after a time."""
        due = due_after(
            after,
            self.pace,
            hour=self.hour,
            weekday=self.weekday,
            zone=ZoneInfo(settings.TIME_ZONE),
        )
        return self.notice.participant_id, self.pace, due


def put_into_mailings(wanted: Sequence[Wanted], *, now: datetime) -> None:
    """Give each notice, which is not stored yet or is stored afterwards, the mail that tells it.

    Mails that do not exist are made. Those that do are locked until commit and stamped anew: one
    that is being written meanwhile without this news is not sent, but written again. What missed
    its mail, which was sent in this very moment, goes into the next one.
    """
    left = {id(one): (one, now) for one in wanted}
    while left:
        periods = {key: one.period(after) for key, (one, after) in left.items()}
        found = stamped(set(periods.values()))
        missed = {}
        for key, period in periods.items():
            one, _after = left[key]
            if (mailing_id := found.get(period)) is not None:
                one.notice.mailing_id = mailing_id
            else:
                missed[key] = (one, period[2])
        left = missed


def stamped(periods: Iterable[Period]) -> dict[Period, int]:
    """Return the waiting mails of some periods, made where there is none. Two queries."""
    periods = sorted(periods, key=str)  # locked in one order by all who come
    Mailing.objects.bulk_create(
        [
            Mailing(participant_id=person, pace=pace, due_at=due, stamp=new_id())
            for person, pace, due in periods
        ],
        update_conflicts=True,
        unique_fields=["participant", "pace", "due_at"],
        update_fields=["stamp"],
        batch_size=500,
    )
    known = Mailing.objects.filter(
        participant__in={person for person, _pace, _due in periods},
        due_at__in={due for _person, _pace, due in periods},
        state=MailingState.WAITING,
    ).values_list("participant", "pace", "due_at", "pk")
    return {(person, Pace(pace), due): key for person, pace, due, key in known}
