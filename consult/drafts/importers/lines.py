"""Repairs of single lines, before Markdown is read. The number of lines never changes."""

import re

from consult.drafts.importers.notes import Notes

MAX_MARKERS = 10
MAX_COLUMNS = 40
MAX_MARKERS_IN_FILE = 100_000
"""Reading a list costs far more than writing its dash; beyond this a file is not a plan."""

BULLET = re.compile(r"^([ \t]*)([•◦▪●‣∙·])(?=[ \t\u00a0])[ \t\u00a0]")
MARKER = re.compile(r"[ \t]*+(?:(>)|([-*+]|\d{1,9}[.)])(?=[ \t]|$))")


def repair_lines(text: str, notes: Notes) -> str:
    """Text whose bullets are Markdown's and whose nesting a parser can follow."""
    left = MAX_MARKERS_IN_FILE
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if bullet := BULLET.match(line):
            notes.say(number + 1, "bullet_restored", bullet=bullet[2])
            line = f"{bullet[1]}- {line[bullet.end() :]}"
        markers = _markers(line)
        allowed = min(MAX_MARKERS, left)
        if len(markers) > allowed or _too_wide(line):
            if len(markers) > allowed:
                notes.say(number + 1, "nesting_flattened")
            line = _shallow(line, markers, allowed)
        left -= min(len(markers), allowed)
        lines[number] = line
    return "\n".join(lines)


def _markers(line: str) -> list[tuple[int, int]]:
    """Where each list or quotation marker at the beginning of a line starts and ends.

    Stops at the first marker that is too many.
    """
    if _is_rule(line):
        return []
    found, at = [], 0
    while len(found) <= MAX_MARKERS and (marker := MARKER.match(line, at)):
        at = marker.end()
        found.append((marker.start(marker.lastindex), at))
    return found


def _is_rule(line: str) -> bool:
    return (
        bool(line[:3].strip()) and len(set(line) - {" ", "\t"}) == 1 and line.lstrip()[0] in "-*_"
    )


def _too_wide(line: str) -> bool:
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return len(indent) > MAX_COLUMNS // 4 and len(indent.expandtabs(4)) > MAX_COLUMNS


def _shallow(line: str, markers: list[tuple[int, int]], allowed: int) -> str:
    """The line with less indent, and with its last markers written as mere words."""
    if len(markers) > allowed:
        at = markers[allowed][1] - 1
        line = f"{line[:at]}\\{line[at:]}"
    if _too_wide(line):
        line = " " * MAX_COLUMNS + line.lstrip(" \t")
    return line
