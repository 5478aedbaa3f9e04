"""When mails are due. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from consult.following.kinds import Pace

GROUPED = timedelta(minutes=5)
"""For how long at most news is collected that is mailed at once."""


def due_after(now: datetime, pace: Pace, *, hour: int, weekday: int, zone: ZoneInfo) -> datetime:
    """Return when a mail of this pace is due next, after `now`: all news until then share it.

    `hour` and `weekday` (Monday is 0) are those of the site's zone, whose summer time they follow.
    """
    if pace == Pace.AT_ONCE:
        begun = int(now.timestamp() // GROUPED.total_seconds()) + 1
        return datetime.fromtimestamp(begun * GROUPED.total_seconds(), UTC)
    day = now.astimezone(zone).date()
    while True:
        due = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if due > now and (pace == Pace.DAILY or day.weekday() == weekday):
            return due
        day += timedelta(days=1)
