from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consult.live import services
from consult.live.models import Event
from tests.live import stage

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def numbers(stream):
    return list(
        Event.objects.filter(stream=stream).order_by("number").values_list("number", flat=True)
    )


def age(stream, *which):
    Event.objects.filter(stream=stream, number__in=which).update(at=LONG_AGO)


def test_old_events_go_and_the_count_goes_on(stream):
    stage.say(stream, 4)
    age(stream, 1, 2)
    assert services.prune(before=timezone.now() - timedelta(days=1)) == 2
    assert numbers(stream) == [3, 4]
    assert stage.say(stream) == 5


def test_a_stream_loses_a_beginning_and_never_a_middle(stream):
    stage.say(stream, 4)
    age(stream, 3)
    assert services.prune(before=timezone.now() - timedelta(days=1)) == 3
    assert numbers(stream) == [4]


def test_the_command_says_how_many(stream):
    stage.say(stream, 3)
    age(stream, 1)
    out = StringIO()
    call_command("prune_events", "--days", "7", stdout=out)
    assert out.getvalue() == "1 events older than 7 days deleted.\n"


@pytest.mark.parametrize("days", ["0", "-3", "999999999999"])
def test_the_command_refuses_what_makes_no_sense(stream, days):
    with pytest.raises(CommandError):
        call_command("prune_events", f"--days={days}")
