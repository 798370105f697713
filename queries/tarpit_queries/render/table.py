"""Tables for a terminal, by Rich: the columns that fit, whole; every column with `--wide`."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.bar import Bar
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from tarpit_queries.column_fit import CellColumn, fit
from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Column, Table

#: Width of lines that do not go to a terminal, and of those that show everything.
_PIPED_WIDTH, _WIDE = 200, 100_000
#: Columns of text that a bar takes, and how wide a terminal must be to have room for it.
_BAR_WIDTH, _BARS_FROM = 12, 120
#: A column in which nothing stands is wanted least.
_EMPTY = 4
_shows_all = False


def show_all() -> None:
    """Show every column whole from now on, however wide the lines become."""
    global _shows_all
    _shows_all = True


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return the tables as text, coloured where standard output is a terminal."""
    colour = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if colour else _PIPED_WIDTH
    width = _WIDE if _shows_all else width
    console = Console(file=io.StringIO(), width=width, force_terminal=colour)
    for table in tables:
        if not table.rows:
            console.print(Text(f"{table.title}: none" if table.title else "no rows", style="bold"))
            console.print(*(Text(note, style="dim") for note in table.notes), sep="\n")
            continue
        drawn, left_out = _rich(table, width, with_bars=colour and width >= _BARS_FROM)
        console.print(drawn)
        for note in (*table.notes, *_told(left_out)):
            console.print(Text(note, style="dim"))
        console.print()
    out = console.file
    assert isinstance(out, io.StringIO)
    # Cells are padded to their width; at the end of a line that is only something to select by mistake.
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _told(left_out: Sequence[str]) -> Iterator[str]:
    if left_out:
        columns = "column is" if len(left_out) == 1 else "columns are"
        yield f"{len(left_out)} {columns} left out ({', '.join(left_out)}): --wide shows all."


def _rich(table: Table, width: int, *, with_bars: bool) -> tuple[RichTable, list[str]]:
    """Return the table as Rich draws it, and the headings of the columns that it has no room for."""
    columns = [column for column in table.columns if _shows_all or not column.is_detail]
    cells = [_cells(table, column) for column in columns]
    bars = [column.is_bar and with_bars for column in columns]
    room = width - sum(bars) * (_BAR_WIDTH + 2)
    empty = [0 if any(column.cells) else _EMPTY for column in cells]
    ranks = [_rank(place, column) + empty[place] for place, column in enumerate(columns)]
    widths = fit(cells, ranks, room)
    drawn = RichTable(
        title=table.title or None, title_justify="left", title_style="bold", box=SIMPLE_HEAD
    )
    for place, size in widths.items():
        column, shown = columns[place], cells[place]
        drawn.add_column(
            Text(shown.heading, no_wrap=False),
            width=size,
            justify="right" if _is_number(table, column) else "left",
            overflow="ellipsis",
        )
        if bars[place]:
            drawn.add_column("", width=_BAR_WIDTH, no_wrap=True)
    full = {place: _longest(table, columns[place]) for place in widths if bars[place]}
    for number, row in enumerate(table.rows):
        drawn.add_row(*_row(columns, cells, widths, full, number, row))
    return drawn, [cells[place].heading for place in range(len(columns)) if place not in widths]


def _rank(place: int, column: Column) -> int:
    """Return how much a column is wanted: what a row is about, what it is ranked by, the rest, its id."""
    if place == 0:
        return 0
    if column.is_bar:
        return 1
    return 3 if column.is_detail or column.name == "id" else 2


def _cells(table: Table, column: Column) -> CellColumn:
    values = [row.get(column.name) for row in table.rows]
    is_whole = column.name == "id" or column.is_measure or column.is_series
    is_whole = is_whole or any(isinstance(value, int | float | date) for value in values)
    shown = tuple(table.shown(row, column, whole=_shows_all) for row in table.rows)
    return CellColumn(column.name.replace("_", " "), shown, is_whole)


def _is_number(table: Table, column: Column) -> bool:
    return any(isinstance(r.get(column.name), int | float) for r in table.rows)


def _longest(table: Table, column: Column) -> float:
    """Return the number that a full bar stands for."""
    values = [row.get(column.name) for row in table.rows]
    return max((float(v) for v in values if isinstance(v, int | float)), default=0.0)


def _row(
    columns: Sequence[Column],
    cells: Sequence[CellColumn],
    widths: Mapping[int, int],
    full: Mapping[int, float],
    number: int,
    row: dict[str, Any],
) -> Iterator[Text | Bar]:
    for place in widths:
        # Text, not str: a name like "[bold]" must not become markup.
        yield Text(cells[place].cells[number], no_wrap=not cells[place].goes_on)
        if place in full:
            value = row.get(columns[place].name)
            end = float(value) if isinstance(value, int | float) else 0.0
            yield Bar(full[place] or 1.0, 0, max(end, 0.0), color="blue")


FORMAT = Format(
    render=render,
)
