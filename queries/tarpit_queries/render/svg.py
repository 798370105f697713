"""Charts as one SVG: bars of what rows are ranked by, points on a time line, each table below the other."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tarpit_graph.errors import InputError

from tarpit_queries import small_multiples
from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Chart, Table

#: More marks than this cannot be told apart.
_MAXIMUM = 60
#: Width of a small chart, letters in a line of its title, and how many stand beside each other.
_PANEL, _LETTERS, _ABREAST = 240, 48, 3
_WIDTH, _STEP, _LABEL = 520, 18, 320
#: Labels were measured in Arial; where a viewer has a wider font, the margin keeps them whole.
_FONT, _PADDING = "Arial, Helvetica, sans-serif", {"left": 64, "right": 16, "top": 16, "bottom": 16}
#: Okabe and Ito's colours, which the colour-blind tell apart.
_COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"]


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return a chart for each table that can be drawn. Names are drawn as text, whatever they hold.

    Raises:
        InputError: altair is not installed, or there is nothing to draw.
    """
    try:
        import altair
    except ImportError as error:
        raise InputError("charts need altair: `pip install tarpit-graph[charts]`") from error
    drawn = [(table, chart) for table in tables if table.rows and (chart := chart_of(table))]
    if not drawn:
        raise InputError("there is nothing to draw here; choose another format, such as md")
    whole = altair.vconcat(*(_draw(altair, table, chart) for table, chart in drawn))
    out = io.StringIO()
    whole.configure(font=_FONT, padding=_PADDING).resolve_scale(color="independent").save(
        out, format="svg"
    )
    return out.getvalue()


def chart_of(table: Table) -> Chart | None:
    """Return how to draw a table: as it says, else bars of what its rows are ranked by.

    >>> from tarpit_queries.table import Column
    >>> chart_of(Table("t", (Column("segment"), Column("score", is_bar=True)), ()))
    Chart(mark='bar', x='score', y='segment', colour='', level='')
    """
    ranked = next((column.name for column in table.columns if column.is_bar), None)
    return table.chart or (Chart("bar", ranked, table.columns[0].name) if ranked else None)


def _draw(altair: Any, table: Table, chart: Chart) -> Any:
    return _lines(altair, table) if chart.mark == "line" else _marks(altair, table, chart)


def _lines(altair: Any, table: Table) -> Any:
    """Draw a small chart a row, beside each other."""
    drawn = []
    for panel in small_multiples.of(table):
        points = altair.Data(values=[{"year": p.year, "value": p.value} for p in panel.points])
        line = altair.Chart(
            points, title=altair.TitleParams(textwrap.wrap(panel.title, _LETTERS), fontSize=9)
        )
        level = altair.Chart(altair.Data(values=[{"level": panel.at}])).mark_rule(strokeDash=[3, 2])
        years = altair.Scale(domain=[panel.first, panel.last])
        axis = altair.Axis(format="d", tickCount=4)
        line = line.mark_line(point=True, color=_COLOURS[0]).encode(
            x=altair.X(field="year", type="quantitative", title=None, scale=years, axis=axis),
            y=altair.Y(field="value", type="quantitative", title=None),
        )
        level = level.encode(y=altair.Y(field="level", type="quantitative"))
        drawn.append((line + level).properties(width=_PANEL, height=_PANEL // 2))
    return altair.concat(*drawn, columns=_ABREAST, title=table.title)


def _marks(altair: Any, table: Table, chart: Chart) -> Any:
    names = [name for name in (chart.x, chart.y, chart.colour) if name]
    rows = [
        {name: _drawable(row.get(name)) for name in names}
        for row in table.rows
        if row.get(chart.x) is not None
    ][:_MAXIMUM]
    is_time = any(isinstance(row.get(chart.x), date) for row in table.rows)
    counts = all(isinstance(row.get(chart.x), int) for row in table.rows)
    docs = {column.name: column.doc for column in table.columns}
    title = chart.x.replace("_", " ") + (f": {docs[chart.x]}" if docs.get(chart.x) else "")
    marks = altair.Chart(altair.Data(values=rows), title=table.title)
    encoded = {
        "x": altair.X(
            field=chart.x,
            type="temporal" if is_time else "quantitative",
            title=title,
            axis=altair.Axis(tickMinStep=1) if counts else altair.Axis(),
        ),
        "y": altair.Y(
            field=chart.y,
            type="nominal",
            sort=None,
            title=None,
            axis=altair.Axis(labelLimit=_LABEL),
        ),
        "color": altair.Color(
            field=chart.colour, type="nominal", scale=altair.Scale(range=_COLOURS)
        )
        if chart.colour
        else altair.value(_COLOURS[0]),
    }
    mark = marks.mark_bar() if chart.mark == "bar" else marks.mark_point(filled=True, size=70)
    return mark.encode(**encoded).properties(width=_WIDTH, height=altair.Step(_STEP))


def _drawable(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float) else str(value or "")


FORMAT = Format(
    render=render,
)
