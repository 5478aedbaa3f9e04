"""Words with their formatting: flat runs, so that text can be cut and joined anywhere.

Flat runs cannot nest wrongly, so what `to_html` writes is well formed by construction.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

SOFT = "\n"
"""A line end of the source inside a paragraph: shown as a space."""
HARD = "\v"
"""A line break that the author asked for. No source text holds one: `decode` removes it."""

AROUND_BREAK = re.compile(r"(?<! ) *+<br> *")
SPACES = re.compile(r"[ \t\n\v]+")


class Run(NamedTuple):
    """Some words in one format. `href` is empty, a checked http, https or mailto address, or
    leads to a note (`#note-1`) or back (`#ref-1`)."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


def plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def one_line(runs: Iterable[Run]) -> str:
    """The words as a single line; no-break spaces stay, French needs them."""
    return SPACES.sub(" ", plain(runs)).strip(" ")


def cut(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """The runs between two positions of their plain text."""
    taken, at = [], 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        at += len(run.text)
        if text:
            taken.append(run._replace(text=text))
        if at >= end:
            break
    return taken


def tail(runs: list[Run], length: int) -> str:
    """At least the last `length` characters of the plain text, if there are as many."""
    parts: list[str] = []
    for run in reversed(runs):
        if length <= 0:
            break
        parts.append(run.text)
        length -= len(run.text)
    return "".join(reversed(parts))


def split(runs: Iterable[Run], bounds: Iterable[int]) -> list[list[Run]]:
    """The runs cut at each of the rising positions `bounds`, in one pass."""
    parts: list[list[Run]] = [[]]
    at = 0
    ends = iter(bounds)
    end = next(ends, None)
    for run in runs:
        done = 0
        while end is not None and at + len(run.text) > end:
            parts[-1].append(run._replace(text=run.text[done : end - at]))
            parts.append([])
            done, end = end - at, next(ends, None)
        parts[-1].append(run._replace(text=run.text[done:]))
        at += len(run.text)
    return parts


def pieces(runs: Iterable[Run], bounds: Iterable[int]) -> list[list[Run]]:
    """The runs cut at `bounds`, each part without spaces around it."""
    return [trim(part) for part in split(runs, bounds)]


def trim(runs: Iterable[Run]) -> list[Run]:
    """The runs without spaces and line breaks at both ends."""
    kept = [run for run in runs if run.text]
    while kept and not kept[0].text.strip():
        del kept[0]
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = kept[0]._replace(text=kept[0].text.lstrip())
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return kept


def to_html(runs: Iterable[Run]) -> str:
    """The runs as HTML made of a, b, i and br only."""
    out: list[str] = []
    opened: list[str] = []
    for run in trim(runs):
        wanted = _tags(run)
        while opened != wanted[: len(opened)]:
            out.append(f"</{opened.pop()[0]}>")
        for tag in wanted[len(opened) :]:
            out.append(f'<a href="{escape(tag[1:])}">' if tag[0] == "a" else f"<{tag}>")
            opened.append(tag)
        out.append(escape(run.text, quote=False).replace(SOFT, " ").replace(HARD, "<br>"))
    out.extend(f"</{tag[0]}>" for tag in reversed(opened))
    return AROUND_BREAK.sub("<br>", "".join(out))


def _tags(run: Run) -> list[str]:
    return [f"a{run.href}"] * bool(run.href) + ["b"] * run.bold + ["i"] * run.italic
