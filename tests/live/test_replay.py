import asyncio

import pytest

from consult.core.ids import new_id
from consult.live import services
from consult.live.models import Event, Stream
from tests.live import stage

say = stage.in_database(stage.say)


@pytest.mark.asyncio
async def test_a_reader_who_comes_back_gets_what_came_after(hub, stream):
    await say(stream, 5)
    async with stage.reading(stream, since=2, ready=False) as reader:
        assert await reader.numbers(3) == [3, 4, 5]
        assert await reader.frame() == {"type": "ready", "n": 5}
        await say(stream)
        assert (await reader.frame())["n"] == 6


@pytest.mark.asyncio
async def test_a_reader_who_missed_nothing_is_ready_at_once(hub, stream):
    await say(stream, 5)
    async with stage.reading(stream, since=5, ready=False) as reader:
        assert await reader.frame() == {"type": "ready", "n": 5}


@pytest.mark.asyncio
async def test_what_was_hidden_since_is_not_replayed(hub, stream):
    """Lesson: replay of what was hidden since; the live bus that told restricted talk.

    An event holds ids, never text: it is told from the database as it is at the replay.
    """
    about = new_id()
    await say(stream, about=about)
    await say(stream)
    stage.hidden.add(about)
    async with stage.reading(stream, since=0, ready=False) as reader:
        assert await reader.frame() == {"n": 1, "type": "void"}
        assert (await reader.frame())["n"] == 2


def test_an_event_has_no_room_for_text():
    """Lesson: a hidden revision came with its number. What is not stored cannot be told."""
    fields = {field.name: field.get_internal_type() for field in Event._meta.get_fields()}
    assert fields == {
        "id": "BigAutoField",
        "stream": "ForeignKey",
        "number": "PositiveBigIntegerField",
        "type": "CharField",
        "object_id": "UUIDField",
        "at": "DateTimeField",
    }


@pytest.mark.asyncio
async def test_who_is_too_far_behind_loads_the_page_anew(hub, stream):
    hub.replay_limit = 3
    await say(stream, 5)
    async with stage.reading(stream, since=1, ready=False) as reader:
        assert await reader.frame() == {"type": "reset"}
        assert await reader.frame() == {"type": "ready", "n": 5}
        await say(stream)
        assert (await reader.frame())["n"] == 6


@pytest.mark.asyncio
async def test_just_as_far_behind_as_is_replayed(hub, stream):
    hub.replay_limit = 3
    await say(stream, 5)
    async with stage.reading(stream, since=2, ready=False) as reader:
        assert await reader.numbers(3) == [3, 4, 5]


@pytest.mark.asyncio
async def test_a_number_that_never_was_is_reset(hub, stream):
    await say(stream, 2)
    async with stage.reading(stream, since=999_999_999_999_999, ready=False) as reader:
        assert await reader.frame() == {"type": "reset"}
        assert await reader.frame() == {"type": "ready", "n": 2}


@pytest.mark.asyncio
async def test_who_asks_for_what_was_pruned_is_reset(hub, stream):
    await say(stream, 5)
    await stage.in_database(Event.objects.filter(stream=stream, number__lte=3).delete)()
    async with stage.reading(stream, since=2, ready=False) as reader:
        assert await reader.frame() == {"type": "reset"}
        assert await reader.frame() == {"type": "ready", "n": 5}
    async with stage.reading(stream, since=3, ready=False) as reader:
        assert await reader.numbers(2) == [4, 5]


@pytest.mark.asyncio
async def test_who_asks_when_all_was_pruned_is_reset(hub, stream):
    await say(stream, 5)
    await stage.in_database(Event.objects.filter(stream=stream).delete)()
    async with stage.reading(stream, since=2, ready=False) as reader:
        assert await reader.frame() == {"type": "reset"}
    async with stage.reading(stream, since=5, ready=False) as reader:
        assert await reader.frame() == {"type": "ready", "n": 5}


@pytest.mark.asyncio
async def test_a_database_put_back_from_a_backup_resets_who_knows_more(hub, stream, caplog):
    def put_back():
        Event.objects.filter(stream=stream, number__gt=1).delete()
        Stream.objects.filter(pk=stream).update(last=1)

    await say(stream, 3)
    async with stage.reading(stream) as reader:
        await stage.in_database(put_back)()
        assert await reader.frame() == {"type": "reset"}
        await say(stream)
        assert (await reader.frame())["n"] == 2
    assert "went back" in caplog.text


@pytest.mark.asyncio
async def test_replay_and_live_meet_without_loss_or_double(hub, stream):
    """Lesson: nothing lost, nothing doubled. Readers come back while others write."""
    total, readers = 60, 12
    await say(stream, 10)

    async def write():
        for _ in range(total - 10):
            await say(stream)

    async def read(since):
        await asyncio.sleep(since * 0.01)
        async with stage.reading(stream, since=since, ready=False) as reader:
            numbers = []
            while not numbers or numbers[-1] < total:
                frame = await reader.frame(10)
                if frame["type"] != "ready":
                    numbers.append(frame["n"])
            return numbers

    heard = await asyncio.gather(*[read(since) for since in range(readers)], write())
    for since in range(readers):
        assert heard[since] == list(range(since + 1, total + 1))


@pytest.mark.asyncio
async def test_many_who_come_back_at_once_share_the_reads(hub, stream):
    await say(stream, 5)
    readers = [stage.Reader(stream, since=2) for _ in range(40)]
    await asyncio.gather(*[reader.connect() for reader in readers])
    for reader in readers:
        assert await reader.numbers(3) == [3, 4, 5]
    assert len(stage.hydrations) < 10
    await asyncio.gather(*[reader.leave() for reader in readers])


@pytest.mark.asyncio
async def test_what_is_committed_between_the_replay_and_the_following_is_not_lost(
    hub, stream, monkeypatch
):
    await say(stream, 2)
    ask = hub.database.ask
    late = []

    async def slow(question, *args):
        answer = await ask(question, *args)
        if question.__name__ == "replay" and not late:
            late.append(await say(stream))
        return answer

    async with stage.reading(stream) as first:
        monkeypatch.setattr(hub.database, "ask", slow)
        async with stage.reading(stream, since=1, ready=False) as second:
            numbers = [frame["n"] for frame in [await second.frame() for _ in range(3)]]
            assert sorted(set(numbers)) == [2, 3]
        assert (await first.frame())["n"] == 3


def test_the_number_of_queries_does_not_depend_on_the_events(stream, django_assert_num_queries):
    from consult.live.reading import replay  # noqa: PLC0415 - only here

    stage.say(stream, 40)
    with django_assert_num_queries(1):
        assert len(replay(stream, 0, "en", 500).frames) == 40
    assert services.last_number(stream) == 40
