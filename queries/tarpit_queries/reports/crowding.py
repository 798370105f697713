"""Which segments are crowded, and how we know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import networkx as nx
from tarpit_graph import projections
from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.measures import concentration, niche_overlap
from tarpit_queries.measures.entry import entry_rate
from tarpit_queries.table import Column, Table

#: How to read it, for the docs.
READING = (
    "An HHI of 0.08 means that the segment is as concentrated as 12.5 equal competitors "
    "(1/0.08). Antitrust authorities call a market concentrated from 0.18 on; by products, "
    "which is all that is public, a crowded segment of AI infrastructure is often below "
    "0.10. Read `effective` first, then `overlap`: many competitors who meet nowhere else "
    "are less dangerous to each other than a few who meet everywhere; `density` puts both "
    "into one number. An `entry` of 1 says that a segment doubled within a year, by the days "
    "on which its products were first written of; lists without a day do not count for it."
)
#: "Every layer has ten or more viable products": the thesis's own threshold.
CROWDED = 10

COLUMNS = (
    Column("segment", "the market for one workload"),
    Column("layer", "the part of the stack that it belongs to"),
    Column("products", "how many products serve it"),
    Column("competitors", "how many companies field them, subsidiaries counted with their owners"),
    Column(
        "effective",
        "how many equal competitors would be as concentrated, 1/HHI",
        digits=1,
        is_bar=True,
    ),
    Column("hhi", "Herfindahl–Hirschman index of product shares, 0 to 1", digits=3),
    Column("cr4", "share of the four with most products", digits=2, is_detail=True),
    Column("overlap", "mean Jaccard overlap of the competitors' niches, 0 to 1", digits=2),
    Column("density", "overlap density: full rivals that each competitor has", digits=1),
    Column(
        "entry",
        "products first heard of in the last year, for each there before",
        2,
        is_measure=True,
        is_detail=True,
    ),
    Column("open_source", "share of products whose code is public", digits=2),
    Column("incumbents", "share of competitors that are incumbents, by `report incumbents`", 2),
    Column("deals", "products of the segment whose makers were bought"),
    Column("crowded", f"{CROWDED} or more competitors", is_detail=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    top: Annotated[int, "show this many segments"] = 25,
    layer: Annotated[str, "only segments of this layer"] = "",
    least: Annotated[int, "leave out segments with fewer products"] = 2,
) -> Table:
    """Rank segments by how many effective competitors crowd them."""
    segments = projections.segments(snapshot)
    layers = projections.layers(snapshot)
    bought = {target for _, target, _ in snapshot.edges(ACQUIRED)}
    makers = projections.makers(snapshot)
    sold = {product for product, (maker, _) in makers.items() if maker in bought}
    established = frozenset(
        c for c, v in incumbents.verdicts(snapshot).items() if v.kind == incumbents.INCUMBENT
    )
    first = snapshots.first_heard(snapshot)
    rows = [
        _row(snapshot, segments, workload, layers, sold, established, first)
        for workload, data in segments.nodes(data=True)
        if data["side"] == "workload"
    ]
    kept = [
        row
        for row in rows
        if row["products"] >= least and layer.casefold() in row["layer"].casefold()
    ]
    kept.sort(key=lambda row: (-row["effective"], -row["products"], row["id"]))
    return Table("Crowded segments", COLUMNS, tuple(kept[:top]), _notes(snapshot, len(kept), top))


def _row(
    snapshot: Snapshot,
    segments: nx.Graph[str],
    workload: str,
    layers: dict[str, str],
    sold: set[str],
    established: frozenset[str],
    first: Mapping[str, date],
) -> dict[str, Any]:
    fielded = {c: segments.edges[c, workload]["products"] for c in segments[workload]}
    share = concentration.shares({c: len(products) for c, products in fielded.items()})
    overlap = niche_overlap.mean_overlap(segments, workload)
    products = set().union(*fielded.values())
    nodes = snapshot.graph.nodes
    open_source = Counter(bool(nodes[p].get("open_source")) for p in products)[True]
    facts = set().union(*(segments.edges[c, workload]["facts"] for c in segments[workload]))
    return {
        "segment": snapshot.name(workload),
        "layer": snapshot.name(layers[workload]) if workload in layers else "",
        "products": len(products),
        "competitors": len(fielded),
        "effective": round(concentration.effective_competitors(share), 4),
        "hhi": round(concentration.hhi(share), 4),
        "cr4": round(concentration.concentration_ratio(share), 4),
        "overlap": round(overlap, 4),
        "density": round(niche_overlap.density(overlap, len(fielded)), 4),
        "entry": _entry(snapshot, products, first),
        "open_source": round(open_source / len(products), 4),
        "incumbents": round(len(established & set(fielded)) / len(fielded), 4),
        "deals": len(products & sold),
        "crowded": len(fielded) >= CROWDED,
        "id": workload,
        "facts": sorted(facts),
    }


def _entry(snapshot: Snapshot, products: set[str], first: Mapping[str, date]) -> float | None:
    seen = [first[product] for product in sorted(products) if product in first]
    rate = entry_rate(seen, snapshot.today) if snapshot.today else None
    return None if rate is None else round(rate, 4)


def _notes(snapshot: Snapshot, found: int, top: int) -> tuple[str, ...]:
    notes = ["Shares are of products, not of revenue, which private companies do not publish."]
    if found > top:
        notes.append(f"{found - top} more segments are not shown; raise --top.")
    if snapshot.as_of:
        notes.append(
            f"Only what was published by {snapshot.as_of} counts; lists without a day do not."
        )
    if not found:
        notes.append("No segment has products yet: load a landscape or texts that name some.")
    return tuple(notes)
