import asyncio

import pytest
import pytest_asyncio
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connections

from consult.live import announcements
from consult.live.hub import current_hub
from consult.live.models import DueEvent, Event, Stream
from consult.live.outage import Outage
from consult.live.presence import Headcount
from tests.live import stage


def clean():
    DueEvent.objects.all().delete()
    Event.objects.all().delete()
    Stream.objects.all().delete()
    Session.objects.all().delete()
    get_user_model().objects.filter(email__endswith="@stage.example").delete()


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """A database with real commits, as threads and hubs see it; only our tables are emptied.

    pytest-django's fixture of this name flushes all tables, and the root page and locales go.
    """
    with django_db_blocker.unblock():
        clean()
        yield
        clean()
        async_to_sync(stage.in_database(connections.close_all))()
        connections.close_all()


@pytest.fixture
def database(transactional_db):
    """As above, under a name that says what it is."""


@pytest.fixture(autouse=True)
def empty_stage(monkeypatch):
    monkeypatch.setattr(announcements, "_outage", Outage("Telling other processes of an event"))
    monkeypatch.setitem(announcements._resting, "layer", None)
    for collection in (stage.public, stage.private, stage.hidden, stage.hydrations):
        collection.clear()


@pytest.fixture
def stream(database):
    return stage.open_stream()


@pytest_asyncio.fixture
async def hub(database, monkeypatch):
    """The loop's hub, impatient; closed in the end."""
    monkeypatch.setattr(Headcount, "every", 0.02)
    hub = stage.hurry(current_hub())
    yield hub
    await hub.aclose()
    current = current_hub()
    if current is not hub:
        await current.aclose()
    await asyncio.sleep(0)
