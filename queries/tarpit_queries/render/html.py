"""One self-contained HTML page: each table with bars, and under each row the sentences behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment

from tarpit_queries import small_multiples
from tarpit_queries.evidence import FactHistory, address
from tarpit_queries.render import MOST_FACTS, Format
from tarpit_queries.table import Table

#: Sentences quoted below one row: enough to judge it; `tarpit why` has all of them.
_MAX_QUOTED = 40


def render(tables: Sequence[Table], stories: Mapping[str, FactHistory]) -> str:
    """Return the page. Every value is escaped; the page loads nothing from anywhere."""
    template = files("tarpit_queries.render") / "page.html"
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["address"] = address
    page = environment.from_string(template.read_text(encoding="utf-8"))
    views = [_view(table, stories) for table in tables]
    return page.render(
        title=tables[0].title if len(tables) == 1 else "AI-infra landscape", tables=views
    )


def _view(table: Table, stories: Mapping[str, FactHistory]) -> dict[str, Any]:
    columns = [c for c in table.columns if c.name != "id" and not c.is_detail]
    numeric = {c.name for c in columns if any(_is_number(row.get(c.name)) for row in table.rows)}
    most = {
        c.name: max((row[c.name] or 0 for row in table.rows), default=0)
        for c in columns
        if c.is_bar
    }
    rows = []
    for row in table.rows:
        told = [stories[f] for f in row.get("facts", ()) if f in stories]
        passages = _passages(told)
        unread = max(len(row.get("facts", ())) - MOST_FACTS, 0)
        rows.append(
            {
                "id": row.get("id", ""),
                "cells": [
                    {
                        "text": table.shown(row, column),
                        "number": column.name in numeric,
                        "bar": round(100 * row[column.name] / most[column.name])
                        if most.get(column.name) and row[column.name] is not None
                        else None,
                    }
                    for column in columns
                ],
                "facts": len(told) + unread,
                "passages": passages[:_MAX_QUOTED],
                "more": max(len(passages) - _MAX_QUOTED, 0) + unread,
            }
        )
    return {
        "title": table.title,
        "panels": small_multiples.of(table),
        "columns": columns,
        "numeric": numeric,
        "rows": rows,
        "notes": table.notes,
    }


def _passages(told: Sequence[FactHistory]) -> list[dict[str, Any]]:
    """Group facts by the sentence that says them, prose before rows of a list."""
    grouped: dict[tuple[str, int], list[FactHistory]] = defaultdict(list)
    for story in told:
        grouped[story.best.document, story.best.start].append(story)
    passages: list[dict[str, Any]] = [
        {"quote": group[0].best, "stories": group} for group in grouped.values()
    ]
    return sorted(passages, key=lambda passage: not passage["quote"].url)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


FORMAT = Format(
    shows_sentences=True,
    render=render,
)
