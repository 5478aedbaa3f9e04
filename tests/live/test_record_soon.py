from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.core.ids import new_id
from consult.live import services
from consult.live.models import DueEvent, Event
from tests.live import stage


def a_second_later():
    return timezone.now() + services.SOON


def recorded(stream):
    """Return what the stream tells of: type and object, in order."""
    events = Event.objects.filter(stream=stream).order_by("number")
    return list(events.values_list("type", "object_id"))


def test_many_causes_make_one_event(stream):
    about = new_id()
    for _ in range(100):
        stage.say_soon(stream, about)
    assert services.record_due(now=a_second_later()) == 1
    assert recorded(stream) == [("test.counted", about)]
    assert services.record_due(now=a_second_later()) == 0


def test_nothing_is_recorded_before_a_second_has_passed(stream):
    stage.say_soon(stream, new_id())
    [due_at] = DueEvent.objects.values_list("due_at", flat=True)
    assert services.record_due(now=due_at - services.SOON / 100) == 0
    assert services.record_due(now=due_at) == 1


def test_a_second_cause_does_not_put_the_event_off(stream):
    about = new_id()
    stage.say_soon(stream, about)
    [due_at] = DueEvent.objects.values_list("due_at", flat=True)
    stage.say_soon(stream, about)
    assert list(DueEvent.objects.values_list("due_at", flat=True)) == [due_at]


def test_each_object_type_and_stream_is_told_for_itself(stream):
    other, one, two = stage.open_stream(), new_id(), new_id()
    stage.say_soon(stream, one)
    stage.say_soon(stream, two)
    stage.say_soon(stream, one, type="test.said")
    stage.say_soon(other, one)
    assert services.record_due(now=a_second_later()) == 4
    assert recorded(stream) == [("test.counted", one), ("test.counted", two), ("test.said", one)]
    assert recorded(other) == [("test.counted", one)]


def test_a_cause_after_the_event_makes_another(stream):
    about = new_id()
    for _ in range(2):
        stage.say_soon(stream, about)
        services.record_due(now=a_second_later())
    assert recorded(stream) == [("test.counted", about)] * 2


def test_it_costs_one_query_whether_it_is_the_first_cause_or_not(stream, django_assert_num_queries):
    about = new_id()
    for _ in range(2):
        with transaction.atomic(), django_assert_num_queries(1):
            services.record_soon(stream_id=stream, type="test.counted", object_id=about)


def test_a_rollback_leaves_nothing(stream):
    with suppress(InterruptedError), transaction.atomic():
        services.record_soon(stream_id=stream, type="test.counted", object_id=new_id())
        raise InterruptedError
    assert not DueEvent.objects.exists()


def test_a_rollback_does_not_take_the_causes_of_others_along(stream):
    about = new_id()
    stage.say_soon(stream, about)
    with suppress(InterruptedError), transaction.atomic():
        services.record_soon(stream_id=stream, type="test.counted", object_id=about)
        raise InterruptedError
    assert services.record_due(now=a_second_later()) == 1


def test_outside_a_transaction_it_is_refused(stream):
    with pytest.raises(RuntimeError, match=r"transaction\.atomic"):
        services.record_soon(stream_id=stream, type="test.counted", object_id=new_id())
    assert not DueEvent.objects.exists()


def test_a_type_that_nobody_can_tell_is_refused(stream):
    with pytest.raises(ValueError, match=r"test\.unheard_of"), transaction.atomic():
        services.record_soon(stream_id=stream, type="test.unheard_of", object_id=new_id())


def test_a_stream_that_was_never_opened_is_refused_by_the_database(database):
    with pytest.raises(IntegrityError):
        stage.say_soon(new_id(), new_id())
    assert not DueEvent.objects.exists()


@pytest.mark.parametrize("wrong", [{"type": "test.counted"}, {"type": ""}])
def test_the_database_refuses_impossible_rows(stream, wrong):
    about = new_id()
    stage.say_soon(stream, about)
    with pytest.raises(IntegrityError), transaction.atomic():
        DueEvent.objects.create(stream_id=stream, object_id=about, due_at=timezone.now(), **wrong)
