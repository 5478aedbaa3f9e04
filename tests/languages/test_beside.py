"""What is done beside a request: by threads of the site, by workers, and never twice."""

import threading
import time

import pytest
from django.db import transaction
from django.test import Client
from django_tasks import task, task_backends

from cms.tasks import ThreadBackend
from consult.languages import services
from consult.languages.models import MachineTranslation, Original, State
from consult.threads import services as threads
from consult.threads.places import Said
from tests.cast import make_cast, make_stage
from tests.factories.pages import make_translation
from tests.threads.posting import at_once

done = threading.Event()
go_on = threading.Event()
names = []


@task(backend="beside")
def note() -> None:
    """Say in which thread this runs, once somebody lets it go on."""
    go_on.wait(5)
    names.append(threading.current_thread().name)
    done.set()


@task(backend="beside")
def fail() -> None:
    """Fail, as tasks do."""
    raise RuntimeError("Zanzibar")


@pytest.fixture
def beside(settings):
    """Tasks as the embedded default runs them."""
    settings.TASKS = {
        **settings.TASKS,
        "beside": {"BACKEND": "cms.tasks.ThreadBackend", "OPTIONS": {"THREADS": 1, "WAITING": 2}},
    }
    done.clear()
    go_on.clear()
    names.clear()
    backend = task_backends["beside"]
    assert isinstance(backend, ThreadBackend)
    yield backend
    go_on.set()
    backend.waiting.join()


@pytest.fixture
def comment(transactional_db):
    stage = make_stage()
    cast = make_cast(stage)
    make_translation(stage.page)
    posted = threads.post_comment(by=cast.citizen, place=stage.place(), said=Said("Bonjour.", "fr"))
    return posted.comment


@pytest.mark.django_db(transaction=True)
def test_a_task_runs_after_the_commit_and_nobody_waits_for_it(beside):
    with transaction.atomic():
        note.enqueue()
        go_on.set()
        assert not done.wait(0.2)
    assert done.wait(5)
    assert names == ["tasks-1"]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_done(beside):
    go_on.set()
    with transaction.atomic():
        note.enqueue()
        transaction.set_rollback(True)
    assert not done.wait(0.2)


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_ends_no_thread(beside, caplog):
    fail.enqueue()
    go_on.set()
    note.enqueue()
    assert done.wait(5)
    assert "Zanzibar" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_full_keeps_nobody(beside, caplog):
    begun = time.monotonic()
    for _number in range(6):
        note.enqueue()
    assert time.monotonic() - begun < 2
    assert "Too many tasks wait" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_who_asks_waits_for_no_machine(machine, beside, comment):
    """The embedded default: one process, and a machine that takes its time."""
    machine.delay = 0.6
    client, address = Client(), f"/en/translations/comment/{comment.pk}/"
    client.get(address)  # what is remembered is remembered now
    before = time.monotonic()
    answer = client.post(address, headers={"HX-Request": "true"})
    took = time.monotonic() - before
    row = MachineTranslation.objects.get()
    assert (answer.status_code, row.state) == (200, State.ASKED)
    assert took < 0.6
    beside.waiting.join()
    row.refresh_from_db()
    assert (row.state, row.text) == (State.MADE, "[en] Bonjour.")


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_ask_once(machine, comment):
    def ask():
        services.ask("comment", comment.pk, "en", reader=None, participant="x")

    assert at_once([ask] * 6) == []
    assert MachineTranslation.objects.count() == Original.objects.count() == 1
    assert MachineTranslation.objects.get().state == State.MADE
    assert len(machine.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_with_one_translation_do_it_once(machine, settings, comment):
    settings.TASKS = {
        **settings.TASKS,
        "beside": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }
    services.ask("comment", comment.pk, "en", reader=None, participant="x")
    row = MachineTranslation.objects.get()
    assert at_once([lambda: services.make(row.pk)] * 6) == []
    row.refresh_from_db()
    assert (row.state, row.tries, len(machine.asked)) == (State.MADE, 1, 1)
