"""Likely acquirers with their reasons."""

from __future__ import annotations

from typing import Any

from tarpit_graph.snapshot import Snapshot

from tarpit_queries.page.marks import Marks
from tarpit_queries.reports import acquirers

_ROWS = 20


def rows(snapshot: Snapshot, marks: Marks) -> list[dict[str, Any]]:
    """Return the likeliest pairs, each with `key`, and `share` of the highest score in per cent."""
    table = acquirers.report(snapshot, top=_ROWS)
    most = max((row["score"] for row in table.rows), default=1.0) or 1.0
    return [
        {
            **row,
            "reasons": row["reasons"].split("; "),
            "share": round(100 * row["score"] / most, 2),
            "key": marks.add(f"Why {row['acquirer']} might buy {row['target']}", row["facts"]),
        }
        for row in table.rows
    ]
