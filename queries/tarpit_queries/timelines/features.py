"""Who has which feature since when, of the products that are compared in one segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.identity import entity_id
from tarpit_graph.ontology import HAS_FEATURE, WORKLOAD
from tarpit_graph.records import Status
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import copying
from tarpit_queries.measures.copying import Copied


@dataclass(slots=True)
class FeatureHistory:
    """Who has which feature since when, of the products that are compared in one segment.

    Attributes:
        since: By feature and product the day and the fact.
        triggered: Features that answer another's launch.
        candidates: How many days nothing confirms yet.
    """

    workload: str
    products: set[str] = field(default_factory=set)
    since: dict[str, dict[str, tuple[date, str]]] = field(default_factory=lambda: defaultdict(dict))
    triggered: set[str] = field(default_factory=set)
    candidates: int = 0

    def stories(self, *, triggered: bool) -> list[Copied]:
        """Return how each feature was copied that two products have."""
        found = (
            copying.copied(feature, {product: day for product, (day, _) in since.items()})
            for feature, since in sorted(self.since.items())
            if (feature in self.triggered) is triggered
        )
        return [story for story in found if story is not None]

    def facts(self, stories: Sequence[Copied]) -> list[str]:
        """Return the facts behind some stories."""
        return sorted(fact for s in stories for _, fact in self.since[s.feature].values())


def markets_of(snapshot: Snapshot) -> dict[str, FeatureHistory]:
    """Return who has which feature since when, by segment."""
    served = projections.workloads_of(snapshot)
    found: dict[str, FeatureHistory] = {}
    for product, feature, fact in snapshot.edges(HAS_FEATURE):
        if (day := snapshots.exact_day(fact)) is None:
            continue
        for workload in _compared_in(snapshot, fact, served[product]):
            market = found.setdefault(workload, FeatureHistory(workload))
            market.products.add(product)
            market.since[feature][product] = (day, fact["id"])
            if fact.get("triggered"):
                market.triggered.add(feature)
    for product, _, fact in snapshot.unconfirmed:
        if fact["predicate"] == HAS_FEATURE and fact["status"] == Status.CANDIDATE:
            for workload in _compared_in(snapshot, fact, served[product]):
                if workload in found:
                    found[workload].candidates += 1
    return found


def _compared_in(snapshot: Snapshot, fact: dict[str, Any], served: set[str]) -> set[str]:
    """Return the segments that a fact compares its product in: the one told, else those it serves."""
    told = entity_id(WORKLOAD, fact["segment"]) if fact.get("segment") else ""
    return {told} if told in snapshot.entities else served
