"""Price curves: small charts, one for each company, of what its products cost since when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures.prices import Price
from tarpit_queries.timelines.prices import stories_of

_UNITS, _CHARTS = 2, 12
#: Names at the ends of lines stand so far apart, in per cent of the height.
_APART = 11
_Stories = dict[str, list[Price]]


@dataclass(frozen=True, slots=True)
class Step:
    """A price from one day to the next; places are per cent of the chart's width and height."""

    fact: str
    told: str
    x: float
    y: float
    until: float
    next_y: float


@dataclass(frozen=True, slots=True)
class PriceChart:
    """The prices of one company.

    Attributes:
        ticks: Per cent of the height at which a round price stands.
        first, last: Days at the two ends.
        names: Where the name of a product stands, at the end of its line; a product whose line ends beside another's
            has none.
    """

    id: str
    company: str
    unit: str
    steps: tuple[Step, ...]
    products: int
    ticks: tuple[tuple[float, str], ...]
    first: date
    last: date
    names: tuple[tuple[float, str], ...]


def charts(snapshot: Snapshot) -> list[PriceChart]:
    """Return the companies with most price changes, in the units most used; all on one scale each."""
    owner = {product: company for product, (company, _) in projections.makers(snapshot).items()}
    by_unit: dict[str, dict[str, _Stories]] = defaultdict(lambda: defaultdict(dict))
    for (product, unit), story in stories_of(snapshot).items():
        if product in owner and all(price.usd > 0 for price in story):
            by_unit[unit][owner[product]][product] = story
    used = Counter({u: sum(map(len, held.values())) for u, held in by_unit.items()})
    drawn = []
    for unit, _ in sorted(used.items(), key=lambda item: (-item[1], item[0]))[:_UNITS]:
        drawn += _unit(snapshot, unit, by_unit[unit])
    return drawn[:_CHARTS]


def _unit(snapshot: Snapshot, unit: str, held: dict[str, _Stories]) -> list[PriceChart]:
    """Draw the companies of a unit that have priced on two days and more."""
    scale = _Scale.of([price for stories in held.values() for s in stories.values() for price in s])
    days = {c: {p.day for s in stories.values() for p in s} for c, stories in held.items()}
    order = sorted((c for c in held if len(days[c]) > 1), key=lambda c: (-len(days[c]), c))
    return [_chart(snapshot, company, unit, held[company], scale) for company in order]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days from left to right, prices by powers of ten from bottom to top."""

    first: date
    last: date
    low: int
    high: int

    @classmethod
    def of(cls, found: Sequence[Price]) -> _Scale:
        first, last = min(p.day for p in found), max(p.day for p in found)
        low, high = (edge(log10(pick(p.usd for p in found))) for edge, pick in _EDGES)
        return cls(first, last, low, max(high, low + 1))

    def x(self, day: date) -> float:
        return round(100 * (day - self.first).days / max((self.last - self.first).days, 1), 2)

    def y(self, usd: float) -> float:
        return round(100 - 100 * (log10(usd) - self.low) / (self.high - self.low), 2)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        powers = range(self.low, self.high + 1)
        return tuple((self.y(10.0**n), f"${10.0**n:,.{max(-n, 0)}f}") for n in powers)


_EDGES = ((floor, min), (ceil, max))


def _chart(
    snapshot: Snapshot, company: str, unit: str, stories: _Stories, scale: _Scale
) -> PriceChart:
    steps = [
        Step(
            price.fact,
            f"{snapshot.name(product)}: ${price.usd:g} since {price.day}",
            scale.x(price.day),
            scale.y(price.usd),
            scale.x(later.day if later else scale.last),
            scale.y(later.usd if later else price.usd),
        )
        for product, story in sorted(stories.items())
        for price, later in zip(story, [*story[1:], None], strict=True)
    ]
    return PriceChart(
        company,
        snapshot.name(company),
        unit,
        tuple(steps),
        len(stories),
        scale.ticks(),
        scale.first,
        scale.last,
        tuple(_names(snapshot, stories, scale)),
    )


def _names(snapshot: Snapshot, stories: _Stories, scale: _Scale) -> Iterator[tuple[float, str]]:
    """Yield names at the ends of lines, the dearest first, none of them over another."""
    ends = sorted((scale.y(story[-1].usd), snapshot.name(p)) for p, story in stories.items())
    free = 0.0
    for y, name in ends:
        if y >= free:
            yield y, name
            free = y + _APART
