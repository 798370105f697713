"""The market that a snapshot of the graph shows: segments, deals, and what else joins two companies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import networkx as nx
from tarpit_graph.ontology import (
    ACQUIRED,
    COMPANY,
    CUSTOMER_OF,
    ENTERED,
    FUNDED,
    INVESTED_IN,
    PARTNERS_WITH,
    PIVOTED_TO,
    RAISED,
)
from tarpit_graph.records import BY
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.buyers.market import Company, Deal, Market, Tie

#: Investors with more holdings than this are ignored: sharing one is not informative.
_MAX_INVESTED = 50


def market(snapshot: Snapshot) -> Market:
    """Read a market from the graph. What a company does counts as known all along; deals and ties do not."""
    segments, owner = projections.segments(snapshot), projections.owners(snapshot)
    own, rivals = projections.own_segments(snapshot), projections.rivalry(snapshot)
    layer = {
        snapshot.name(part): snapshot.name(whole)
        for part, whole in projections.layers(snapshot).items()
    }
    companies = {}
    for node, data in snapshot.graph.nodes(data=True):
        if data["label"] == COMPANY:
            served = own[node] | (frozenset(segments[node]) if node in segments else frozenset())
            names = frozenset(map(snapshot.name, served))
            categories = names | {layer[name] for name in names if name in layer}
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
        tuple(_lifted(_ties(snapshot, own, rivals), owner)),
        layer,
    )


def _lifted(ties: Iterator[Tie], owner: dict[str, str]) -> Iterator[Tie]:
    """Count a subsidiary's ties as those of its owner, who would buy."""
    for tie in ties:
        buyer = owner.get(tie.buyer, tie.buyer)
        if buyer != tie.target:
            yield Tie(tie.kind, buyer, tie.target, tie.day, tie.facts)


def _ties(
    snapshot: Snapshot, own: dict[str, frozenset[str]], rivals: nx.Graph[str]
) -> Iterator[Tie]:
    for kind, predicate in (("partner", PARTNERS_WITH), ("customer", CUSTOMER_OF)):
        for a, b, fact in snapshot.edges(predicate):
            yield _tie(kind, a, b, fact)
            yield _tie(kind, b, a, fact)
    for a, b, data in rivals.edges(data=True):
        facts = tuple(sorted(data["facts"]))
        yield Tie("rival", a, b, None, facts)
        yield Tie("rival", b, a, None, facts)
    yield from _money(snapshot)
    for predicate in (ENTERED, PIVOTED_TO):
        for company, workload, fact in snapshot.edges(predicate):
            for target in sorted(t for t, served in own.items() if workload in served):
                yield _tie("strategy", company, target, fact)


def _money(snapshot: Snapshot) -> Iterator[Tie]:
    raised = {round_: company for company, round_, _ in snapshot.edges(RAISED)}
    invested = [
        *snapshot.edges(INVESTED_IN),
        *((f, raised[r], fact) for f, r, fact in snapshot.edges(FUNDED) if r in raised),
    ]
    backed: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for investor, company, fact in invested:
        yield _tie("investor", investor, company, fact)
        backed[investor].setdefault(company, fact)
    for companies in backed.values():
        if len(companies) <= _MAX_INVESTED:
            for a, b in permutations(sorted(companies), 2):
                one, other = companies[a], companies[b]
                days = [f["valid_from"] for f in (one, other) if f.get("valid_from")]
                yield Tie("backers", a, b, max(days, default=None), (one["id"], other["id"]))


def _tie(kind: str, buyer: str, target: str, fact: dict[str, Any]) -> Tie:
    return Tie(kind, buyer, target, fact.get("valid_from"), (fact["id"],))
