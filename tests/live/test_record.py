import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from consult.core.ids import new_id
from consult.live import announcements, services
from consult.live.models import Event, Stream
from tests.live import stage

WRITERS, EACH, KEPT = 4, 50, 40


def test_numbers_begin_at_one_and_have_no_gaps(stream):
    assert [stage.say(stream) for _ in range(3)] == [1, 2, 3]
    assert services.last_number(stream) == 3


def test_each_stream_counts_for_itself(stream):
    other = stage.open_stream()
    stage.say(stream, 2)
    assert stage.say(other) == 1


def test_an_unknown_stream_has_no_number(database):
    assert services.last_number(new_id()) == 0


def test_opening_twice_does_no_harm(stream):
    stage.say(stream)
    services.open_stream(stream)
    assert services.last_number(stream) == 1


def test_opening_at_once_from_many_threads(database):
    stream_id = new_id()
    stage.in_threads([lambda: services.open_stream(stream_id)] * 6)
    assert Stream.objects.filter(pk=stream_id).count() == 1


def test_a_rollback_leaves_no_gap(stream):
    stage.say(stream)
    say_and_regret(stream)
    assert stage.say(stream) == 2


def test_outside_a_transaction_it_is_refused(stream):
    with pytest.raises(RuntimeError, match=r"transaction\.atomic"):
        services.record(stream_id=stream, type="test.said", object_id=new_id())
    assert services.last_number(stream) == 0


def test_a_type_that_nobody_can_tell_is_refused(stream):
    with pytest.raises(ValueError, match=r"test\.unheard_of"), transaction.atomic():
        services.record(stream_id=stream, type="test.unheard_of", object_id=new_id())


def test_a_stream_that_was_never_opened_is_refused(database):
    with pytest.raises(services.UnknownStream), transaction.atomic():
        services.record(stream_id=new_id(), type="test.said", object_id=new_id())


@pytest.mark.parametrize("wrong", [{"number": 1}, {"number": 0}, {"type": ""}])
def test_the_database_refuses_impossible_events(stream, wrong):
    stage.say(stream)
    event = {"number": 2, "type": "test.said", "object_id": new_id(), **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(stream_id=stream, **event)


def test_a_transaction_is_announced_once_a_stream(stream, monkeypatch):
    heard = []
    monkeypatch.setattr(announcements, "announce", lambda *what: heard.append(what))
    other = stage.open_stream()
    with transaction.atomic():
        for stream_id in (stream, stream, other, stream):
            services.record(stream_id=stream_id, type="test.said", object_id=new_id())
        assert heard == []
    assert sorted(heard) == sorted([(stream, 3), (other, 1)])


def test_a_rolled_back_savepoint_does_not_swallow_the_announcement(stream, monkeypatch):
    heard = []
    monkeypatch.setattr(announcements, "announce", lambda *what: heard.append(what))
    with transaction.atomic():
        say_and_regret(stream)
        services.record(stream_id=stream, type="test.said", object_id=new_id())
    assert heard == [(stream, 1)]


def test_what_is_rolled_back_is_not_announced(stream, monkeypatch):
    heard = []
    monkeypatch.setattr(announcements, "announce", lambda *what: heard.append(what))
    say_and_regret(stream)
    stage.say(stage.open_stream())
    assert stream not in [stream_id for stream_id, _ in heard]


def test_concurrent_writers_leave_no_gap_and_a_reader_sees_none_filled_later(stream):
    """Lesson: counters that drifted, and sequences that commit out of order.

    Stream numbers come from a locked row. A reader who asks again and again for what is newer
    than what it has seen gets each number once, in order, however many write.
    """
    writing = threading.Thread(target=write_at_once, args=(stream,))
    writing.start()
    seen = []
    try:
        while writing.is_alive() or len(seen) < WRITERS * KEPT:
            newer = Event.objects.filter(stream=stream, number__gt=seen[-1] if seen else 0)
            seen += newer.order_by("number").values_list("number", flat=True)
            if not writing.is_alive() and services.last_number(stream) == len(seen):
                break
            time.sleep(0.001)
    finally:
        writing.join()
    assert seen == list(range(1, WRITERS * KEPT + 1))


def write_at_once(stream_id):
    """Let four write fifty events each at the same time; every fifth is rolled back."""
    if connection.vendor == "postgresql":
        stage.in_threads([lambda: say_and_sometimes_regret(stream_id)] * WRITERS)
        return
    script = Path(__file__).with_name("writer.py")
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, str(script), database, str(stream_id), str(EACH)]
    root = Path(__file__).parents[2]
    writers = [subprocess.Popen(command, env={"PYTHONPATH": str(root)}) for _ in range(WRITERS)]  # noqa: S603
    assert [writer.wait(60) for writer in writers] == [0] * WRITERS


def say_and_sometimes_regret(stream_id):
    for turn in range(EACH):
        if turn % 5 == 4:
            say_and_regret(stream_id)
        else:
            stage.say(stream_id)


def say_and_regret(stream_id):
    with suppress(InterruptedError), transaction.atomic():
        services.record(stream_id=stream_id, type="test.said", object_id=new_id())
        raise InterruptedError
