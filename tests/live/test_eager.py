import asyncio

import pytest

from consult.live import eager


async def at_once():
    return 1


async def after(event, ran):
    ran.append("before")
    await event.wait()
    ran.append("after")
    await asyncio.sleep(0)
    ran.append("end")


@pytest.mark.asyncio
async def test_what_need_not_wait_is_done_at_once():
    assert eager.start(at_once()) is None


@pytest.mark.asyncio
async def test_what_has_to_wait_goes_on_in_a_task():
    event, ran = asyncio.Event(), []
    rest = eager.start(after(event, ran))
    assert ran == ["before"]
    task = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    event.set()
    await task
    assert ran == ["before", "after", "end"]


@pytest.mark.asyncio
async def test_what_waits_can_be_cancelled():
    ran = []
    task = asyncio.ensure_future(eager.start(after(asyncio.Event(), ran)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ran == ["before"]


@pytest.mark.asyncio
async def test_what_fails_at_once_raises():
    async def fails():
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - it has no message
        eager.start(fails())
