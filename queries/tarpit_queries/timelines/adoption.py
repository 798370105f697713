"""How much each product is used and named: downloads, stars, and voice, each from one place at a time.

Downloads count machines as well as people, stars count once, voice counts words. None is a market share; side by
side they show whether a segment has a leader. What makes a number doubtful is told beside it: see `doubts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median
from typing import Any

from tarpit_graph.ontology import HAS_ADOPTION
from tarpit_graph.snapshot import Snapshot, once

#: By what the products of a segment are weighed, besides being counted.
MEASURES = ("voice", "downloads", "stars")
#: In the graph, voice is a measure by this name: commits of other makers' repositories.
_MENTIONS = "mentions"
#: Single months jump; so many count by their median.
_MONTHS = 3
#: Voice is what was said in so many months.
_YEAR = 12
#: A share that moves by more than this between two periods is seldom a market's doing.
_JUMP = 0.2
#: Smaller counts are equal by chance.
_BY_CHANCE = 1000
#: Fewer products than this make no shares.
MINIMUM = 3


@dataclass(frozen=True, slots=True)
class Use:
    """How much one product is used or named by one measure.

    Attributes:
        value: In the last period.
        before: In the period before; None where it was not counted then.
        facts: What both rest on.
    """

    value: float
    before: float | None
    facts: tuple[str, ...]


#: How much each product is used, by one measure.
Uses = Mapping[str, Use]


def of_products(
    snapshot: Snapshot, measure: str, products: Iterable[str], *, until: date | None = None
) -> Uses:
    """Return how much some products are used or named; those of whom nothing is counted are left out.

    Args:
        snapshot: The facts.
        measure: One of `MEASURES`.
        products: Ids; of one segment, so that one place counts them all.
        until: Count no later month than this day's; voice has no such end.
    """
    wanted = set(products)
    if measure == "voice":
        return _voices(snapshot, wanted)
    latest = until.year * 12 + until.month - 1 if until else None
    series = _series(snapshot, measure, wanted, latest)
    if not series:
        return {}
    # Two places count differently: the one that knows most products speaks, of equals the one that knows last.
    place = max(series, key=lambda p: (len(series[p]), max(map(max, series[p].values())), p))
    counted = series[place]
    last = latest or max(max(points) for points in counted.values())
    return {
        product: use
        for product, points in sorted(counted.items())
        if (use := _use(points, last)) is not None
    }


#: Values by month, each with the fact that says so; a quarter stands for its last month.
_Points = dict[int, tuple[float, str]]


def _series(
    snapshot: Snapshot, measure: str, wanted: set[str], latest: int | None
) -> dict[tuple[str, int], dict[str, _Points]]:
    """Return each product's values by place and step: 1 for months, 3 for quarters."""
    found: dict[tuple[str, int], dict[str, _Points]] = defaultdict(lambda: defaultdict(dict))
    counted = _counted(snapshot)
    for product in wanted & counted.keys():
        for fact in counted[product]:
            if fact["measure"] == measure and fact["value"] > 0:
                month, step = _month(str(fact["period"]))
                if latest is not None and month > latest:
                    continue
                place = (str(fact["list"]), step)
                found[place][product][month] = (float(fact["value"]), str(fact["id"]))
    return found


@once
def _counted(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """Return what is counted of each product, in order of id."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for product, _, fact in snapshot.edges(HAS_ADOPTION):
        found[product].append(fact)
    return found


def _month(period: str) -> tuple[int, int]:
    """Return the last month of a period, counted from the year 0, and how many months it has.

    >>> _month("2024-05") == (2024 * 12 + 4, 1), _month("2024Q2") == (2024 * 12 + 5, 3)
    (True, True)
    """
    year, quarter = int(period[:4]), period[4] == "Q"
    return (
        (year * 12 + int(period[5:]) * 3 - 1, 3)
        if quarter
        else (year * 12 + int(period[5:]) - 1, 1)
    )


def _use(points: _Points, last: int) -> Use | None:
    """Return the median of the last three months and of the three before; None for what is counted no more."""
    now, facts = _median(points, last)
    before, facts_before = _median(points, last - _MONTHS)
    return None if now is None else Use(now, before, (*facts, *facts_before))


def _median(points: _Points, last: int) -> tuple[float | None, tuple[str, ...]]:
    held = [points[m] for m in range(last - _MONTHS + 1, last + 1) if m in points]
    return (median(v for v, _ in held), tuple(f for _, f in held)) if held else (None, ())


def _voices(snapshot: Snapshot, wanted: set[str]) -> Uses:
    """Return the voice of some products; see `_all_voices`."""
    of = _all_voices(snapshot)
    return {product: of[product] for product in sorted(wanted & of.keys())}


@once
def _all_voices(snapshot: Snapshot) -> Uses:
    """Count dated texts and other makers' commits of twelve months, and of the twelve before."""
    today = snapshot.today or date.min
    last = today.year * 12 + today.month - 1
    years_ago = cache(lambda month: (last - _month(month)[0]) // _YEAR)
    said: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    facts: dict[str, list[str]] = defaultdict(list)
    for product, months in snapshot.voice.items():
        for month, texts in months.items():
            said[product][years_ago(month)] += texts
    for product, _, fact in snapshot.edges(HAS_ADOPTION):
        if fact["measure"] == _MENTIONS:
            said[product][years_ago(str(fact["period"]))] += int(fact["value"])
            facts[product].append(str(fact["id"]))
    return {
        product: Use(years[0], years.get(1) or None, tuple(sorted(facts.get(product, ()))))
        for product, years in said.items()
        if years.get(0)
    }


def doubts(snapshot: Snapshot, uses: Uses) -> list[str]:
    """Say what makes the shares of a segment doubtful: jumps, equal values, packages that others pull in."""
    return [*_jumps(snapshot, uses), *_pulled_in(snapshot, uses), *_equals(snapshot, uses)]


def _jumps(snapshot: Snapshot, uses: Uses) -> Iterator[str]:
    now = sum(use.value for use in uses.values())
    before = sum(use.before or 0 for use in uses.values())
    for product, use in sorted(uses.items()):
        if use.before is not None:
            moved = use.value / now - use.before / before
            if abs(moved) > _JUMP:
                yield f"the share of {snapshot.name(product)} moved by {100 * moved:+.0f} points"


def _pulled_in(snapshot: Snapshot, uses: Uses) -> Iterator[str]:
    for product in sorted(uses):
        if by := snapshot.entities[product].get("pulled_in_by"):
            yield f"{snapshot.name(product)} is installed with {by}"


def _equals(snapshot: Snapshot, uses: Uses) -> Iterator[str]:
    by_value: dict[float, list[str]] = defaultdict(list)
    for product, use in sorted(uses.items()):
        by_value[use.value].append(snapshot.name(product))
    for value, names in sorted(by_value.items()):
        if len(names) > 1 and value >= _BY_CHANCE:
            yield f"{' and '.join(names)} have the same value"


def of_owners(uses: Uses, owner_of: Mapping[str, str]) -> dict[str, float]:
    """Add up the uses of one owner's products; a product whose owner is unknown stands alone.

    >>> of_owners(
    ...     {"a": Use(2, None, ()), "b": Use(3, None, ()), "c": Use(1, None, ())},
    ...     {"a": "x", "b": "x"},
    ... )
    {'x': 5, 'c': 1}
    """
    found: dict[str, float] = defaultdict(float)
    for product, use in uses.items():
        found[owner_of.get(product, product)] += use.value
    return {
        owner: round(value) if float(value).is_integer() else value
        for owner, value in found.items()
    }


def facts_of(uses: Uses) -> set[str]:
    """Return what uses rest on."""
    return {fact for use in uses.values() for fact in use.facts}
