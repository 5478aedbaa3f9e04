"""A table as a StreamField stores it: made, read as words, and given the cells of another. Pure."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from uuid import uuid4

from consult.core.text import plain
from consult.drafts.alignment import aligned

Words = list[str]
"""What the cells of a row say; rows are as long as their last cell that says something."""


def item(value: object, key: str = "") -> dict:
    """Return an item of a list. Without an id of its own, Wagtail cannot read a list in a list."""
    return {"type": "item", "value": value, "id": key or str(uuid4())}


def rows_of(rows: Iterable[Iterable[str]]) -> list[dict]:
    """Return rows, given as the HTML of their cells, as a table holds them."""
    return [item([item(cell) for cell in row]) for row in rows]


def words_of_table(value: dict) -> list[Words]:
    """Return what a table says, row by row, its caption first. Rows without a word say nothing."""
    rows = [[value.get("caption") or ""], *(_words(row) for row in value["rows"])]
    return [row for row in map(_squashed, rows) if row]


def with_cells_of(before: dict, after: dict) -> dict:
    """Return the table `after` with the ids of `before`, and its cells where they say the same.

    Translations are found by these ids. Equal rows are one row; so are rows in the same place
    between those, and cells in the same place of a row.
    """
    old, new = before["rows"], after["rows"]
    found: list[dict | None] = [None] * len(new)
    at, place = 0, 0
    for run in [*aligned(_names(old), _names(new)), (len(old), len(new), 0)]:
        start, end, length = run
        if start - at == end - place:
            found[place:end] = old[at:start]
        found[end : end + length] = old[start : start + length]
        at, place = start + length, end + length
    rows = [_row(was, now) if was else now for was, now in zip(found, new, strict=True)]
    # Files seldom say that the first column names the rows.
    has_column = before.get("header_column", False) or after["header_column"]
    return {**before, **after, "header_column": has_column, "rows": rows}


def _row(before: dict, after: dict) -> dict:
    cells = [
        was if was and now and plain(was["value"]) == plain(now["value"]) else _cell(was, now)
        for was, now in zip_longest(before["value"], after["value"])
    ]
    return {**before, "value": [cell for cell in cells if cell]}


def _cell(was: dict | None, now: dict | None) -> dict | None:
    return {**now, "id": was["id"]} if was and now else now


def _words(row: dict) -> Words:
    return [plain(cell["value"]) for cell in row["value"]]


def _squashed(row: Sequence[str]) -> Words:
    words = [" ".join(cell.split()) for cell in row]
    while words and not words[-1]:
        words.pop()
    return words


def _names(rows: Iterable[dict]) -> list[str]:
    return [repr(_squashed(_words(row))) for row in rows]
