"""Tables for a terminal, by Rich: as wide as it is, plain when piped."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.bar import Bar
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Column, Table

#: Width of lines that do not go to a terminal.
_PIPED_WIDTH = 200
#: What a row is about is never narrower than this: names broken into syllables cannot be read.
_NAME_WIDTH = 12
#: Columns of text that a bar takes, and how wide a terminal must be to have room for it.
_BAR_WIDTH, _BARS_FROM = 12, 120


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return the tables as text, coloured where standard output is a terminal."""
    colour = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if colour else _PIPED_WIDTH
    console = Console(file=io.StringIO(), width=width, force_terminal=colour)
    for table in tables:
        console.print(_rich(table, with_bars=colour and width >= _BARS_FROM))
        for note in table.notes:
            console.print(Text(note, style="dim"))
        console.print()
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def _rich(table: Table, *, with_bars: bool) -> RichTable:
    drawn = RichTable(title=table.title or None, title_justify="left", title_style="bold")
    columns = [column for column in table.columns if not column.is_detail]
    bars = {c: _longest(table, c) for c in columns if c.is_bar and with_bars}
    for column in columns:
        numbers = any(isinstance(r.get(column.name), int | float) for r in table.rows)
        drawn.add_column(
            column.name.replace("_", " "),
            justify="right" if numbers else "left",
            overflow="fold",
            no_wrap=column.name == "id",
            min_width=_NAME_WIDTH if column is columns[0] else None,
        )
        if column in bars:
            drawn.add_column("", width=_BAR_WIDTH, no_wrap=True)
    for row in table.rows:
        drawn.add_row(*_cells(table, columns, bars, row))
    return drawn


def _longest(table: Table, column: Column) -> float:
    """Return the number that a full bar stands for."""
    values = [row.get(column.name) for row in table.rows]
    return max((float(v) for v in values if isinstance(v, int | float)), default=0.0)


def _cells(
    table: Table, columns: Sequence[Column], bars: Mapping[Column, float], row: dict[str, Any]
) -> Iterator[Text | Bar]:
    for column in columns:
        # Text, not str: a name like "[bold]" must not become markup.
        yield Text(table.shown(row, column))
        if column in bars:
            value = row.get(column.name)
            end = float(value) if isinstance(value, int | float) else 0.0
            yield Bar(bars[column] or 1.0, 0, max(end, 0.0), color="blue")


FORMAT = Format(
    render=render,
)
