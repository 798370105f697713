"""CSV that is safe to open in a spreadsheet: no cell can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Table

#: A cell that starts with one of these is run as a formula by spreadsheet programs (OWASP).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return the tables one after another, an empty line between them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for position, table in enumerate(tables):
        if position:
            out.write("\n")
        writer.writerow([column.name for column in table.columns])
        for row in table.rows:
            writer.writerow([cell(row.get(column.name)) for column in table.columns])
    return out.getvalue()


def cell(value: object) -> object:
    """Return a value as a cell: lists joined, text that looks like a formula quoted.

    >>> cell("=HYPERLINK(1)"), cell(-1.5), cell(["a", "b"]), cell(None)
    ("'=HYPERLINK(1)", -1.5, 'a; b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        value = "; ".join(str(item) for item in value)
    text = str(value)
    text = f"'{text}" if text.startswith(_FORMULA) else text
    # The writer leaves a lone carriage return unquoted, and a reader would start a row there.
    return text.replace("\r\n", "\n").replace("\r", "\n")


FORMAT = Format(
    render=render,
)
