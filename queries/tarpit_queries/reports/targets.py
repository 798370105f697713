"""Who is bought next?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.measures import rates
from tarpit_queries.table import Column, Table

#: How to read it, for the docs.
READING = (
    "A chance of 0.12 says that of a hundred companies like this one twelve were bought in a year, by what "
    "the graph knows. It is the share of its segment's companies that were bought in the years before the "
    "last day known, drawn towards the base rate of all segments: a small segment says little by itself. "
    "`lift` is how many times the base rate that is. Deals that nobody told the graph of make every chance "
    "too low, so compare rows rather than trust one."
)
_DAYS = 365
#: A segment's own rate is mixed with so many companies of the base rate.
_WEIGHT = 10

COLUMNS = (
    Column("company", "a startup: free, not listed, with a product of its own"),
    Column("chance", "of being bought within a year", 3, is_bar=True, is_measure=True),
    Column("lift", "times the base rate", 1, is_measure=True),
    Column("segment", "the segment that makes its chance highest"),
    Column("bought", "companies of that segment bought in the years looked at"),
    Column("of", "companies of that segment, those bought among them"),
    Column("precedents", "the latest of these"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    years: Annotated[int, "how many years before the last day to look at"] = 3,
    top: Annotated[int, "show this many companies"] = 25,
) -> Table:
    """Rank free companies by how often companies of their segments were bought, with the base rate."""
    if snapshot.today is None:
        return Table("Likely targets", COLUMNS, (), ("Not enough evidence: nothing has a day.",))
    market = _Market(snapshot, snapshot.today - timedelta(days=_DAYS * years), years)
    rows = [market.row(company) for company in market.free()]
    rows.sort(key=lambda row: (-row["chance"], row["id"]))
    notes = (
        f"Base rate: {market.base:.3f} a year, {len(market.bought)} of {len(market.own)} companies "
        f"with a product in {years} years up to {snapshot.today}.",
        f"Each segment's rate is mixed with {_WEIGHT} companies of the base rate.",
    )
    return Table("Likely targets", COLUMNS, tuple(rows[:top]), notes)


class _Market:
    """Which companies have products, and which of them were bought lately."""

    def __init__(self, snapshot: Snapshot, since: date, years: int) -> None:
        self.snapshot = snapshot
        self.years = years
        self.own = {c: s for c, s in snapshots.own_segments(snapshot).items() if s}
        self.owner = snapshots.owners(snapshot)
        self.sold = {target for _, target, _ in snapshot.edges(ACQUIRED)}
        self.bought: dict[str, dict[str, Any]] = {
            target: fact
            for _, target, fact in snapshot.edges(ACQUIRED)
            if target in self.own and (fact.get("valid_from") or date.min) >= since
        }
        self.base = rates.shrunk(len(self.bought), len(self.own), 0.0, 0.0) / years
        self.members: dict[str, set[str]] = {}
        for company, segments in self.own.items():
            for segment in segments:
                self.members.setdefault(segment, set()).add(company)

    def free(self) -> list[str]:
        """Return who can be bought: independent, not listed, not bought before, no incumbent."""
        nodes = self.snapshot.graph.nodes
        kinds = incumbents.verdicts(self.snapshot)
        return [
            company
            for company in self.own
            if self.owner[company] == company
            and company not in self.sold
            and kinds[company].kind != incumbents.INCUMBENT
            and not nodes[company].get("ticker")
        ]

    def row(self, company: str) -> dict[str, Any]:
        """Spell out the chance of one company, by the segment that makes it highest."""
        chance, segment = max((self._chance(s), s) for s in self.own[company])
        taken = sorted(
            self._taken(segment), key=lambda c: (self.bought[c]["valid_from"], c), reverse=True
        )
        return {
            "company": self.snapshot.name(company),
            "chance": round(chance, 4),
            "lift": round(chance / self.base, 2) if self.base else None,
            "segment": self.snapshot.name(segment),
            "bought": len(taken),
            "of": len(self.members[segment]),
            "precedents": [self.snapshot.name(c) for c in taken[:3]],
            "id": company,
            "facts": [self.bought[c]["id"] for c in taken],
        }

    def _taken(self, segment: str) -> set[str]:
        return self.members[segment] & set(self.bought)

    def _chance(self, segment: str) -> float:
        exposed = len(self.members[segment]) * self.years  # company-years
        return rates.shrunk(len(self._taken(segment)), exposed, self.base, _WEIGHT * self.years)
