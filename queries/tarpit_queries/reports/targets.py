"""Who is bought next?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from heapq import nsmallest
from typing import Annotated, Any

from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries import incumbents
from tarpit_queries.reports import Report
from tarpit_queries.statistics import calibration, rates
from tarpit_queries.table import Column, Table

_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
#: A segment's own rate is mixed with so many companies of the base rate: whichever was right before,
#: the first where no past tells.
_WEIGHTS = (10, 30, 100, 300, 1000)
#: So many past years are asked; of fewer companies a share means nothing.
_TRIED, _MINIMUM = 3, 10
#: So many of those bought in a segment are named in a row.
_PRECEDENTS = 3

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
CHECK = (
    Column("chances", "how the chance compares with the base rate of its year"),
    Column("companies", "company-years of the past with such a chance"),
    Column("expected", "how many of these were expected to be bought", 1, is_measure=True),
    Column("came", "how many were bought"),
    Column("share", "that is of them all", 3, is_measure=True),
)
_BANDS = ((1.0, "below the base rate"), (2.0, "up to twice"), (float("inf"), "more than twice"))


def report(
    snapshot: Snapshot,
    *,
    years: Annotated[int, "how many years before the last day to look at"] = 3,
    top: Annotated[int, "show this many companies"] = 25,
) -> tuple[Table, Table]:
    """Rank free companies by how often companies of their segments were bought, with the base rate."""
    if snapshot.today is None:
        nothing = ("Not enough evidence: nothing has a day.",)
        return Table("Likely targets", COLUMNS, (), nothing), _check([], _WEIGHTS[0])
    until, known = snapshot.today + _DAY, _Known.of(snapshot)
    past = [_Year(_Field(known, until - n * _YEAR, years)) for n in range(1, _TRIED + 1)]
    weight = min(_WEIGHTS, key=lambda w: calibration.log_loss(*_paired(past, w)))
    market = _Field(known, until, years)
    free = market.free()
    chances = zip(market.chances(free, weight), free, strict=True)
    ranked = nsmallest(top, ((-round(chance, 4), company) for chance, company in chances))
    rows = [market.row(company, weight) for _, company in ranked]
    notes = (
        f"Base rate: {market.base:.3f} a year, {len(market.bought)} of {len(market.own)} companies "
        f"with a product in {years} years up to {snapshot.today}.",
        f"Each segment's rate is mixed with {weight} companies of the base rate, which would have been right "
        "most often before.",
    )
    return Table("Likely targets", COLUMNS, tuple(rows), notes), _check(past, weight)


@dataclass(frozen=True, slots=True)
class _Known:
    """What does not depend on the day that is looked at.

    Attributes:
        served: The segments of each company's own products.
        deals: The day and fact of each company's sale.
        open: Who is no subsidiary but by a deal, no incumbent, and not listed.
    """

    snapshot: Snapshot
    served: dict[str, frozenset[str]]
    deals: dict[str, tuple[date, dict[str, Any]]]
    open: frozenset[str]

    @classmethod
    def of(cls, snapshot: Snapshot) -> _Known:
        deals = {
            target: (fact.get("valid_from") or date.min, fact)
            for _, target, fact in snapshot.edges(ACQUIRED)
        }
        owner, nodes = projections.owners(snapshot), snapshot.entities
        startups = frozenset(
            company
            for company, verdict in incumbents.verdicts(snapshot).items()
            if (owner[company] == company or company in deals)
            and verdict.kind != incumbents.INCUMBENT
            and not nodes[company].get("ticker")
        )
        return cls(snapshot, projections.own_segments(snapshot), deals, startups)


class _Year:
    """A past year: what was to be expected of each company at its start, and what came."""

    def __init__(self, market: _Field) -> None:
        self.market = market
        self.companies = market.free() if market.bought else []
        self.came = {
            target: fact["id"]
            for target, (day, fact) in market.known.deals.items()
            if market.until <= day < market.until + _YEAR
        }
        happened = sum(company in self.came for company in self.companies)
        self.base = happened / len(self.companies) if self.companies else 0.0

    def chances(self, weight: int) -> list[float]:
        """Return each company's share of what came in all: how many deals a year brings is not the question."""
        raw = self.market.chances(self.companies, weight)
        total = sum(raw)
        return [self.base * chance * len(raw) / total for chance in raw]


def _paired(past: list[_Year], weight: int) -> tuple[list[float], list[bool]]:
    chances = [min(chance, 1.0) for year in past for chance in year.chances(weight)]
    return chances, [company in year.came for year in past for company in year.companies]


def _check(past: list[_Year], weight: int) -> Table:
    """Compare what was expected of past years with what came."""
    bands: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for year in past:
        for company, chance in zip(year.companies, year.chances(weight), strict=True):
            band = next(name for most, name in _BANDS if chance <= most * year.base)
            bands[band].append((chance, year.came.get(company, "")))
    chances, happened = _paired(past, weight)
    if not any(happened):
        return Table(
            "Were such chances right?", CHECK, (), ("Not enough evidence: no past tells.",)
        )
    bases = [year.base for year in past for _ in year.companies]
    notes = (
        f"Brier score {calibration.brier(chances, happened):.4f}, against "
        f"{calibration.brier(bases, happened):.4f} for the base rate alone; the lower, the better.",
        "Expected of the deals that came in all. What a company does counts as known all along.",
    )
    rows = tuple(_band(name, bands[name]) for _, name in _BANDS)
    return Table("Were such chances right?", CHECK, rows, notes)


def _band(name: str, companies: list[tuple[float, str]]) -> dict[str, Any]:
    came = sorted(fact for _, fact in companies if fact)
    enough = len(companies) >= _MINIMUM
    return {
        "chances": name,
        "companies": len(companies),
        "expected": round(sum(chance for chance, _ in companies), 2) if enough else None,
        "came": len(came),
        "share": round(len(came) / len(companies), 4) if enough else None,
        "facts": came,
    }


class _Field:
    """Which companies had products on a day, and which of them had been bought lately."""

    def __init__(self, known: _Known, until: date, years: int) -> None:
        self.known, self.until, self.years = known, until, years
        since = until - years * _YEAR
        gone = {target for target, (day, _) in known.deals.items() if day < since}
        self.own = {c: s for c, s in known.served.items() if s and c not in gone}
        self.bought: dict[str, dict[str, Any]] = {
            target: fact
            for target, (day, fact) in known.deals.items()
            if target in self.own and since <= day < until
        }
        self.base = rates.shrunk(len(self.bought), len(self.own), 0.0, 0.0) / years
        self.members: dict[str, set[str]] = defaultdict(set)
        for company, segments in self.own.items():
            for segment in segments:
                self.members[segment].add(company)
        self._rates: dict[int, dict[str, float]] = {}
        self.taken = {segment: who & self.bought.keys() for segment, who in self.members.items()}
        self.precedents = cache(self._precedents)

    def free(self) -> list[str]:
        """Return who could be bought: independent, not listed, not bought before, no incumbent."""
        sold = {target for target, (day, _) in self.known.deals.items() if day < self.until}
        return [c for c in self.own if c in self.known.open and c not in sold]

    def chances(self, companies: Iterable[str], weight: int) -> list[float]:
        """Return the chance of each company."""
        rate = self._rates_by(weight)
        return [max(map(rate.__getitem__, self.own[company])) for company in companies]

    def _rates_by(self, weight: int) -> dict[str, float]:
        if weight not in self._rates:
            self._rates[weight] = {segment: self._rate(segment, weight) for segment in self.members}
        return self._rates[weight]

    def row(self, company: str, weight: int) -> dict[str, Any]:
        """Spell out the chance of one company."""
        rate = self._rates_by(weight)
        chance, segment = max((rate[segment], segment) for segment in self.own[company])
        precedents, facts = self.precedents(segment)
        return {
            "company": self.known.snapshot.name(company),
            "chance": round(chance, 4),
            "lift": round(chance / self.base, 2) if self.base else None,
            "segment": self.known.snapshot.name(segment),
            "bought": len(facts),
            "of": len(self.members[segment]),
            "precedents": precedents,
            "id": company,
            "facts": facts,
        }

    def _precedents(self, segment: str) -> tuple[list[str], list[str]]:
        """Return the names of the last who were bought in a segment, and the facts on all, the latest first."""
        taken = sorted(
            self.taken[segment], key=lambda c: (self.bought[c]["valid_from"], c), reverse=True
        )
        names = [self.known.snapshot.name(company) for company in taken[:_PRECEDENTS]]
        return names, [self.bought[company]["id"] for company in taken]

    def _rate(self, segment: str, weight: int) -> float:
        exposed = len(self.members[segment]) * self.years  # company-years
        return rates.shrunk(len(self.taken[segment]), exposed, self.base, weight * self.years)


REPORT = Report(
    how_to_read=(
        "A chance of 0.12 says that of a hundred companies like this one twelve are bought in a year, by what "
        "the graph knows. It is the share of its segment's companies that were bought in the years before the "
        "last day known, drawn towards the base rate of all segments: a small segment says little by itself. "
        "`lift` is how many times the base rate that is. How far it is drawn is not guessed: the second part stands "
        "at the start of each of the last years, knows only the deals before, and asks which weight of the base "
        "rate would have been surprised least by what came. Read there whether companies with a high chance were "
        "bought more often: if not, only the base rate is known. Deals that no one "
        "told the graph of make every chance too low, so compare rows rather than trust one."
    ),
    asks=(
        "which startups are likely to be bought",
        "most likely acquisition targets",
        "who will be acquired next",
        "acquisition targets",
        "startups that may be acquired soon",
        "who is up for sale",
        "which startups look like takeover candidates",
        "which startups are likely to be acquired next",
        "who is an attractive takeover target",
        "which companies might be bought soon",
        "who could be bought",
        "which startups will be bought",
        "likely takeover targets in {segment}",
        "who will sell",
        "next acquisitions",
        "which startup will be snapped up next",
        "who is ripe for a takeover",
        "predict the next acquisitions",
    ),
    make=report,
)
