"""Who may listen, still: a socket ends with its session, account, or right to see the draft."""

import asyncio
import threading

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from consult.live import services
from consult.live.events import CloseCode
from tests.live import stage

say = stage.in_database(stage.say)


def participant(stream, name="ada"):
    user = stage.make_user(name)
    stage.private.setdefault(stream, set()).add(user.pk)
    return user, stage.sign_in(user)


@pytest.fixture
def draft(database):
    """A stream that only its drafters may listen to."""
    return stage.open_stream(to_everybody=False)


def change(user, **values):
    get_user_model().objects.filter(pk=user.pk).update(**values)


def change_password(user):
    user.set_password("another wordpass")
    user.save()


def end_session(user):
    Session.objects.all().delete()


def deactivate(user):
    change(user, is_active=False)


@pytest.mark.asyncio
async def test_a_stranger_is_turned_away(hub, draft):
    """Lesson: events that tell of drafts one may not see."""
    reader = stage.Reader(draft)
    await reader.connect()
    assert await reader.close_code() == CloseCode.NOT_FOUND == 4404
    await reader.leave()
    assert not hub.audiences


@pytest.mark.asyncio
async def test_a_stream_that_does_not_exist_says_no_more_than_a_hidden_one(hub, database):
    reader = stage.Reader("019a0000-0000-7000-8000-000000000001")
    await reader.connect()
    assert await reader.close_code() == CloseCode.NOT_FOUND
    await reader.leave()


@pytest.mark.asyncio
async def test_nobody_listens_to_the_control_stream(hub, database):
    """Lesson: the live bus told restricted talk."""
    stage.public.add(services.CONTROL)
    reader = stage.Reader(services.CONTROL, since=0)
    await reader.connect()
    assert await reader.close_code() == CloseCode.NOT_FOUND
    await reader.leave()


@pytest.mark.asyncio
async def test_who_may_listens(hub, draft):
    _, session = await stage.in_database(participant)(draft)
    async with stage.reading(draft, session=session) as reader:
        await say(draft)
        assert (await reader.frame())["n"] == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("end", [end_session, deactivate, change_password])
async def test_an_ended_session_closes_the_socket_at_once(hub, draft, end):
    """Lesson, measured on the stack: with the user deactivated and every session deleted, a socket
    goes on and is still served."""
    user, session = await stage.in_database(participant)(draft)
    other, others_session = await stage.in_database(participant)(draft, "bob")
    async with (
        stage.reading(draft, session=session) as reader,
        stage.reading(draft, session=others_session) as bystander,
    ):
        await stage.in_database(end)(user)
        if end is end_session:
            await stage.in_database(stage.sign_in)(other)
        await stage.in_database(services.access_changed)(user.pk)
        assert await reader.close_code() == CloseCode.SESSION_ENDED == 4401
        await say(draft)
        assert await reader.hears_nothing(0.05)
        if end is not end_session:
            assert (await bystander.frame())["n"] == 1


@pytest.mark.asyncio
async def test_a_role_that_ends_closes_the_socket(hub, draft):
    user, session = await stage.in_database(participant)(draft)
    async with stage.reading(draft, session=session) as reader:
        stage.private[draft].clear()
        await stage.in_database(services.access_changed)(user.pk)
        assert await reader.close_code() == CloseCode.NOT_FOUND


@pytest.mark.asyncio
async def test_a_draft_that_is_hidden_closes_all_its_sockets(hub, stream):
    other = await stage.in_database(stage.open_stream)()
    async with (
        stage.reading(stream) as one,
        stage.reading(stream) as two,
        stage.reading(other) as elsewhere,
    ):
        stage.public.remove(stream)
        await stage.in_database(services.visibility_changed)(stream)
        assert await one.close_code() == CloseCode.NOT_FOUND
        assert await two.close_code() == CloseCode.NOT_FOUND
        await say(other)
        assert (await elsewhere.frame())["n"] == 1


@pytest.mark.asyncio
async def test_a_lost_hint_on_the_control_stream_is_healed(hub, stream, monkeypatch):
    monkeypatch.setattr("consult.live.services.announce_on_commit", lambda *_: None)
    async with stage.reading(stream) as reader:
        stage.public.remove(stream)
        await stage.in_database(services.visibility_changed)(stream)
        assert await reader.close_code() == CloseCode.NOT_FOUND


@pytest.mark.asyncio
async def test_pruned_control_events_have_everybody_checked(hub, stream, monkeypatch):
    def change_and_prune():
        services.visibility_changed(stream)
        services.visibility_changed(stream)
        services.Event.objects.filter(stream=services.CONTROL, number=1).delete()

    async with stage.reading(stream) as reader:
        stage.public.remove(stream)
        monkeypatch.setattr("consult.live.services.announce_on_commit", lambda *_: None)
        monkeypatch.setattr(hub, "heal_after", 60)
        await stage.in_database(change_and_prune)()
        hub.hear(services.CONTROL, 2)
        assert await reader.close_code() == CloseCode.NOT_FOUND


@pytest.mark.asyncio
async def test_every_socket_is_checked_again_by_and_by(hub, draft):
    user, session = await stage.in_database(participant)(draft)
    async with stage.reading(draft, session=session) as reader:
        hub.recheck_after = 0
        await stage.in_database(deactivate)(user)
        assert await reader.close_code() == CloseCode.SESSION_ENDED


@pytest.mark.asyncio
async def test_nothing_is_delivered_on_an_old_check(hub, draft):
    """Lesson: a socket that outlives a session, a role or a ban."""
    user, session = await stage.in_database(participant)(draft)
    async with stage.reading(draft, session=session) as reader:
        await stage.in_database(deactivate)(user)
        for socket in hub.sockets():
            socket.checked_at -= hub.check_limit
        await say(draft)
        assert await reader.close_code() == CloseCode.SESSION_ENDED
        assert await reader.hears_nothing(0)


@pytest.mark.asyncio
async def test_an_old_check_that_holds_delays_nothing_much(hub, stream):
    async with stage.reading(stream) as reader:
        for socket in hub.sockets():
            socket.checked_at -= hub.check_limit
        await say(stream, 2)
        assert await reader.numbers(2) == [1, 2]


@pytest.mark.asyncio
async def test_a_check_that_cannot_be_made_closes_nobody(hub, stream, monkeypatch):
    def no_answer(claim):
        raise ConnectionError("no database")

    async with stage.reading(stream) as reader:
        monkeypatch.setattr("consult.live.doorkeeper.why_close", no_answer)
        hub.recheck(hub.sockets())
        await asyncio.sleep(0.05)
        await say(stream)
        assert (await reader.frame())["n"] == 1


@pytest.mark.asyncio
async def test_who_cannot_be_checked_at_the_door_comes_back_later(hub, stream, monkeypatch):
    def no_answer(claim):
        raise ConnectionError("no database")

    monkeypatch.setattr("consult.live.doorkeeper.why_close", no_answer)
    reader = stage.Reader(stream)
    await reader.connect()
    assert await reader.close_code() == CloseCode.TRY_AGAIN_LATER == 1013
    await reader.leave()


@pytest.mark.asyncio
async def test_readers_without_account_are_checked_together(hub, stream, monkeypatch):
    asked, all_are_here = [], threading.Event()

    def why_close(claim):
        asked.append(claim)
        all_are_here.wait(5)

    monkeypatch.setattr("consult.live.doorkeeper.why_close", why_close)
    readers = [stage.Reader(stream) for _ in range(30)]
    await asyncio.gather(*[reader.connect() for reader in readers])
    await stage.eventually(lambda: len(list(hub.sockets())) == 30)
    all_are_here.set()
    for reader in readers:
        assert (await reader.frame())["type"] == "ready"
    assert len(asked) <= 2
    await asyncio.gather(*[reader.leave() for reader in readers])


def test_each_event_of_control_opens_its_own_transaction(database):
    services.access_changed(stage.make_user().pk)
    services.visibility_changed(services.CONTROL)
    assert services.last_number(services.CONTROL) == 2
