"""Tables, found in the words of a paragraph: Markdown's own table rule drops surplus cells."""

import re
from collections.abc import Iterable, Sequence

from consult.drafts.importers.runs import HARD, SOFT, Run, one_line, pieces, plain, trim

DELIMITER = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
ESCAPED_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\\\|")
BAR_OF_WORDS = "\ufdd0"
"""Stands for a bar that ends no cell while a table is read. No text holds one: it is no character."""
BETWEEN_CELLS = Run(" \u2013 ")
LONGEST_CAPTION = 255
MOST_COLUMNS = 60

Row = list[list[Run]]


def keep_bars(source: str) -> str:
    """Return the source of a paragraph; in a table, an escaped bar is no end of a cell."""
    if "\\|" not in source or not is_table(source):
        return source
    return ESCAPED_BAR.sub(rf"\1{BAR_OF_WORDS}", source)


def split_table(source: str, runs: list[Run]) -> tuple[list[Run], Row, list[Row]]:
    """Return the words before a table, its head, and its other rows. Cells may be empty.

    Without a table all words stand before it.
    """
    lines = source.split("\n")
    rule = _delimiter(lines)
    words = plain(runs)
    # A line break inside a tag or an address has no counterpart in the words.
    if not rule or words.count(SOFT) != len(lines) - 1:
        return _with_bars(runs), [], []
    bounds = [at for at, sign in enumerate(words) if sign == SOFT]
    rows = pieces(runs, bounds)
    before = trim(run for row in rows[: rule - 1] for run in [*row, Run(SOFT)])
    return _with_bars(before), _row(rows[rule - 1]), [_row(row) for row in rows[rule + 1 :]]


def is_caption(runs: Sequence[Run]) -> bool:
    """Tell whether the words right above a table can be its caption, and lose nothing by it."""
    words = one_line(runs)
    has_links = any(run.href for run in runs)
    has_lines = any(sign in plain(runs) for sign in (SOFT, HARD))
    return bool(words) and not has_links and not has_lines and len(words) <= LONGEST_CAPTION


def size_of(rows: Sequence[Row]) -> int:
    """Return how many cells a table has when every row is as long as the longest."""
    return len(rows) * max(map(len, rows), default=0)


def in_one_line(row: Iterable[Sequence[Run]]) -> list[Run]:
    """Return the cells of a row as one line, a dash between them."""
    line: list[Run] = []
    for cell in row:
        if one_line(cell):
            line += [BETWEEN_CELLS, *cell] if line else cell
    return line


def laid_out(rows: Sequence[Sequence[tuple[int, int, list]]]) -> list[list[list]]:
    """Return what stands in each place of a table, from cells with their height and width.

    A cell that takes up several places stands in the first of them, and nothing in the others.
    """
    found: list[list[list]] = []
    below: dict[int, int] = {}  # how many more rows a column is taken up from above
    for row in rows:
        line: list[list] = []
        taken, below = below, {at: left - 1 for at, left in below.items() if left > 1}
        for height, width, cell in row:
            while len(line) in taken:
                line.append([])
            start = len(line)
            line += [cell, *([] for _ in range(min(width, MOST_COLUMNS) - 1))]
            if height > 1:
                below |= dict.fromkeys(range(start, len(line)), height - 1)
        found.append(line)
    return found


def is_table(source: str) -> bool:
    """Tell whether there is a table in the source of a paragraph."""
    return bool(_delimiter(source.split("\n")))


def _delimiter(lines: list[str]) -> int:
    """The number of the line that rules off the table's head; 0 without a table."""
    for number in range(1, len(lines)):
        if "|" in lines[number] and "|" in lines[number - 1] and DELIMITER.fullmatch(lines[number]):
            return number
    return 0


def _row(runs: list[Run]) -> Row:
    words = plain(runs)
    bounds = [at for at, sign in enumerate(words) if sign == "|"]
    first, *others = pieces(runs, bounds)
    cells = [*([] if words.startswith("|") else [first]), *map(_without_bar, others)]
    if words.endswith("|"):
        cells.pop()
    return [_with_bars(cell) for cell in cells]


def _without_bar(cell: list[Run]) -> list[Run]:
    return trim([cell[0]._replace(text=cell[0].text[1:]), *cell[1:]])


def _with_bars(runs: Iterable[Run]) -> list[Run]:
    return [run._replace(text=run.text.replace(BAR_OF_WORDS, "|")) for run in runs]
