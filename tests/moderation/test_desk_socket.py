"""The moderators' own socket: it is theirs for as long as they have the role, and no longer."""

from datetime import timedelta

import pytest
import pytest_asyncio
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.core.ids import new_id
from consult.live import services as live
from consult.live.events import CloseCode
from consult.live.hub import current_hub
from consult.live.models import Event, Stream
from consult.moderation.desk import desk_of
from tests.live import stage

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


def make_house():
    """Make a consultation with a moderator, and somebody who has no role in it."""
    now = timezone.now()
    consultation = Consultation.objects.create(
        pk=new_id(), opens_at=now, closes_at=now + timedelta(days=1)
    )
    moderator, other = stage.make_user("grace"), stage.make_user("alan")
    membership = consultations.add_member(
        consultation=consultation, participant=moderator, role="moderator", college="government"
    )
    desk = desk_of(consultation.pk)
    live.open_stream(desk)
    return desk, membership, stage.sign_in(moderator), stage.sign_in(other)


@pytest_asyncio.fixture
async def house():
    yield await stage.in_database(make_house)()
    hub = current_hub()
    await hub.aclose()
    await stage.in_database(clean)()


def clean():
    for model in (Event, Stream, Session):
        model.objects.all().delete()


def tell(desk):
    with transaction.atomic():
        live.record(stream_id=desk, type="case.changed", object_id=new_id())


async def test_a_moderator_hears_the_desk(house):
    desk, _membership, session, _other = house
    stage.hurry(current_hub())
    async with stage.reading(desk, at="desks", session=session) as reader:
        await stage.in_database(tell)(desk)
        assert (await reader.frame())["n"] == 1


async def test_a_role_that_is_taken_away_closes_the_desk_at_once(house):
    """Ours: a socket that outlives a role."""
    desk, membership, session, _other = house
    stage.hurry(current_hub())
    async with stage.reading(desk, at="desks", session=session) as reader:
        await stage.in_database(consultations.remove_member)(membership)
        assert await reader.close_code() == CloseCode.NOT_FOUND
        await stage.in_database(tell)(desk)
        assert await reader.hears_nothing(0.05)


@pytest.mark.parametrize("who", ["somebody without a role", "a stranger"])
@pytest.mark.parametrize("at", ["desks", "drafts"])
async def test_nobody_else_hears_it_at_any_address(house, who, at):
    """Decidim CVE-2026-45086: each address asks, also the one that was made for something else."""
    desk, _membership, _session, other = house
    reader = stage.Reader(desk, at=at, session=other if who.startswith("somebody") else None)
    await reader.connect()
    assert await reader.close_code() == CloseCode.NOT_FOUND
    await reader.leave()
