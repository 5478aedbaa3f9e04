import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from consult.core.ids import new_id
from consult.live import services
from consult.live.models import DueEvent, Event, Stream
from consult.live.reading import read
from tests.live import stage

HOUR = timedelta(hours=1)


def record_all() -> int:
    """Record what is due in an hour, so that no test waits for a second to pass."""
    return services.record_due(now=timezone.now() + HOUR)


def numbers(stream):
    events = Event.objects.filter(stream=stream).order_by("number")
    return list(events.values_list("number", flat=True))


def test_due_events_take_the_next_numbers(stream):
    stage.say(stream)
    stage.say_soon(stream, new_id())
    stage.say_soon(stream, new_id())
    assert stage.say(stream) == 2
    assert record_all() == 2
    assert stage.say(stream) == 5
    assert numbers(stream) == [1, 2, 3, 4, 5]


def test_the_oldest_come_first_and_the_rest_next_time(stream):
    abouts = [new_id() for _ in range(5)]
    for about in abouts:
        stage.say_soon(stream, about)
    later = timezone.now() + HOUR
    assert [services.record_due(now=later, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    told = Event.objects.filter(stream=stream).order_by("number")
    assert list(told.values_list("object_id", flat=True)) == abouts


def test_each_stream_is_announced_once(stream, monkeypatch):
    heard = []
    monkeypatch.setattr("consult.live.announcements.announce", lambda *what: heard.append(what))
    other = stage.open_stream()
    for stream_id in (stream, other, stream):
        stage.say_soon(stream_id, new_id())
    record_all()
    assert sorted(heard) == sorted([(stream, 2), (other, 1)])


def test_while_nothing_is_due_it_costs_one_query(stream, django_assert_num_queries):
    stage.say_soon(stream, new_id())
    with django_assert_num_queries(1):
        assert services.record_due() == 0


def test_many_due_events_cost_no_more_queries_than_one(stream, django_assert_max_num_queries):
    for _ in range(50):
        stage.say_soon(stream, new_id())
    with django_assert_max_num_queries(7):  # two of them begin and end the transaction
        assert record_all() == 50


def test_within_a_transaction_it_is_refused(stream):
    stage.say_soon(stream, new_id())
    with pytest.raises(RuntimeError), transaction.atomic():
        record_all()
    assert record_all() == 1


def test_what_nobody_can_tell_any_more_holds_up_nothing(stream):
    stage.say_soon(stream, new_id())
    DueEvent.objects.update(type="test.of_an_older_release")
    stage.say_soon(stream, new_id())
    assert record_all() == 2
    frames = [texts["en"] for _, texts in read(stream, 0, ["en"], 10).frames]
    assert frames[0] == '{"n":1,"type":"void"}'
    assert '"type":"test.counted"' in frames[1]


def test_recorders_at_once_record_each_due_event_once(stream):
    abouts = {new_id() for _ in range(40)}
    for about in abouts:
        stage.say_soon(stream, about)
    counts = []

    def record_some():
        while DueEvent.objects.exists():
            counts.append(services.record_due(now=timezone.now() + HOUR, limit=7))

    stage.in_threads([record_some] * 4)
    assert sum(counts) == 40
    assert numbers(stream) == list(range(1, 41))
    assert set(Event.objects.values_list("object_id", flat=True)) == abouts


def test_the_last_change_is_always_told(stream):
    """Lesson: a vote race, and counters that drifted.

    Many change one thing and cause an event each time, while two recorders record and look, as a
    hub does: whatever the order, somebody looks after the last change.
    """
    about, thing = new_id(), stage.open_stream()
    changes, told, done = 25, [], threading.Event()

    def change():
        for _ in range(changes):
            with transaction.atomic():
                Stream.objects.filter(pk=thing).update(last=F("last") + 1)
                services.record_soon(stream_id=stream, type="test.counted", object_id=about)

    def record_and_look():
        while not done.is_set():
            if record_all():
                told.append(services.last_number(thing))
            time.sleep(0.001)

    recorders = [threading.Thread(target=closing(record_and_look)) for _ in range(2)]
    for recorder in recorders:
        recorder.start()
    try:
        stage.in_threads([change] * 3)
    finally:
        done.set()
        for recorder in recorders:
            recorder.join()
    if record_all():
        told.append(services.last_number(thing))
    assert max(told) == 3 * changes
    assert numbers(stream) == list(range(1, len(told) + 1))


def test_at_most_one_event_in_the_time_while_causes_keep_coming(stream, monkeypatch):
    monkeypatch.setattr(services, "SOON", timedelta(milliseconds=100))
    about, began = new_id(), time.monotonic()
    causes = events = 0
    while events < 3:
        stage.say_soon(stream, about)
        causes += 1
        events += services.record_due()
    assert time.monotonic() - began >= 0.3
    assert causes > events


@pytest.mark.postgresql
def test_a_change_that_is_not_committed_yet_is_told_by_a_later_event(stream):
    """The recorder could record, and the hub look, before the change is there to be seen."""
    about = new_id()
    stage.say_soon(stream, about)
    with stage.saying_soon(stream, about):
        assert services.record_due(now=timezone.now() + services.SOON) == 0
    assert record_all() == 1


@pytest.mark.postgresql
def test_a_cause_that_comes_while_its_event_is_recorded_makes_another(stream):
    about = new_id()
    stage.say_soon(stream, about)
    recorder = threading.Thread(target=closing(record_all))
    causer = threading.Thread(target=closing(lambda: stage.say_soon(stream, about)))
    with transaction.atomic():
        services.record(stream_id=stream, type="test.said", object_id=new_id())
        recorder.start()  # takes what is due, and waits for the stream
        until_waiting(1)
        causer.start()
        until_waiting(2)
    recorder.join()
    causer.join()
    assert DueEvent.objects.count() == 1
    assert record_all() == 1
    assert numbers(stream) == [1, 2, 3]


@pytest.mark.postgresql
def test_one_that_is_always_locked_is_waited_for(stream):
    """A hot comment's row is locked nearly all the time: skipping it could go on for ever."""
    about, counts = new_id(), []
    stage.say_soon(stream, about)
    work = closing(lambda: counts.append(record_all()))
    recorders = [threading.Thread(target=work) for _ in range(2)]
    with stage.saying_soon(stream, about):
        for recorder in recorders:
            recorder.start()
        until_waiting(2)
    for recorder in recorders:
        recorder.join()
    assert sorted(counts) == [0, 1]


@pytest.mark.postgresql
def test_a_cause_that_never_ends_holds_up_only_its_own_event(stream, monkeypatch):
    monkeypatch.setattr(services, "PATIENCE", timedelta(milliseconds=50))
    stuck, free = new_id(), new_id()
    stage.say_soon(stream, stuck)
    stage.say_soon(stream, free)
    with stage.saying_soon(stream, stuck):
        assert record_all() == 1
    assert list(Event.objects.values_list("object_id", flat=True)) == [free]
    assert record_all() == 1


@pytest.mark.postgresql
def test_causes_of_one_object_do_not_wait_for_events_of_the_stream(stream):
    """Whoever posts on the draft holds the stream's row; a vote need not queue behind it."""
    voter = threading.Thread(target=closing(lambda: stage.say_soon(stream, new_id())))
    with transaction.atomic():
        services.record(stream_id=stream, type="test.said", object_id=new_id())
        voter.start()
        voter.join(20)
        assert not voter.is_alive()
        assert DueEvent.objects.count() == 1


def closing(work):
    """Return `work` that closes its thread's connection in the end."""

    def do():
        try:
            work()
        finally:
            connection.close()

    return do


def until_waiting(count=1):
    """Wait until so many connections to the test database wait for a lock."""
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.005)
    raise AssertionError("Nobody waits.")
