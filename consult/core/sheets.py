"""Tables for spreadsheet programs: CSV in which no cell is a formula."""

import csv
from collections.abc import Iterable, Iterator

BEGIN = "\ufeff"
"""What a file begins with, so that spreadsheet programs read it as UTF-8."""
TYPE = "text/csv; charset=utf-8"

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With one of these a spreadsheet program begins to compute, or may after it has cut white space."""


def cell(value: object) -> str:
    """Return a value as a cell: text that a program could take for a formula gets an apostrophe.

    Numbers are left alone: they are ours, and a spreadsheet is to count with them.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(DANGEROUS) else value


class Line:
    """A file of which the newest line can be taken away."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield rows as the lines of a CSV file (RFC 4180), every cell in quotation marks."""
    writer = csv.writer(Line(), quoting=csv.QUOTE_ALL)
    yield BEGIN
    for row in rows:
        yield writer.writerow([cell(value) for value in row])
