"""Pandoc, called as a program (docs/decisions/0011-pandoc-for-documents.md)."""

import subprocess

import pypandoc

SECONDS = 30
HEAP = "512m"


class PandocFailed(Exception):
    """Pandoc could not read what it was given, or not within its time and memory."""


def convert(source: bytes, *options: str) -> bytes:
    """Return what Pandoc makes of a source. It may read no file and no address of its own accord.

    Raises `PandocFailed`.
    """
    command = [pypandoc.get_pandoc_path(), "+RTS", f"-M{HEAP}", "-RTS", "--sandbox", *options]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and no option comes from outside
            command, input=source, capture_output=True, check=True, timeout=SECONDS
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        raise PandocFailed from failure
    return done.stdout
