"""Small multiples: a small chart a row, all with the same years, so that they compare at a glance (Tufte, 1983)."""

from __future__ import annotations

from dataclasses import dataclass

from tarpit_queries.table import Table


@dataclass(frozen=True, slots=True)
class Point:
    """A number of one year; places are per cent of the chart's width and height, from its upper left."""

    year: int
    value: float
    told: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One row as a chart.

    Attributes:
        at: The number that the row is compared with.
        level: Per cent of the height at which it stands.
        first, last: Years at both ends.
        top: The number at the upper edge; the lower one is 0.
    """

    title: str
    under: str
    points: tuple[Point, ...]
    at: float
    level: float
    level_told: str
    first: int
    last: int
    top: str


def of(table: Table) -> list[Panel]:
    """Return a panel for each row that has two years and more; none for a table that is drawn otherwise."""
    chart = table.chart
    if chart is None or chart.mark != "line":
        return []
    rows = [row for row in table.rows if len(row.get(chart.x) or ()) > 1]
    years = [year for row in rows for year in row[chart.x]]
    if not years:
        return []
    first, last = min(years), max(years)
    title, under = (column.name for column in table.columns[:2])
    panels = []
    for row in rows:
        level = float(row[chart.level])
        top = 1.1 * max(*row[chart.y], level)
        points = (
            Point(
                year,
                value,
                f"{year}: {_short(value)}",
                _across(year, first, last),
                _down(value, top),
            )
            for year, value in zip(row[chart.x], row[chart.y], strict=True)
        )
        told = f"{_short(level)} {row.get('unit', '')}".strip()
        panels.append(
            Panel(
                str(row[title]),
                str(row[under]),
                tuple(points),
                level,
                _down(level, top),
                told,
                first,
                last,
                _short(top),
            )
        )
    return panels


def _across(year: int, first: int, last: int) -> float:
    return round(100 * (year - first) / (last - first), 2)


def _down(value: float, top: float) -> float:
    """Return where a number stands; the upper edge is the top, the lower one 0.

    >>> _down(0, 5), _down(5, 5), _down(1, 4)
    (100.0, 0.0, 75.0)
    """
    return round(100 - 100 * value / top, 2) if top else 100.0


def _short(value: float) -> str:
    """Return a number as short as it is clear.

    >>> _short(0.256), _short(145.3), _short(1250)
    ('0.26', '145', '1,250')
    """
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"
