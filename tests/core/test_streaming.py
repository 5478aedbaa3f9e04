"""Long answers: whole at the other end, however they are served and compressed."""

import asyncio
import io
import zlib

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.test import AsyncRequestFactory, RequestFactory

from consult.core import sheets
from consult.core.streaming import BLOCK, streamed, streamed_file

PIECES = [f"{number:>9}\n" for number in range(BLOCK // 4)]


def answer_to(request: HttpRequest) -> StreamingHttpResponse:
    return streamed(request, iter(PIECES), type="text/plain", name="long.txt")


def sent(answer: StreamingHttpResponse) -> bytes:
    async def everything() -> bytes:
        return b"".join([block async for block in answer])

    return asyncio.run(everything()) if answer.is_async else b"".join(answer)


@pytest.mark.parametrize("factory", [RequestFactory, AsyncRequestFactory])
@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_a_long_answer_arrives_whole(factory, accepted):
    """A program that reads one compressed file, as curl does, reads all of it."""
    request = factory().get("/", headers={"Accept-Encoding": accepted})
    answer = GZipMiddleware(lambda _: answer_to(request))(request)
    content = sent(answer)
    if accepted:
        assert answer["Content-Encoding"] == "gzip"
        reader = zlib.decompressobj(wbits=31)
        content = reader.decompress(content)
        assert (reader.eof, reader.unused_data) == (True, b"")
    assert content.decode() == "".join(PIECES)
    assert answer["Vary"] == "Accept-Encoding"
    assert answer.is_async == (factory is AsyncRequestFactory)


def test_it_is_sent_in_few_blocks():
    assert 3 <= len(list(answer_to(RequestFactory().get("/")))) <= 5


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1"])
def test_no_cell_begins_like_a_formula(text):
    """Cells that start with = + - @, a tab or a return are quoted."""
    assert sheets.cell(text) == f"'{text}"


def test_numbers_and_codes_stay_as_they_are():
    assert [sheets.cell(one) for one in (-1, True, None, "a=b", "")] == [
        "-1",
        "true",
        "",
        "a=b",
        "",
    ]


@pytest.mark.parametrize("factory", [RequestFactory, AsyncRequestFactory])
def test_a_file_arrives_as_it_is_and_is_closed(factory):
    content = bytes(range(256)) * BLOCK
    file = io.BytesIO(content[:-1])
    request = factory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = GZipMiddleware(
        lambda _: streamed_file(request, file, type="application/zip", name="x.zip")
    )(request)
    assert sent(answer) == content[:-1]
    request_finished.disconnect(close_old_connections)  # other tests still need theirs
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
    assert file.closed
