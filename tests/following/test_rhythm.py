"""When mails are due, by the clock of the site."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.following.kinds import Pace
from consult.following.rhythm import GROUPED, due_after

pytestmark = pytest.mark.pure

PARIS = ZoneInfo("Europe/Paris")
PACES = [Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY]


def due(now, pace, hour=8, weekday=0):
    return due_after(now, pace, hour=hour, weekday=weekday, zone=PARIS)


def test_a_daily_mail_is_due_at_its_hour_in_winter_and_in_summer():
    assert due(datetime(2026, 1, 5, 6, 59, tzinfo=UTC), Pace.DAILY) == datetime(
        2026, 1, 5, 7, tzinfo=UTC
    )
    assert due(datetime(2026, 7, 5, 6, 0, tzinfo=UTC), Pace.DAILY) == datetime(
        2026, 7, 6, 6, tzinfo=UTC
    )


def test_a_weekly_mail_is_due_on_its_day():
    thursday = datetime(2026, 1, 8, 12, tzinfo=UTC)
    assert due(thursday, Pace.WEEKLY, weekday=3) == datetime(2026, 1, 15, 7, tzinfo=UTC)
    assert due(thursday, Pace.WEEKLY, weekday=4) == datetime(2026, 1, 9, 7, tzinfo=UTC)


@given(
    now=st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - made aware by the strategy
        max_value=datetime(2040, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    pace=st.sampled_from(PACES),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
)
def test_all_news_until_a_mail_is_due_share_it(now, pace, hour, weekday):
    when = due(now, pace, hour, weekday)
    most = {
        Pace.AT_ONCE: GROUPED,
        Pace.DAILY: timedelta(hours=25),
        Pace.WEEKLY: timedelta(days=7, hours=1),
    }
    assert timedelta(0) < when - now <= most[pace]
    between = now + (when - now) / 2
    assert due(between, pace, hour, weekday) == when
    assert due(when, pace, hour, weekday) > when
