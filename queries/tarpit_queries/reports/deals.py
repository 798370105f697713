"""Established deals, newest first."""

from __future__ import annotations

from typing import Annotated

from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.table import Column, Table

COLUMNS = (
    Column("date", "day of the deal, else of the first report of it"),
    Column("precision", "how precisely a sentence states the day; empty for a first report"),
    Column("acquirer"),
    Column("target"),
    Column("kind", "acquisition, acquihire or licence_and_hire"),
    Column("status", "completed or announced"),
    Column("price_usd", "price in US dollars, where one is stated", digits=0),
    Column("support", "how many independent documents say so"),
    Column("confidence", "0 to 1", digits=2),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many"] = 100) -> Table:
    """List who bought whom: completed and announced deals, never a rumour."""
    rows = [
        {
            "date": fact.get("valid_from"),
            "precision": fact.get("valid_precision", ""),
            "acquirer": snapshot.name(buyer),
            "target": snapshot.name(target),
            "kind": fact.get("kind", ""),
            "status": fact["status"],
            "price_usd": fact.get("price_usd"),
            "support": fact["support"],
            "confidence": fact["confidence"],
            "id": fact["id"],
            "facts": [fact["id"]],
        }
        for buyer, target, fact in snapshot.edges(ACQUIRED)
    ]
    rows.sort(
        key=lambda r: (r["date"] is None, -(r["date"].toordinal() if r["date"] else 0), r["id"])
    )
    return Table("Deals", COLUMNS, tuple(rows[:top]))
