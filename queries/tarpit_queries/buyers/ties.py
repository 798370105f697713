"""What joins companies to one that may be bought: partners, customers, money, rivalry, plans.

A graph holds millions of ties, and a ranking asks for those of some hundred targets: they are made when they are asked
for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

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


class _Said(NamedTuple):
    """A fact that joins a company to another: its other end, its id, and since when it holds, where that is known."""

    end: str
    fact: str
    since: date | None


#: Facts by one end.
_Ends = dict[str, list[_Said]]


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
        self._holdings: dict[str, dict[str, _Said]] = defaultdict(dict)
        for company, backers in self._joined["investor"].items():
            for said in backers:
                self._holdings[said.end].setdefault(company, said)
        self._plans: _Ends = defaultdict(list)
        for predicate in (ENTERED, PIVOTED_TO):
            for company, workload, fact, since in snapshot.facts.told(predicate, "valid_from"):
                self._plans[workload].append(_Said(company, fact, since))
        self.to = cache(self._to)

    def buyers(self) -> frozenset[str]:
        """Return the companies that anything may join to another."""
        joined = (*self._joined.values(), self._plans)
        ends = {said.end for by_end in joined for near in by_end.values() for said in near}
        backed = self._joined["investor"].keys()
        named = {*ends, *backed, *self._rivals}
        return frozenset(self._owner.get(company, company) for company in named)

    def _to(self, target: str) -> tuple[Tie, ...]:
        """Return what joins others to a target."""
        ties = (*self._said(target), *self._rivalries(target), *self._backers(target))
        return tuple(tie for tie in ties if tie.buyer != target)

    def _said(self, target: str) -> Iterator[Tie]:
        for kind, joined in self._joined.items():
            for said in joined.get(target, ()):
                yield self._tie(kind, said, target)
        for workload in self._own.get(target, ()):
            for said in self._plans.get(workload, ()):
                yield self._tie("strategy", said, target)

    def _rivalries(self, target: str) -> Iterator[Tie]:
        for rival, facts in self._rivals.of(target).items():
            buyer = self._owner.get(rival, rival)
            yield Tie("rival", buyer, target, None, tuple(sorted(facts)))

    def _backers(self, target: str) -> Iterator[Tie]:
        """Yield who has an investor in common with the target, since the later of the two days."""
        for backing in self._joined["investor"].get(target, ()):
            held = self._holdings[backing.end]
            if len(held) <= _MAX_INVESTED:
                for company in held.keys() - {target}:
                    both = held[company], held[target]
                    days = [said.since for said in both if said.since]
                    facts = tuple(sorted(said.fact for said in both))
                    buyer = self._owner.get(company, company)
                    yield Tie("backers", buyer, target, max(days, default=None), facts)

    def _tie(self, kind: str, said: _Said, target: str) -> Tie:
        buyer = self._owner.get(said.end, said.end)
        return Tie(kind, buyer, target, said.since, (said.fact,))


def _both_ways(snapshot: Snapshot, predicate: str) -> _Ends:
    found: _Ends = defaultdict(list)
    for a, b, fact, since in snapshot.facts.told(predicate, "valid_from"):
        found[a].append(_Said(b, fact, since))
        found[b].append(_Said(a, fact, since))
    return found


def _investors(snapshot: Snapshot) -> _Ends:
    """Return the investors of each company, by what says so of them or of a round."""
    found: _Ends = defaultdict(list)
    for investor, company, fact, since in snapshot.facts.told(INVESTED_IN, "valid_from"):
        found[company].append(_Said(investor, fact, since))
    raised = {round_: company for company, round_, _ in snapshot.facts.ends(RAISED)}
    for investor, round_, fact, since in snapshot.facts.told(FUNDED, "valid_from"):
        if round_ in raised:
            found[raised[round_]].append(_Said(investor, fact, since))
    return found
