"""Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tarpit_queries.evidence import FactHistory
from tarpit_queries.render import Format
from tarpit_queries.table import Table


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return each table under a heading of its own, with its notes below."""
    return "\n".join(_table(table) for table in tables)


def _table(table: Table) -> str:
    lines = [f"## {_escaped(table.title)}", ""] if table.title else []
    lines.append(_line([column.name.replace("_", " ") for column in table.columns]))
    lines.append(_line(["---"] * len(table.columns)))
    lines += [
        _line([_escaped(table.shown(row, column)) for column in table.columns])
        for row in table.rows
    ]
    lines += ["", *(f"- {note}" for note in table.notes), ""] if table.notes else [""]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Keep a cell in its cell, and markup in a name from taking effect."""
    for character in "\\|<>[]`*_":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


FORMAT = Format(
    render=render,
)
