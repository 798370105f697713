"""JSON: a list of row objects; of several tables an object with such a list under each title."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Table


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return the rows whole, with the ids of the facts behind them; dates in ISO form."""
    rows = {table.title: list(table.rows) for table in tables}
    value = rows[tables[0].title] if len(tables) == 1 else rows
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


FORMAT = Format(
    render=render,
)
