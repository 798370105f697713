"""Tables for a terminal, by Rich: as wide as it is, plain when piped."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from tarpit_queries.evidence import Story
from tarpit_queries.table import Table

#: Lines are cut here when nobody looks at them in a terminal.
_PIPED_WIDTH = 200
#: What a row is about is never narrower than this: names broken into syllables cannot be read.
_NAME_WIDTH = 12


def render(tables: Sequence[Table], stories: Mapping[str, Story]) -> str:
    """Return the tables as text, coloured where standard output is a terminal."""
    colour = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if colour else _PIPED_WIDTH
    console = Console(file=io.StringIO(), width=width, force_terminal=colour)
    for table in tables:
        console.print(_rich(table))
        for note in table.notes:
            console.print(Text(note, style="dim"))
        console.print()
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def _rich(table: Table) -> RichTable:
    drawn = RichTable(title=table.title or None, title_justify="left", title_style="bold")
    columns = [column for column in table.columns if not column.is_detail]
    for column in columns:
        numbers = any(isinstance(r.get(column.name), int | float) for r in table.rows)
        drawn.add_column(
            column.name.replace("_", " "),
            justify="right" if numbers else "left",
            overflow="fold",
            no_wrap=column.name == "id",
            min_width=_NAME_WIDTH if column is columns[0] else None,
        )
    for row in table.rows:
        # Text, not str: a name like "[bold]" must not become markup.
        drawn.add_row(*(Text(table.shown(row, column)) for column in columns))
    return drawn
