"""What lists say of coming and going: when a heading named a product, and when no longer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tarpit_graph.ontology import LISTED_IN
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures.survival import survival

#: One product under one heading: its id and the fact.
Listing = tuple[str, dict[str, Any]]

THREE_YEARS = 3 * 365


def of_segments(snapshot: Snapshot) -> dict[str, list[Listing]]:
    """Return the dated listings of each segment."""
    found: dict[str, list[Listing]] = defaultdict(list)
    for product, workload, fact in snapshot.edges(LISTED_IN):
        if fact.get("valid_from"):
            found[workload].append((product, fact))
    return found


def has_left(fact: Mapping[str, Any]) -> bool:
    """Tell whether a listing ended for good."""
    return bool(fact.get("valid_to")) and not is_elsewhere(fact)


def is_elsewhere(fact: Mapping[str, Any]) -> bool:
    """Tell whether what was listed stands under another heading or name since."""
    return fact.get("reason") in ("moved", "renamed")


def flow(listings: Sequence[Listing], today: date) -> tuple[float, float] | None:
    """Return entries and exits a year, over the three years up to a day.

    Entries leave aside what a heading was first filled with, exits what moved or took another name. None where
    the lists are younger than that, so that nothing can be said.

    >>> def listed(first, last=None):
    ...     return ("x", {"valid_from": first, "valid_to": last})
    >>> listings = [
    ...     listed(date(2020, 1, 1)),
    ...     listed(date(2024, 1, 1)),
    ...     listed(date(2021, 1, 1), date(2025, 1, 1)),
    ... ]
    >>> [round(rate, 2) for rate in flow(listings, date(2026, 1, 1))]
    [0.33, 0.33]
    >>> flow([], date.min), flow(listings, date(2020, 6, 1))
    (None, None)
    """
    if not listings or (today - min(f["valid_from"] for _, f in listings)).days < THREE_YEARS:
        return None
    start = today - timedelta(days=THREE_YEARS)
    entries = sum(f["valid_from"] > start and not f.get("base_stock") for _, f in listings)
    exits = sum(has_left(f) and f["valid_to"] > start for _, f in listings)
    return entries / 3, exits / 3


def staying(listings: Sequence[Listing], today: date, days: int = THREE_YEARS) -> float | None:
    """Return the share still listed after some days; those still listed count as long as they were seen."""
    gone = [(f["valid_to"] - f["valid_from"]).days for _, f in listings if has_left(f)]
    seen = [
        ((f.get("valid_to") or today) - f["valid_from"]).days
        for _, f in listings
        if not has_left(f)
    ]
    return survival(gone, seen, days)
