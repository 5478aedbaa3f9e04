"""Writers on SQLite take turns: nobody asks in vain while others come and go."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

WRITERS = 20


@pytest.fixture
def handler(tmp_path, django_db_blocker) -> ConnectionHandler:
    """Connections to a database of our own, one a thread, as the site has them."""
    handler = ConnectionHandler(
        {
            "default": {
                "ENGINE": "cms.sqlite",
                "NAME": str(tmp_path / "turns.sqlite3"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 5,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        }
    )
    with django_db_blocker.unblock():  # the site's database is not asked
        with handler["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE said (at INTEGER PRIMARY KEY, who INTEGER)")
        yield handler
        handler["default"].close()


def begin(connection: BaseDatabaseWrapper) -> None:
    """Begin a transaction as `transaction.atomic` does, which knows the site's databases only."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@contextmanager
def writing(handler: ConnectionHandler) -> Iterator[Callable[[int], None]]:
    """Write in one transaction, on the connection of the thread."""
    connection = handler["default"]

    def write(who: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO said (who) VALUES (%s)", [who])

    begin(connection)
    try:
        yield write
    except BaseException:
        connection.rollback()
        raise
    else:
        connection.commit()
    finally:
        connection.set_autocommit(True)


def waits(handler: ConnectionHandler, count: int) -> None:
    """Return once so many writers wait."""
    until = time.monotonic() + 5
    while len(handler["default"].turns.waiting) != count:
        assert time.monotonic() < until
        time.sleep(0.001)


def said(handler: ConnectionHandler) -> list[int]:
    with handler["default"].cursor() as cursor:
        cursor.execute("SELECT who FROM said ORDER BY at")
        return [who for (who,) in cursor.fetchall()]


def test_writers_come_in_the_order_in_which_they_asked(handler):
    def write(who: int) -> None:
        with writing(handler) as say:
            say(who)
        handler["default"].close()

    threads = [threading.Thread(target=write, args=[who]) for who in range(WRITERS)]
    with writing(handler) as say:
        say(-1)
        for count, thread in enumerate(threads, start=1):
            thread.start()
            waits(handler, count)
    for thread in threads:
        thread.join()
    assert said(handler) == [-1, *range(WRITERS)]


@pytest.mark.parametrize("how", ["rolls back", "closes"])
def test_who_gives_up_a_transaction_gives_up_the_turn(handler, how):
    if how == "rolls back":
        fails = pytest.raises(InterruptedError)
        with fails, writing(handler) as say:
            say(1)
            raise InterruptedError
    else:
        begin(handler["default"])
        handler["default"].close()
    with writing(handler) as say:
        say(2)
    assert said(handler) == [2]
    assert not handler["default"].turns.taken


def test_who_waits_too_long_is_told_and_holds_up_nobody(handler):
    handler["default"].settings_dict["OPTIONS"]["timeout"] = 0.05
    refused = []

    def write() -> None:
        connection = handler["default"]
        try:
            with writing(handler) as say:
                say(3)
        except OperationalError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with writing(handler) as say:
        say(1)
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    with writing(handler) as say:
        say(2)
    assert said(handler) == [1, 2]
    assert len(refused) == 1
    assert "locked" in refused[0]


def test_what_does_not_begin_holds_no_turn(handler):
    connection = handler["default"]
    connection.transaction_mode = "NONSENSE"
    with pytest.raises(OperationalError):
        begin(connection)
    assert not connection.turns.taken
