"""Who does one thing, and who does everything?"""

from __future__ import annotations

from typing import Annotated, Any

import networkx as nx
from tarpit_graph import projections
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures import specialisation
from tarpit_queries.table import Column, Table

#: How to read it, for the docs.
READING = (
    "1 is a company whose products all serve one segment, 0 one that spreads evenly. "
    "Startups near 1 with a platform company in the same segment are the ones that the "
    "thesis is about."
)
COLUMNS = (
    Column("company"),
    Column(
        "specialisation",
        "1 − normalised entropy of its products over segments: 1 is one segment, 0 spread evenly",
        digits=2,
        is_bar=True,
        is_measure=True,
    ),
    Column("products", "products of it and its subsidiaries"),
    Column("segments", "segments that they serve"),
    Column("layers", "layers of these"),
    Column("most", "the segment with most of its products"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    top: Annotated[int, "show this many companies"] = 25,
    least: Annotated[int, "leave out companies with fewer products"] = 2,
) -> Table:
    """Rank companies by how much they keep to one segment."""
    segments, layers = projections.segments(snapshot), projections.layers(snapshot)
    rows = [_row(snapshot, segments, layers, node) for node in projections.competitors(segments)]
    kept = [row for row in rows if row["products"] >= least]
    kept.sort(key=lambda row: (-row["specialisation"], -row["products"], row["id"]))
    notes = (
        f"Of one product nothing can be said: companies with fewer than {least} are left out.",
    )
    return Table("Focus", COLUMNS, tuple(kept[:top]), notes)


def _row(
    snapshot: Snapshot, segments: nx.Graph[str], layers: dict[str, str], company: str
) -> dict[str, Any]:
    served = {s: segments.edges[company, s] for s in segments[company]}
    counts = {s: len(edge["products"]) for s, edge in served.items()}
    most = min(counts, key=lambda s: (-counts[s], s))
    return {
        "company": snapshot.name(company),
        "specialisation": specialisation.specialisation(counts),
        "products": len(set().union(*(edge["products"] for edge in served.values()))),
        "segments": len(counts),
        "layers": len({layers.get(s, s) for s in counts}),
        "most": snapshot.name(most),
        "id": company,
        "facts": sorted(set().union(*(edge["facts"] for edge in served.values()))),
    }
