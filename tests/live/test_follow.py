import asyncio

import pytest
from django.db import transaction

from consult.core.ids import new_id
from consult.live import services
from consult.live.reading import last_numbers
from tests.live import stage

say, say_unheard = stage.in_database(stage.say), stage.in_database(stage.say_unheard)


@pytest.mark.asyncio
async def test_what_happens_arrives_in_the_readers_language(hub, stream):
    about = new_id()
    async with stage.reading(stream, lang="fr") as reader:
        await say(stream, about=about)
        assert await reader.frame() == {
            "n": 1,
            "type": "test.said",
            "about": str(about),
            "language": "fr",
        }


@pytest.mark.asyncio
async def test_an_unknown_language_is_the_sites_first(hub, stream):
    async with stage.reading(stream, lang="tlh") as reader:
        await say(stream)
        assert (await reader.frame())["language"] == "fr"


@pytest.mark.asyncio
async def test_without_since_a_reader_begins_now(hub, stream):
    await say(stream, 3)
    async with stage.reading(stream, ready=False) as reader:
        assert await reader.frame() == {"type": "ready", "n": 3}
        await say(stream)
        assert (await reader.frame())["n"] == 4


@pytest.mark.asyncio
async def test_an_event_is_hydrated_once_a_language_whatever_the_readers(hub, stream):
    async with (
        stage.reading(stream, lang="fr") as one,
        stage.reading(stream, lang="fr") as two,
        stage.reading(stream, lang="en") as three,
    ):
        await say(stream)
        for reader in (one, two, three):
            assert (await reader.frame())["n"] == 1
    assert sorted(stage.hydrations) == [(1, "en"), (1, "fr")]


@pytest.mark.asyncio
async def test_events_of_one_transaction_are_hydrated_together(hub, stream):
    def say_three():
        with transaction.atomic():
            for _ in range(3):
                services.record(stream_id=stream, type="test.said", object_id=new_id())

    async with stage.reading(stream) as reader:
        await stage.in_database(say_three)()
        assert await reader.numbers(3) == [1, 2, 3]
    assert stage.hydrations == [(3, "en")]


@pytest.mark.asyncio
async def test_streams_do_not_mix(hub, stream):
    other = await stage.in_database(stage.open_stream)()
    async with stage.reading(stream) as reader, stage.reading(other) as elsewhere:
        await say(other)
        assert (await elsewhere.frame())["n"] == 1
        await say(stream)
        assert (await reader.frame())["n"] == 1
        assert await elsewhere.hears_nothing(0.05)


@pytest.mark.asyncio
async def test_what_may_not_be_told_any_more_keeps_its_number(hub, stream):
    about = new_id()
    stage.hidden.add(about)
    async with stage.reading(stream) as reader:
        await say(stream, about=about)
        assert await reader.frame() == {"n": 1, "type": "void"}


@pytest.mark.asyncio
async def test_a_hydrator_that_fails_does_not_hold_up_the_stream(hub, stream, monkeypatch, caplog):
    async with stage.reading(stream) as reader:
        monkeypatch.setattr(stage, "hidden", None)  # makes the hydrator raise TypeError
        await say(stream)
        assert await reader.frame() == {"n": 1, "type": "void"}
    assert "could not be told" in caplog.text


@pytest.mark.asyncio
async def test_a_lost_hint_is_healed_from_the_database(hub, stream):
    """Lesson: the layer loses messages without a word; the database is the truth."""
    async with stage.reading(stream) as reader:
        await say_unheard(stream, 2)
        assert await reader.numbers(2) == [1, 2]


@pytest.mark.asyncio
async def test_a_gap_in_the_hints_is_filled(hub, stream):
    hub.heal_after = 60
    async with stage.reading(stream) as reader:
        await say_unheard(stream, 2)
        await say(stream)
        assert await reader.numbers(3) == [1, 2, 3]


@pytest.mark.asyncio
async def test_silent_streams_are_asked_for_in_one_query(hub, stream, monkeypatch):
    streams = [stream, *[await stage.in_database(stage.open_stream)() for _ in range(3)]]
    asked = []
    hub.heal_after = 60

    async def counting(question, *args):
        if question is not last_numbers:
            return 0
        asked.append(len(args[0]))
        return dict.fromkeys(args[0], 0)

    async with (
        stage.reading(streams[0]),
        stage.reading(streams[1]),
        stage.reading(streams[2]),
        stage.reading(streams[3]),
    ):
        await asyncio.sleep(0.05)
        monkeypatch.setattr(hub.database, "ask", counting)
        hub.heal_after = -1
        await stage.eventually(lambda: asked)
    assert asked[0] == 5  # four, and the control stream


@pytest.mark.asyncio
async def test_a_false_hint_does_no_harm(hub, stream):
    async with stage.reading(stream) as reader:
        hub.hear(stream, 7)
        await asyncio.sleep(0.1)
        await say(stream)
        assert (await reader.frame())["n"] == 1


@pytest.mark.asyncio
async def test_a_database_that_fails_for_a_while_costs_only_time(hub, stream, monkeypatch, caplog):
    ask = hub.database.ask

    async def failing(question, *args):
        raise ConnectionError("no database")

    async with stage.reading(stream) as reader:
        monkeypatch.setattr(hub.database, "ask", failing)
        await say(stream)
        assert await reader.hears_nothing(0.1)
        monkeypatch.setattr(hub.database, "ask", ask)
        assert (await reader.frame())["n"] == 1
    records = [record for record in caplog.records if "Reading streams" in record.message]
    said = [record.message.split(",")[0].split(" after")[0] for record in records]
    # What was asked while it still worked may be answered in between, and then both are said again.
    assert said
    assert said == ["Reading streams fails", "Reading streams works again"] * (len(said) // 2)


@pytest.mark.asyncio
async def test_without_readers_the_hub_keeps_nothing(hub, stream):
    async with stage.reading(stream):
        assert list(hub.audiences) == [stream]
    await stage.eventually(lambda: not hub._tasks)
    assert not hub.audiences
    assert not hub._identities
