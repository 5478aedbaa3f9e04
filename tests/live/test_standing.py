from datetime import timedelta

from django.db.models import F

from consult.core.ids import new_id
from consult.live import services
from consult.live.models import DueEvent
from consult.live.services import Standing
from tests.live import stage


def age(**how_long):
    DueEvent.objects.update(due_at=F("due_at") - timedelta(**how_long))


def test_it_says_how_far_the_stream_is_in_one_query(stream, django_assert_num_queries):
    stage.say(stream, 3)
    with django_assert_num_queries(1):
        assert services.standing(stream) == Standing(number=3, overdue=False)


def test_an_unknown_stream_stands_at_nothing(database):
    assert services.standing(new_id()) == Standing(number=0, overdue=False)


def test_what_is_about_to_be_recorded_is_not_overdue(stream):
    stage.say_soon(stream, new_id())
    age(seconds=2)
    assert not services.standing(stream).overdue


def test_what_should_have_been_recorded_is_overdue_until_it_is(stream):
    stage.say_soon(stream, new_id())
    age(seconds=4)
    assert services.standing(stream) == Standing(number=0, overdue=True)
    services.record_due()
    assert services.standing(stream) == Standing(number=1, overdue=False)


def test_other_streams_do_not_matter(stream):
    stage.say_soon(stage.open_stream(), new_id())
    age(hours=1)
    assert not services.standing(stream).overdue
