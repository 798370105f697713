"""Who is likely to buy whom, with reasons and precedents."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import networkx as nx
from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import ACQUIRED, COMPANY, SERVES
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures import brokerage
from tarpit_queries.measures.acquirers import Deal, Parts, rate
from tarpit_queries.reports.brokers import network_of
from tarpit_queries.table import Column, Table

#: How to read it, for the docs.
READING = (
    "A score orders candidates; it is no probability. Read the reasons: each part is a "
    "number that you can check, and the weights stand in `measures/acquirers.py`."
)
ARGUMENTS = ("company",)
#: A score lower than this says only that a company has bought something once.
_LEAST_SCORE = 0.2
#: Of all pairs an acquirer appears in this many: a serial buyer would fill the table.
_MOST_PER_BUYER = 2

COLUMNS = (
    Column("target", "the company that may be bought"),
    Column("acquirer", "the company that may buy it"),
    Column("score", "weighted mean of the parts, 0 to 1", digits=2, is_bar=True),
    Column("reasons", "what speaks for it"),
    Column("precedents", "companies of the target's segments that the acquirer bought before"),
    Column("id", "the acquirer; `tarpit why ID` shows the sentences behind its deals"),
)


def report(
    snapshot: Snapshot,
    *,
    company: Annotated[str, "the target; without it, the likeliest pairs of all"] = "",
    top: Annotated[int, "show this many"] = 10,
) -> Table:
    """Rank likely acquirers by past deals, recency, adjacency, overlap and precedents."""
    market = _Market.of(snapshot)
    ranked: list[tuple[str, str, Parts]]
    if company:
        target = snapshot.find(COMPANY, company)
        ranked = market.buyers(target)[:top]
        title = f"Likely acquirers of {snapshot.name(target)}"
    else:
        ranked = market.pairs(top)
        title = "Likely acquisitions"
    rows = tuple(market.row(*pair) for pair in ranked)
    return Table(title, COLUMNS, rows, _notes(snapshot, rows))


@dataclass(frozen=True, slots=True)
class _Market:
    """Everything that rating a pair needs, computed once."""

    snapshot: Snapshot
    segments: nx.Graph[str]
    layers: dict[str, str]
    owner: dict[str, str]
    deals: dict[str, list[Deal]]
    betweenness: dict[str, float]
    constraint: dict[str, float]

    @classmethod
    def of(cls, snapshot: Snapshot) -> _Market:
        segments, owner = snapshots.segments(snapshot), snapshots.owners(snapshot)
        alone = own_segments(snapshot)
        deals: dict[str, list[Deal]] = defaultdict(list)
        for buyer, target, fact in snapshot.edges(ACQUIRED):
            day = fact.get("valid_from")
            deals[owner[buyer]].append(Deal(fact["id"], target, day, alone[target]))
        network = network_of(segments, snapshots.rivalry(snapshot))
        return cls(
            snapshot,
            segments,
            snapshots.layers(snapshot),
            owner,
            dict(deals),
            brokerage.betweenness(network),
            brokerage.constraint(network),
        )

    def niche(self, company: str) -> frozenset[str]:
        """Return the segments that a company serves, its subsidiaries' among them."""
        return frozenset(self.segments[company]) if company in self.segments else frozenset()

    def size(self, company: str) -> int:
        """Return how many products and deals a company has: the smaller is bought."""
        edges = self.segments.edges(company, data=True) if company in self.segments else ()
        products = {product for *_, data in edges for product in data["products"]}
        return len(products) + len(self.deals.get(company, ()))

    def buyers(self, target: str) -> list[tuple[str, str, Parts]]:
        """Rank the companies that may buy one."""
        niche, limit = self.niche(target), self.size(target)
        rated = []
        for buyer in self._candidates(niche):
            if buyer != target and self.owner[target] != buyer and self.size(buyer) > limit:
                parts = rate(
                    niche,
                    self.niche(buyer),
                    self.deals.get(buyer, ()),
                    self.layers,
                    self.snapshot.today,
                )
                if parts.score >= _LEAST_SCORE:
                    rated.append((target, buyer, parts))
        return sorted(rated, key=lambda pair: (-pair[2].score, pair[1]))

    def pairs(self, top: int) -> list[tuple[str, str, Parts]]:
        """Rank pairs of all free companies with a niche, each with its best buyer of the past.

        Companies that are listed or buy others themselves are left out as targets.
        """
        best = []
        bought = {deal.target for deals in self.deals.values() for deal in deals}
        for target, owner in sorted(self.owner.items()):
            free = owner == target and target not in bought and target not in self.deals
            listed = self.snapshot.graph.nodes[target].get("ticker")
            if free and not listed and self.niche(target):
                best += [pair for pair in self.buyers(target) if pair[1] in self.deals][:1]
        best.sort(key=lambda pair: (-pair[2].score, pair[0]))
        seen: Counter[str] = Counter()
        kept = []
        for pair in best:
            seen[pair[1]] += 1
            if seen[pair[1]] <= _MOST_PER_BUYER:
                kept.append(pair)
        return kept[:top]

    def _candidates(self, niche: frozenset[str]) -> list[str]:
        near = {c for workload in niche for c in self.segments[workload]}
        free = {c for c in near | set(self.deals) if self.owner.get(c) == c}
        return sorted(free)

    def row(self, target: str, buyer: str, parts: Parts) -> dict[str, Any]:
        """Spell a rated pair out."""
        niche = self.niche(target)
        deals = sorted(self.deals.get(buyer, ()), key=lambda d: (d.day is None, d.day, d.fact))
        precedents = [d for d in deals if d.segments & niche]
        return {
            "target": self.snapshot.name(target),
            "acquirer": self.snapshot.name(buyer),
            "score": parts.score,
            "reasons": "; ".join(self._reasons(niche, buyer, deals)),
            "precedents": [self._told(deal) for deal in precedents],
            "id": buyer,
            "target_id": target,
            "parts": asdict(parts),
            "betweenness": round(self.betweenness.get(buyer, 0.0), 4),
            "constraint": round(self.constraint.get(buyer, 0.0), 4),
            "facts": [deal.fact for deal in deals],
        }

    def _reasons(self, niche: frozenset[str], buyer: str, deals: list[Deal]) -> list[str]:
        name = self.snapshot.name
        reasons = []
        if deals:
            last = deals[-1] if deals[-1].day else next((d for d in deals[::-1] if d.day), None)
            count = f"bought {len(deals)} compan{'y' if len(deals) == 1 else 'ies'}"
            reasons.append(f"{count}, last {self._told(last)}" if last else count)
        own = self.niche(buyer)
        if shared := sorted(name(s) for s in niche & own):
            reasons.append(f"serves {', '.join(shared)} itself")
        layers = {self.layers.get(s, s) for s in niche} & {self.layers.get(s, s) for s in own}
        if layers and not shared:
            reasons.append(f"is next to it in {', '.join(sorted(name(la) for la in layers))}")
        return reasons

    def _told(self, deal: Deal) -> str:
        day = f" ({deal.day})" if deal.day else ""
        return f"{self.snapshot.name(deal.target)}{day}"


def own_segments(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Return the segments of each company's own products, whoever owns it now."""
    served: dict[str, set[str]] = defaultdict(set)
    made: dict[str, set[str]] = defaultdict(set)
    for product, workload, _ in snapshot.edges(SERVES):
        served[product].add(workload)
    for product, (company, _) in snapshots.makers(snapshot).items():
        made[company] |= served[product]
    return defaultdict(frozenset, {c: frozenset(s) for c, s in made.items()})


def _notes(snapshot: Snapshot, rows: tuple[dict[str, Any], ...]) -> tuple[str, ...]:
    notes = [
        "A score ranks; it is no probability. "
        "Only completed and announced deals count, never a rumour."
    ]
    if snapshot.today:
        notes.append(f"Recency is measured from {snapshot.today}, the last day anything was said.")
    if not rows:
        notes.append("Nobody rates: the graph knows no larger company near it, or no deals at all.")
    return tuple(notes)
