"""Which companies stand between segments that have little else in common."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Annotated, Any

import networkx as nx
from tarpit_graph.ontology import COMPANY
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import brokerage
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

#: A pair of segments that more companies serve together is no bridge; so many are shown.
_RARE, _SHOWN = 3, 3
COLUMNS = (
    Column("company"),
    Column(
        "betweenness",
        "share of shortest paths between others that run through it, 0 to 1",
        digits=3,
        is_bar=True,
    ),
    Column("constraint", "Burt's constraint: low where its contacts do not meet", digits=3),
    Column("bridges", "pairs of its segments that at most three companies serve, and how many do"),
    Column("segments", "how many segments it serves"),
    Column("layers", "in how many layers these are"),
    Column("rivals", "companies that some sentence says it competes with"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many companies"] = 20) -> Table:
    """Rank companies by how many paths between segments and rivals run through them."""
    segments, rivalry = projections.segments(snapshot), projections.rivalry(snapshot)
    layers = projections.layers(snapshot)
    network = projections.network(segments, rivalry)
    together = _together(segments)
    edges = brokerage.Edges.of(network)
    betweenness = brokerage.betweenness(network, edges=edges)
    constraint = brokerage.constraint(network, edges)
    ranked = sorted(
        (-round(betweenness.of[company], 4), round(constraint.get(company, 1.0), 4), company)
        for company in network
        if snapshot.entities[company]["label"] == COMPANY
    )
    rows = [
        _row(snapshot, company, segments, rivalry, layers)
        | {
            "betweenness": -below,
            "constraint": constrained,
            "bridges": _bridges(snapshot, segments, company, together),
        }
        for below, constrained, company in ranked[:top]
    ]
    notes = ["The network joins companies to the segments they serve and to their rivals."]
    if betweenness.pivots:
        notes.append(
            f"Betweenness is estimated from the paths of {betweenness.pivots} of {len(network):,} nodes; the largest "
            f"standard error is {betweenness.error:.3f}."
        )
    return Table("Brokers between segments", COLUMNS, tuple(rows), tuple(notes))


def _together(segments: nx.Graph[str]) -> Counter[tuple[str, str]]:
    """Count the companies that serve both segments of each pair."""
    companies = projections.competitors(segments)
    return Counter(pair for c in companies for pair in combinations(sorted(segments[c]), 2))


def _bridges(
    snapshot: Snapshot, segments: nx.Graph[str], company: str, together: Counter[tuple[str, str]]
) -> list[str]:
    """Return the rarest pairs of segments that a company joins, the rarest first."""
    served = sorted(projections.joined_to(segments, company))
    rare = sorted((together[p], p) for p in combinations(served, 2) if together[p] <= _RARE)
    return [f"{snapshot.name(a)} + {snapshot.name(b)} ({n})" for n, (a, b) in rare[:_SHOWN]]


def _row(
    snapshot: Snapshot,
    company: str,
    segments: nx.Graph[str],
    rivalry: nx.Graph[str],
    layers: dict[str, str],
) -> dict[str, Any]:
    served, rivals = (projections.joined_to(part, company) for part in (segments, rivalry))
    facts = set().union(*(edge["facts"] for edge in (*served.values(), *rivals.values())))
    return {
        "company": snapshot.name(company),
        "segments": len(served),
        "layers": len({layers.get(segment, segment) for segment in served}),
        "rivals": len(rivals),
        "id": company,
        "facts": sorted(facts),
    }


REPORT = Report(
    how_to_read=(
        "A high betweenness with a low constraint marks a company that stands between segments "
        "whose others do not meet: it sees what both need, and can bundle it. `bridges` says which: pairs of segments that "
        "no more than three companies serve together. A large company stands high by its size alone; its bridges do not."
    ),
    asks=(
        "which companies connect the segments",
        "who sits between the others",
        "most central companies of the network",
        "companies with the highest betweenness",
        "brokers between segments",
        "which companies sit between segments",
        "who connects the most markets",
        "who bridges different markets",
        "which companies are in the middle of the network",
        "most influential companies in the network",
        "structural holes",
        "who spans otherwise separate markets",
        "bridging companies",
        "who links separate parts of the market",
    ),
    make=report,
)
