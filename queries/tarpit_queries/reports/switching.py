"""What can be swapped for what?"""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

import networkx as nx
from tarpit_graph.ontology import CLONE_OF, PRODUCT, REPLACEABLE_BY, SERVES, WORKLOAD
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures import substitution
from tarpit_queries.table import Column, Table

#: How to read it, for the docs.
READING = (
    "0.5 means that half of a product's rivals can stand in for it, directly or by a chain "
    "of replacements. The number counts what sentences say, so it is a floor."
)
ARGUMENTS = ("segment",)
COLUMNS = (
    Column("product"),
    Column("segment", "the market that it serves"),
    Column(
        "substitutability",
        "share of its rivals that some sentence, or a chain of them, says can stand in for it",
        digits=2,
        is_bar=True,
        is_measure=True,
    ),
    Column("replaced_by", "products that sentences name"),
    Column("rivals", "other products of the segment"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    segment: Annotated[str, "only products of this segment"] = "",
    top: Annotated[int, "show this many"] = 25,
) -> Table:
    """Show which products can stand in for which, and for what share of its rivals."""
    wanted = snapshot.find(WORKLOAD, segment) if segment else ""
    served: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in snapshot.edges(SERVES):
        served[workload].add(product)
    graph = _replacements(snapshot)
    rows = [
        row
        for workload, products in served.items()
        if not wanted or workload == wanted
        for row in _rows(snapshot, workload, products, graph)
    ]
    rows.sort(key=lambda row: (-row["substitutability"], row["segment"], row["id"]))
    notes = ["An open-source double of a product replaces it; what nobody speaks of is left out."]
    if not rows:
        notes.append("Not enough evidence: no sentence says what replaces what here.")
    return Table("Switching", COLUMNS, tuple(rows[:top]), tuple(notes))


def _replacements(snapshot: Snapshot) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for product, other, fact in snapshot.edges(REPLACEABLE_BY):
        graph.add_edge(product, other, fact=fact["id"])
    for double, original, fact in snapshot.edges(CLONE_OF):
        graph.add_edge(original, double, fact=fact["id"])
    return graph


def _rows(
    snapshot: Snapshot, workload: str, products: set[str], graph: nx.DiGraph[str]
) -> list[dict[str, Any]]:
    here = graph.subgraph(
        products | {n for n in graph if snapshot.graph.nodes[n]["label"] != PRODUCT}
    )
    share = substitution.substitutability(here, len(products))
    return [
        {
            "product": snapshot.name(product),
            "segment": snapshot.name(workload),
            "substitutability": round(share[product], 4),
            "replaced_by": sorted(snapshot.name(other) for other in here.successors(product)),
            "rivals": len(products) - 1,
            "id": product,
            "facts": sorted(
                here.edges[product, other]["fact"] for other in here.successors(product)
            ),
        }
        for product in here
        if here.out_degree(product)
    ]
