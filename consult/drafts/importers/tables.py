"""Tables, found in the words of a paragraph: Markdown's own table rule drops surplus cells."""

import re

from consult.drafts.importers.runs import SOFT, Run, pieces, plain, trim

DELIMITER = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
BETWEEN_CELLS = Run(" \u2013 ")


def split_table(source: str, runs: list[Run]) -> tuple[list[Run], list[list[Run]]]:
    """The words before a table, and one list of runs for each of its rows."""
    lines = source.split("\n")
    rule = _delimiter(lines)
    words = plain(runs)
    # A line break inside a tag or an address has no counterpart in the words.
    if not rule or words.count(SOFT) != len(lines) - 1:
        return runs, []
    bounds = [at for at, sign in enumerate(words) if sign == SOFT]
    rows = pieces(runs, bounds)
    before = trim(run for row in rows[: rule - 1] for run in [*row, Run(SOFT)])
    shown = [rows[rule - 1], *rows[rule + 1 :]]
    return before, [row for row in map(_row, shown) if row]


def _delimiter(lines: list[str]) -> int:
    """The number of the line that rules off the table's head; 0 without a table."""
    for number in range(1, len(lines)):
        if "|" in lines[number] and "|" in lines[number - 1] and DELIMITER.fullmatch(lines[number]):
            return number
    return 0


def _row(runs: list[Run]) -> list[Run]:
    words = plain(runs)
    bounds = [at for at, sign in enumerate(words) if sign == "|"]
    cells = [_without_bar(cell) for cell in pieces(runs, bounds)]
    row: list[Run] = []
    for cell in filter(None, cells):
        row += [BETWEEN_CELLS, *cell] if row else cell
    return row


def _without_bar(cell: list[Run]) -> list[Run]:
    if cell and cell[0].text.startswith("|"):
        return trim([cell[0]._replace(text=cell[0].text[1:]), *cell[1:]])
    return cell
