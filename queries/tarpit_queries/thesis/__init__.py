"""The claims of the thesis, one function each: what was observed, and on which side of a threshold it lies.

In: a snapshot. Out: `Claim`s with one number per observation and the facts behind it; `judged` turns each into a
verdict with a bootstrap interval. May import measures, reports' projections and `tarpit_graph`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, median

from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.statistics import bootstrap

#: What to load where a claim has too little evidence.
HISTORIES = "the histories of its products: `tarpit load CLONE`, or `tarpit load --evidence`"
LISTS = "the history of a landscape or an awesome list: `tarpit load CLONE`"
#: A year with fewer observations has no number.
_MIN_A_YEAR = 3


class Verdict(StrEnum):
    """What the evidence says of a claim."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    MIXED = "mixed"
    NOT_ENOUGH = "not enough evidence"


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was observed.

    Attributes:
        value: The number that it adds.
        facts: What it rests on.
        what: What was observed, in words.
        day: When; None where no source says.
    """

    value: float
    facts: tuple[str, ...] = ()
    what: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ThesisClaim:
    """A claim of the thesis and everything observed of it.

    Attributes:
        text: What the thesis says.
        unit: What the number is.
        threshold: Where the claim begins to hold.
        is_at_most: It holds at or below the threshold; else at or above it.
        observations: What was observed, in no order.
        is_share: The number is the mean of zeros and ones, else the median.
        lacking: What to load where there is too little.
        history: The same at the end of past years, where observations describe a state; else they have days.
    """

    text: str
    unit: str
    threshold: float
    is_at_most: bool
    observations: tuple[Observation, ...]
    is_share: bool = False
    lacking: str = ""
    history: tuple[Observation, ...] = ()

    def number(self, values: Sequence[float]) -> float:
        """Return the statistic of some values."""
        return fmean(values) if self.is_share else median(values)

    def holds(self, number: float) -> bool:
        """Tell whether a number lies on the claim's side."""
        return number <= self.threshold if self.is_at_most else number >= self.threshold


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its verdict.

    Attributes:
        number, low, high: The statistic and its 90% interval; None where too little was observed.
        evidence_for, evidence_against: Up to three observations that speak most for and against it.
    """

    claim: ThesisClaim
    verdict: Verdict
    number: float | None = None
    low: float | None = None
    high: float | None = None
    evidence_for: tuple[Observation, ...] = ()
    evidence_against: tuple[Observation, ...] = ()


def judged(claim: ThesisClaim) -> JudgedClaim:
    """Judge a claim: supported or refuted where the whole interval lies on one side of its threshold.

    >>> fast = tuple(Observation(days) for days in (1, 2, 3, 4, 5, 6))
    >>> judged(ThesisClaim("copied within a month", "days", 31, True, fast)).verdict.value
    'supported'
    >>> judged(ThesisClaim("copied within a month", "days", 31, True, fast[:2])).verdict.value
    'not enough evidence'
    """
    values = [observation.value for observation in claim.observations]
    found = (
        bootstrap.of_share([bool(value) for value in values])
        if claim.is_share
        else bootstrap.interval(values, claim.number)
    )
    if found is None:
        return JudgedClaim(claim, Verdict.NOT_ENOUGH)
    low, high = found
    sides = {claim.holds(low), claim.holds(high)}
    verdict = Verdict.MIXED if len(sides) > 1 else _plain(claim.holds(low))
    ordered = sorted(
        (o for o in claim.observations if o.facts),
        key=lambda o: (o.value if claim.is_at_most else -o.value, o.facts),
    )
    return JudgedClaim(
        claim,
        verdict,
        claim.number(values),
        low,
        high,
        tuple(o for o in ordered[:3] if claim.holds(o.value)),
        tuple(o for o in ordered[::-1][:3] if not claim.holds(o.value)),
    )


def by_year(claim: ThesisClaim) -> list[tuple[int, float]]:
    """Return the statistic of each year in which enough was observed, in their order.

    >>> seen = tuple(Observation(value, day=date(2024, value, 1)) for value in (1, 2, 6))
    >>> by_year(
    ...     ThesisClaim("copied", "days", 31, True, (*seen, Observation(9, day=date(2025, 1, 1))))
    ... )
    [(2024, 2)]
    """
    years: dict[int, list[float]] = defaultdict(list)
    for observation in claim.history or claim.observations:
        if observation.day is not None:
            years[observation.day.year].append(observation.value)
    return [
        (year, claim.number(values))
        for year, values in sorted(years.items())
        if len(values) >= _MIN_A_YEAR
    ]


def _plain(holds: bool) -> Verdict:
    return Verdict.SUPPORTED if holds else Verdict.REFUTED


def products_of(snapshot: Snapshot, segment: str) -> set[str] | None:
    """Return the products of a segment; None for all."""
    if not segment:
        return None
    return projections.products_serving(snapshot).get(segment, set())
