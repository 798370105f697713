"""Parquet, one table a file, for polars, pandas and DuckDB."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from tarpit_graph.errors import InputError
from tarpit_graph.files import arrow

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Table


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> bytes:
    """Return the one table's rows; lists stay lists and dates dates.

    Raises:
        InputError: pyarrow is not installed, or there are several tables.
    """
    pyarrow = arrow.pyarrow()
    from pyarrow import parquet

    if len(tables) != 1:
        raise InputError("parquet holds one table; choose a report of one, or another format")
    names = [column.name for column in tables[0].columns]
    rows = [{name: row.get(name) for name in names} for row in tables[0].rows]
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    return out.getvalue()


FORMAT = Format(
    render=render,
)
