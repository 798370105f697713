"""Crowding and concentration: bars by companies, and who meets whom everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log10
from typing import Any

from tarpit_graph.snapshot import Snapshot

from tarpit_queries.page.marks import Marks
from tarpit_queries.reports import crowding

_ALL = 100_000
_BARS = 25
#: Points whose names are written: at most so many, and none within so much above or below another, in per cent of the
#: height: beside one another two names meet where the page is narrow.
_NAMED, _APART = 12, 4.5


@dataclass(frozen=True, slots=True)
class SegmentPoint:
    """A segment in the chart of concentration; `x` and `y` are per cent of its width and height.

    Attributes:
        is_named: Its name is written beside it.
    """

    key: str
    name: str
    x: float
    y: float
    row: dict[str, Any]
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class CrowdingView:
    """What the part shows.

    Attributes:
        rows: The most crowded segments, each with `key`, and `share` of the longest bar in per cent.
        points: All segments of two products and more.
        ticks: Per cent of the width at which a number of companies stands.
    """

    rows: tuple[dict[str, Any], ...]
    points: tuple[SegmentPoint, ...]
    ticks: tuple[tuple[float, int], ...]
    notes: tuple[str, ...]


def view(snapshot: Snapshot, marks: Marks) -> CrowdingView:
    """Return the bars and points."""
    table = crowding.report(snapshot, top=_ALL)
    most = max((row["companies"] for row in table.rows), default=None) or 1.0
    rows, points = [], []
    for number, row in enumerate(table.rows):
        key = marks.add(f"{row['segment']}: who serves it", row["facts"])
        if number < _BARS:
            rows.append({**row, "key": key, "share": round(100 * row["companies"] / most, 2)})
        x = _place(row["companies"], most)
        points.append(
            SegmentPoint(key, row["segment"], x, round(100 - 100 * row["overlap"], 2), row)
        )
    ticks = tuple((_place(n, most), n) for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) if n <= most)
    return CrowdingView(tuple(rows), tuple(_with_names(points)), ticks, table.notes)


def _with_names(points: list[SegmentPoint]) -> Iterator[SegmentPoint]:
    """Yield points, of which those furthest to the upper right are named, as far as no name meets another."""
    named: list[SegmentPoint] = []
    for point in sorted(points, key=lambda p: (p.y - p.x, p.name)):
        apart = all(abs(other.y - point.y) > _APART for other in named)
        if apart and len(named) < _NAMED:
            named.append(point)
    yield from (replace(point, is_named=point in named) for point in points)


def _place(companies: int, most: float) -> float:
    """Return where a number stands on a logarithmic axis from 1 to the most, in per cent."""
    return round(100 * log10(max(companies, 1)) / max(log10(most), 0.1), 2) if most > 1 else 0.0
