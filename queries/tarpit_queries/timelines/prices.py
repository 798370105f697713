"""What each product cost for each unit, from one day to the next."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from tarpit_graph.ontology import PRICED_AT
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures.prices import Price


def stories_of(snapshot: Snapshot) -> dict[tuple[str, str], list[Price]]:
    """Return the prices of each product for each unit, in the order of their days.

    A price of which only the end is stated was in force on the day before.
    """
    found: dict[tuple[str, str], list[Price]] = defaultdict(list)
    for product, _, fact in snapshot.edges(PRICED_AT):
        usd, day = fact.get("price_usd"), fact.get("valid_from")
        if day is None and fact.get("valid_to") is not None:
            day = fact["valid_to"] - timedelta(days=1)
        if usd is not None and day is not None:
            found[product, str(fact.get("per", ""))].append(Price(product, day, usd, fact["id"]))
    return {key: sorted(story, key=lambda p: (p.day, p.fact)) for key, story in found.items()}
