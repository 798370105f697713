"""The market that a snapshot of the graph shows: segments, deals, and what else joins two companies."""

from __future__ import annotations

from functools import cache

from tarpit_graph.ontology import ACQUIRED, COMPANY
from tarpit_graph.records import BY
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.buyers.market import Company, Deal, Market
from tarpit_queries.buyers.ties import Ties


def market(snapshot: Snapshot) -> Market:
    """Read a market from the graph. What a company does counts as known all along; deals and ties do not."""
    segments, owner = projections.segments(snapshot), projections.owners(snapshot)
    own, ties = projections.own_segments(snapshot), Ties(snapshot)
    layer = {
        snapshot.name(part): snapshot.name(whole)
        for part, whole in projections.layers(snapshot).items()
    }

    @cache  # most companies do what some others do
    def named(served: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        names = frozenset(map(snapshot.name, served))
        return names, names | {layer[name] for name in names if name in layer}

    companies = {}
    for node, data in snapshot.entities.items():
        if data["label"] == COMPANY:
            served = own[node].union(projections.joined_to(segments, node))
            names, categories = named(served)
            place = str(data.get("country", "")), str(data.get("city", ""))
            companies[node] = Company(str(data["name"]), categories, *place, names)
    deals = [
        Deal(
            fact["valid_from"], owner[buyer], target, fact["id"], fact.get("valid_precision") == BY
        )
        for buyer, target, fact in snapshot.edges(ACQUIRED)
        if fact.get("valid_from")
    ]
    return Market(
        tuple(sorted(deals, key=lambda d: (d.day, d.acquirer, d.target))),
        companies,
        layer,
        ties.to,
        ties.buyers(),
    )
