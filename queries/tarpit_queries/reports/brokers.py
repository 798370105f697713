"""Which companies stand between segments that have little else in common."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Any

import numpy as np
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
    served = brokerage.Edges.of(projections.segments(snapshot))
    edges = network(snapshot, served)
    betweenness, constraint = brokerage.betweenness(edges), brokerage.constraint(edges)
    ranked = sorted(
        (-round(betweenness.of[company], 4), round(constraint.get(company, 1.0), 4), company)
        for company in edges.names
        if snapshot.entities[company]["label"] == COMPANY
    )[:top]
    rare = _rare(snapshot, served)
    rows = [
        _row(snapshot, company)
        | {
            "betweenness": -below,
            "constraint": constrained,
            "bridges": _bridges(snapshot, company, rare),
        }
        for below, constrained, company in ranked
    ]
    notes = ["The network joins companies to the segments they serve and to their rivals."]
    if betweenness.pivots:
        notes.append(
            f"Betweenness is estimated from the paths of {betweenness.pivots} of {len(edges.names):,} nodes; the largest "
            f"standard error is {betweenness.error:.3f}."
        )
    return Table("Brokers between segments", COLUMNS, tuple(rows), tuple(notes))


def network(snapshot: Snapshot, served: brokerage.Edges) -> brokerage.Edges:
    """Join who serves which segment and the rivalries that sentences state to one network."""
    rivalry = projections.rivalry(snapshot)
    names = sorted({*served.names, *rivalry})
    place = {name: at for at, name in enumerate(names)}
    serving = np.array([place[name] for name in served.names], dtype=int)
    rivals = np.array([place.get(name, -1) for name in rivalry.named], dtype=int)
    one = np.concatenate((serving[served.left], rivals[rivalry.left]))
    other = np.concatenate((serving[served.right], rivals[rivalry.right]))
    return brokerage.Edges.between(names, one, other)


def _rare(snapshot: Snapshot, served: brokerage.Edges) -> dict[tuple[str, str], int]:
    """Return the pairs of segments that few companies serve together, and how many do."""
    workloads = sorted(projections.workloads(projections.segments(snapshot)))
    pairs = brokerage.common_contacts(served, workloads).tocoo()
    is_rare = (pairs.coords[0] < pairs.coords[1]) & (pairs.data <= _RARE)
    ends = ([workloads[at] for at in end[is_rare].tolist()] for end in pairs.coords)
    return dict(zip(zip(*ends, strict=True), pairs.data[is_rare].astype(int).tolist(), strict=True))


def _bridges(snapshot: Snapshot, company: str, rare: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the rarest pairs of segments that a company joins, the rarest first."""
    served = sorted(projections.joined_to(projections.segments(snapshot), company))
    joined = sorted((rare[pair], pair) for pair in combinations(served, 2) if pair in rare)
    return [f"{snapshot.name(a)} + {snapshot.name(b)} ({n})" for n, (a, b) in joined[:_SHOWN]]


def _row(snapshot: Snapshot, company: str) -> dict[str, Any]:
    layers = projections.layers(snapshot)
    served = projections.joined_to(projections.segments(snapshot), company)
    rivals = projections.rivalry(snapshot).of(company)
    facts = set().union(*(edge["facts"] for edge in served.values()), *rivals.values())
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
