"""What joins companies to one that may be bought: partners, customers, money, rivalry, plans.

A graph holds millions of ties, and a ranking asks for those of some hundred targets: they are made when they are asked
for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from tarpit_graph.ontology import (
    CUSTOMER_OF,
    ENTERED,
    FUNDED,
    INVESTED_IN,
    PARTNERS_WITH,
    PIVOTED_TO,
    RAISED,
)
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.buyers.market import Tie

#: Investors with more holdings than this are ignored: sharing one is not informative.
_MAX_INVESTED = 50
#: Facts by one end, each with the other.
_Ends = dict[str, list[tuple[str, dict[str, Any]]]]


class Ties:
    """The ties of a snapshot. A subsidiary's count as those of its owner, who would buy."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._owner = projections.owners(snapshot)
        self._own = projections.own_segments(snapshot)
        self._rivals = projections.rivalry(snapshot)
        self._joined = {
            "partner": _both_ways(snapshot, PARTNERS_WITH),
            "customer": _both_ways(snapshot, CUSTOMER_OF),
            "investor": _investors(snapshot),
        }
        self._holdings: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for company, backers in self._joined["investor"].items():
            for investor, fact in backers:
                self._holdings[investor].setdefault(company, fact)
        self._plans: _Ends = defaultdict(list)
        for predicate in (ENTERED, PIVOTED_TO):
            for company, workload, fact in snapshot.edges(predicate):
                self._plans[workload].append((company, fact))
        self.to = cache(self._to)

    def buyers(self) -> frozenset[str]:
        """Return the companies that anything may join to another."""
        ends = {
            end for joined in self._joined.values() for near in joined.values() for end, _ in near
        }
        planning = {company for planned in self._plans.values() for company, _ in planned}
        backed = self._joined["investor"].keys()
        named = {*ends, *planning, *backed, *self._rivals}
        return frozenset(self._owner.get(company, company) for company in named)

    def _to(self, target: str) -> tuple[Tie, ...]:
        """Return what joins others to a target."""
        ties = (*self._said(target), *self._rivalries(target), *self._backers(target))
        return tuple(tie for tie in ties if tie.buyer != target)

    def _said(self, target: str) -> Iterator[Tie]:
        for kind, joined in self._joined.items():
            for buyer, fact in joined.get(target, ()):
                yield self._tie(kind, buyer, target, fact)
        for workload in self._own.get(target, ()):
            for company, fact in self._plans.get(workload, ()):
                yield self._tie("strategy", company, target, fact)

    def _rivalries(self, target: str) -> Iterator[Tie]:
        if target in self._rivals:
            for rival, said in self._rivals[target].items():
                buyer = self._owner.get(rival, rival)
                yield Tie("rival", buyer, target, None, tuple(sorted(said["facts"])))

    def _backers(self, target: str) -> Iterator[Tie]:
        """Yield who has an investor in common with the target, since the later of the two days."""
        for investor, _ in self._joined["investor"].get(target, ()):
            held = self._holdings[investor]
            if len(held) <= _MAX_INVESTED:
                for company in held.keys() - {target}:
                    both = held[company], held[target]
                    days = [fact["valid_from"] for fact in both if fact.get("valid_from")]
                    facts = tuple(sorted(fact["id"] for fact in both))
                    buyer = self._owner.get(company, company)
                    yield Tie("backers", buyer, target, max(days, default=None), facts)

    def _tie(self, kind: str, company: str, target: str, fact: dict[str, Any]) -> Tie:
        buyer = self._owner.get(company, company)
        return Tie(kind, buyer, target, fact.get("valid_from"), (fact["id"],))


def _both_ways(snapshot: Snapshot, predicate: str) -> _Ends:
    found: _Ends = defaultdict(list)
    for a, b, fact in snapshot.edges(predicate):
        found[a].append((b, fact))
        found[b].append((a, fact))
    return found


def _investors(snapshot: Snapshot) -> _Ends:
    """Return the investors of each company, by what says so of them or of a round."""
    found: _Ends = defaultdict(list)
    for investor, company, fact in snapshot.edges(INVESTED_IN):
        found[company].append((investor, fact))
    raised = {round_: company for company, round_, _ in snapshot.edges(RAISED)}
    for investor, round_, fact in snapshot.edges(FUNDED):
        if round_ in raised:
            found[raised[round_]].append((investor, fact))
    return found
