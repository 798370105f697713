"""What every report and query hands on: a typed table, with the ids that lead to its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from tarpit_graph.errors import InputError
from tarpit_graph.style.appearance import readable

if TYPE_CHECKING:
    import polars

#: What stands in place of a number that would mean nothing.
NOT_ENOUGH = "not enough evidence"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        doc: What it holds, in which unit.
        digits: How many decimals people read.
        is_bar: The number that the rows are ranked by: drawn as a bar where there is room.
        is_measure: A number that means nothing without enough evidence; it is then missing.
        is_series: Numbers in the order of time, shown as a small line of bars.
        is_detail: Left out where there is little room: in a terminal and on a page.
    """

    name: str
    doc: str = ""
    digits: int | None = None
    is_bar: bool = False
    is_measure: bool = False
    is_detail: bool = False
    is_series: bool = False


def _framed(value: Any) -> Any:
    return sorted(value) if isinstance(value, set | frozenset) else value


#: Items of a list that a cell shows.
_LISTED = 10
#: How names of columns with US dollars end, and from what sum on they are told in thousands, millions and billions.
_DOLLARS = "_usd"
_LARGE = ((1e9, "B"), (1e6, "M"), (1e4, "k"))


def dollars(value: float) -> str:
    """Return a sum of US dollars as people say it, with no digit that is none.

    >>> dollars(1_300_000_000), dollars(6_500_000), dollars(0.15), dollars(25_000)
    ('$1.3B', '$6.5M', '$0.15', '$25k')
    """
    for least, letter in _LARGE:
        if abs(value) >= least:
            unit = 1e3 if letter == "k" else least
            return f"${value / unit:,.4g}{letter}"
    return f"${value:,.2f}" if abs(value) >= 0.1 or value == 0 else f"${value:.3g}"


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float]) -> str:
    """Return numbers as bars of text, the largest the highest (Tufte, Beautiful Evidence, 2006).

    >>> sparkline([1, 4, 8]), sparkline([3, 3]), sparkline([])
    ('▁▄█', '██', '')
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low == high:
        return _BARS[-1] * len(values)
    step = (high - low) / (len(_BARS) - 1)
    return "".join(_BARS[round((value - low) / step)] for value in values)


@dataclass(frozen=True, slots=True)
class Chart:
    """How to draw rows, where looking beats reading.

    Attributes:
        mark: `bar` or `point`; of `line` each row is a small chart of its own, all with one axis of time.
        x, y, colour: Names of columns; `x` is a number or a day. A line's `x` and `y` hold lists.
        level: Of a line, the column with a number to compare it with.
    """

    mark: str
    x: str
    y: str
    colour: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind.

    Attributes:
        title: What it answers.
        columns: In the order to show them. A row may hold more, such as the ids of facts behind it.
        rows: Values by column name.
        notes: What to know when reading it, a sentence each.
        chart: How to draw it; without, the bars of what it is ranked by.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Any], ...]
    notes: tuple[str, ...] = field(default=())
    chart: Chart | None = None

    def frame(self) -> polars.DataFrame:
        """Return the rows as a data frame of polars: columns as shown, lists as lists, days as dates.

        Raises:
            InputError: polars is not installed.
        """
        try:
            import polars
        except ImportError as error:
            raise InputError("frames need polars: `pip install tarpit-graph[notebook]`") from error
        names = [column.name for column in self.columns]
        rows = [{name: _framed(row.get(name)) for name in names} for row in self.rows]
        return polars.DataFrame(rows, schema=None if rows else names, infer_schema_length=None)

    def _repr_html_(self) -> str:
        """Return how a notebook shows it."""
        columns = [column for column in self.columns if not column.is_detail]
        head = "".join(f"<th>{escape(c.name.replace('_', ' '))}</th>" for c in columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(self.shown(row, c))}</td>' for c in columns)}</tr>"
            for row in self.rows
        )
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        title = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"

    def shown(self, row: dict[str, Any], column: Column, *, whole: bool = False) -> str:
        """Return a value as people read it: of a long list the first ten, unless it is to be `whole`.

        >>> table = Table("t", (Column("x", digits=2),), ())
        >>> (
        ...     table.shown({"x": 0.12345}, table.columns[0]),
        ...     table.shown({"x": ["a", "b"]}, Column("x")),
        ... )
        ('0.12', 'a, b')
        >>> table.shown({"x": list(range(30))}, Column("x"))
        '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 20 more'
        """
        value = row.get(column.name)
        if value is None:
            return NOT_ENOUGH if column.is_measure else ""
        if column.is_series:
            return sparkline(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float) and column.name.endswith(_DOLLARS):
            return dollars(value)
        if isinstance(value, float):
            return f"{value:,.{2 if column.digits is None else column.digits}f}"
        if isinstance(value, list | tuple | set | frozenset):
            items = [readable(str(item)) for item in value]
            most = len(items) if whole or len(items) <= _LISTED + 1 else _LISTED
            left = [f"and {len(items) - most:,} more"] if most < len(items) else []
            return ", ".join((*items[:most], *left))
        return readable(str(value))
