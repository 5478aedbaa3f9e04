"""Answers that are written while they are sent, so that a long one costs no memory."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import BinaryIO
from weakref import finalize

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence

BLOCK = 64 * 1024
"""So much is written at a time, in characters."""


def streamed(
    request: HttpRequest, pieces: Iterable[str], *, type: str, name: str
) -> StreamingHttpResponse:
    """Return an answer that sends pieces as they come, to be saved under a name.

    It is compressed here: Django's middleware would make of each block a file of its own, of which
    many programs read only the first.
    """
    content: Iterator[bytes] = (block.encode() for block in in_blocks(pieces))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        content = compress_sequence(content)
        headers["Content-Encoding"] = "gzip"
    sent = in_turn(content) if isinstance(request, ASGIRequest) else content
    answer = StreamingHttpResponse(sent, content_type=type, headers=headers)
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def in_blocks(pieces: Iterable[str]) -> Iterator[str]:
    """Yield pieces joined to blocks that are worth a journey."""
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= BLOCK:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


async def in_turn(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield blocks that are made in the thread of the request, where its database connection is."""
    while (block := await sync_to_async(next)(blocks, None)) is not None:
        yield block


def streamed_file(
    request: HttpRequest, file: BinaryIO, *, type: str, name: str
) -> StreamingHttpResponse:
    """Return an answer that sends a file from where it stands, and closes it. It is not compressed."""
    blocks = iter(lambda: file.read(BLOCK), b"")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Encoding": "identity",
    }
    sent = in_turn(blocks) if isinstance(request, ASGIRequest) else blocks
    answer = StreamingHttpResponse(sent, content_type=type, headers=headers)
    answer._resource_closers.append(file.close)
    finalize(answer, file.close)  # for an answer that nobody reads
    return answer
