"""What can be swapped for what?"""

from __future__ import annotations

from typing import Annotated, Any

import networkx as nx
from tarpit_graph.ontology import CLONE_OF, REPLACEABLE_BY, WORKLOAD
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import substitution
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

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


BROKERS = (
    Column("product", "what can stand in for others, such as a server that speaks their API"),
    Column("count", "for how many products", is_bar=True),
    Column("stands_in_for", "these products"),
    Column("open_source", "its code is public"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)

#: Of a product with fewer named replacements nothing is measured: what is not written about may be easy too.
_MINIMUM = 2


def report(
    snapshot: Snapshot,
    *,
    segment: Annotated[str, "only products of this segment"] = "",
    top: Annotated[int, "show this many"] = 25,
) -> tuple[Table, Table]:
    """Show which products can stand in for which, and for what share of its rivals."""
    wanted = snapshot.find(WORKLOAD, segment) if segment else ""
    served = projections.products_serving(snapshot)
    graph = _replacements(snapshot)
    rows = [
        row
        for workload, products in served.items()
        if not wanted or workload == wanted
        for row in _rows(snapshot, workload, products, graph)
    ]
    rows.sort(key=lambda row: (-(row["substitutability"] or 0), row["segment"], row["id"]))
    notes = [
        "An open-source double of a product replaces it; products without a named replacement are left out."
    ]
    if not rows:
        notes.append("Not enough evidence: no sentence says what replaces what here.")
    brokers = _brokers(snapshot, graph, served.get(wanted, set()) if wanted else None)
    return (
        Table("Switching", COLUMNS, tuple(rows[:top]), tuple(notes)),
        Table("What makes switching easy", BROKERS, tuple(brokers[:top])),
    )


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
    # What a sentence names as a replacement is a rival, whatever segment it is filed under.
    named = set().union(*(nx.descendants(graph, p) for p in products & set(graph)))
    here = graph.subgraph(products | named)
    rivals = len(products | named)
    share = substitution.substitutability(here, rivals)
    return [
        {
            "product": snapshot.name(product),
            "segment": snapshot.name(workload),
            # One sentence is a floor, and no measure of how easy switching is.
            "substitutability": round(share[product], 4)
            if here.out_degree(product) >= _MINIMUM
            else None,
            "replaced_by": sorted(snapshot.name(other) for other in here.successors(product)),
            "rivals": rivals - 1,
            "id": product,
            "facts": sorted(
                here.edges[product, other]["fact"] for other in here.successors(product)
            ),
        }
        for product in sorted(products & set(here))
        if here.out_degree(product)
    ]


def _brokers(
    snapshot: Snapshot, graph: nx.DiGraph[str], products: set[str] | None
) -> list[dict[str, Any]]:
    """Return what can stand in for others, for those that stand in for most first."""
    rows = []
    for broker in sorted(graph):
        replaced = sorted(
            p for p in graph.predecessors(broker) if products is None or p in products
        )
        if replaced:
            rows.append(
                {
                    "product": snapshot.name(broker),
                    "count": len(replaced),
                    "stands_in_for": [snapshot.name(product) for product in replaced],
                    "open_source": snapshot.entities[broker].get("open_source"),
                    "id": broker,
                    "facts": [graph.edges[product, broker]["fact"] for product in replaced],
                }
            )
    return sorted(rows, key=lambda row: (-row["count"], row["id"]))


REPORT = Report(
    how_to_read=(
        "0.5 means that half of a product's rivals can stand in for it, directly or by a chain "
        "of replacements. The number counts what sentences say, so it is a floor. The second part turns it round: "
        "a product that stands in for many is a broker, and makes leaving each of them easy."
    ),
    arguments=("segment",),
    asks=(
        "how easy is it to switch between products",
        "which products replace each other in {segment}",
        "switching costs in {segment}",
        "can I switch {segment} easily",
        "how hard is it to change vendor",
        "substitutes in {segment}",
        "are products in {segment} interchangeable",
        "how locked in am I with {segment}",
        "is it easy to move away from {product}",
        "how hard is it to switch {segment}",
        "how easy is it to leave {company}",
        "vendor lock-in in {segment}",
        "can products in {segment} replace one another",
        "how sticky are products in {segment}",
        "are switching costs low",
        "which products are drop-in replacements",
        "do customers switch easily",
        "compatible interfaces of products",
        "how easily can I swap one product for another",
        "how locked in are customers of {segment}",
        "how loyal are customers in {segment}",
    ),
    make=report,
)
