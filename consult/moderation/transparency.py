"""Figures of a report as tables, each with a chart of its first column. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LONGEST_LABEL = 44
"""Signs of a label that a chart shows; its table shows all of them."""
WIDE, ROW, BAR = 320, 40, 12
"""The width of a chart, the height of a row in it and of a bar, in its own units."""
SIGN = 8
"""The width of a sign of a figure, and of the space before it."""
NOTHING = gettext_lazy("Nothing in this time.")


class Percent(int):
    """A share in whole hundredths: a hundred only where nothing is missing."""

    @classmethod
    def of(cls, part: int, whole: int) -> "Percent | None":
        """Return which share of the whole a part is; None of nothing."""
        return cls(100 * part // whole) if whole else None


@dataclass(frozen=True)
class Row:
    """One line of a table: its code, its name, and a figure for each column."""

    key: str
    label: str | Promise
    values: tuple[int | timedelta | None, ...]
    number: int | None = None
    """What stands before the name: the number of an article."""

    @property
    def figures(self) -> list[str]:
        """Return the figures as people read them."""
        return [shown(one) for one in self.values]

    @property
    def name(self) -> str:
        if self.number is None:
            return str(self.label)
        # Translators: an article of the charter: its number and its title
        return _("%(number)s. %(title)s") % {"number": self.number, "title": self.label}


@dataclass(frozen=True)
class Table:
    """Figures that belong together."""

    key: str
    title: str | Promise
    columns: dict[str, str | Promise]
    """Code and name of each column of figures."""
    rows: list[Row]
    note: str | Promise = ""
    nothing: str | Promise = NOTHING
    """What is said where all that a chart would show is nought."""
    bars: list["Bar"] = field(default_factory=list)
    direction: str = "ltr"
    """From which side the bars begin."""

    @property
    def height(self) -> int:
        return len(self.rows) * ROW

    @property
    def is_empty(self) -> bool:
        """Tell whether a chart would show nothing."""
        return not any(amount(row.values[0]) for row in self.rows)

    @property
    def says(self) -> str:
        """Return the chart in words."""
        # Translators: a bar of a chart, read out: what it stands for, and its figure
        bar = _("%(name)s: %(figure)s.")
        return " ".join(bar % {"name": row.name, "figure": row.figures[0]} for row in self.rows)


def with_guests(table: Table, guests: Iterable[int]) -> Table:
    """Return a table with how many of each row's contributions are of people without an account, in
    a column of its own; the table as it is where none are.
    """
    guests = list(guests)
    if not any(guests):
        return table
    return replace(
        table,
        columns={**table.columns, "without_account": gettext_lazy("without an account")},
        rows=[
            replace(row, values=(*row.values, many))
            for row, many in zip(table.rows, guests, strict=True)
        ],
    )


@dataclass(frozen=True)
class Bar:
    """One bar: where it and its words stand, from the side on which people begin to read."""

    label: str
    figure: str
    kind: str
    x: int
    y: int
    width: int
    label_x: int
    mark_x: int
    figure_x: int


def with_bars(table: Table, *, from_the_right: bool) -> Table:
    """Return a table with its chart; without one where there is nothing to show."""
    amounts = [amount(row.values[0]) for row in table.rows]
    most = max(amounts, default=0)
    if not most:
        return table
    longest = WIDE - SIGN * (1 + max(len(row.figures[0]) for row in table.rows))
    bars = []
    for place, (row, many) in enumerate(zip(table.rows, amounts, strict=True)):
        width = max(round(longest * many / most), 2 if many else 0)
        marked = 16 if row.key in ("government", "civil_society") else 0
        bars.append(
            Bar(
                label=shortened(row.name),
                figure=row.figures[0],
                kind=row.key if marked else "other",
                x=WIDE - width if from_the_right else 0,
                y=place * ROW,
                width=width,
                label_x=WIDE - marked if from_the_right else marked,
                mark_x=WIDE - 5 if from_the_right else 5,
                figure_x=WIDE - width - SIGN if from_the_right else width + SIGN,
            )
        )
    return replace(table, bars=bars, direction="rtl" if from_the_right else "ltr")


def amount(value: int | timedelta | None) -> float:
    """Return a figure as a number."""
    return value.total_seconds() if isinstance(value, timedelta) else value or 0


def shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def shown(value: int | timedelta | None) -> str:
    """Return a figure as people read it; a time in the two units that matter."""
    if value is None:
        return "–"
    if isinstance(value, Percent):
        # Translators: a share as your language writes it, such as 18%
        return _("%(number)s%%") % {"number": number_format(value)}
    if not isinstance(value, timedelta):
        return number_format(value, force_grouping=True)
    minutes = round(value.total_seconds() / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(many)s day", "%(many)s days", days)),
        (hours, ngettext("%(many)s hour", "%(many)s hours", hours)),
        (minutes, ngettext("%(many)s minute", "%(many)s minutes", minutes)),
    ]
    said = [name % {"many": number_format(many)} for many, name in parts if many][:2]
    if len(said) == 2:
        # Translators: a time in two units, such as 2 days 3 hours
        return _("%(longer)s %(shorter)s") % {"longer": said[0], "shorter": said[1]}
    return said[0] if said else _("less than a minute")


def stored(value: int | timedelta | None) -> int | None:
    """Return a figure as exports hold it: a time in whole seconds."""
    return round(value.total_seconds()) if isinstance(value, timedelta) else value


def as_rows(tables: Iterable[Table]) -> Iterable[list]:
    """Yield the tables as one: a row for each figure."""
    yield ["table", "row", "name", "column", "value"]
    for table in tables:
        for row in table.rows:
            for column, value in zip(table.columns, row.values, strict=True):
                yield [table.key, row.key, row.name, column, stored(value)]


def as_object(tables: Iterable[Table]) -> dict:
    """Return the tables as an object: table, row, column, figure."""
    return {
        table.key: {
            row.key: {
                "name": row.name,
                **{
                    column: stored(value)
                    for column, value in zip(table.columns, row.values, strict=True)
                },
            }
            for row in table.rows
        }
        for table in tables
    }
