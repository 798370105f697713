"""Do rivals ship the same features within one to three months of each other?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import HAS_FEATURE, WORKLOAD
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import diffusion
from tarpit_queries.measures.copying import MONTH, THREE_MONTHS
from tarpit_queries.measures.diffusion import Adoption
from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table

#: Fewer stories than this say nothing about a segment.
_MIN_STORIES = 3

SEGMENTS = (
    Column("segment", "the market for one workload"),
    Column("products", "products of which some sentence says since when they have a feature"),
    Column("features", "features that two of them have, with stated days"),
    Column("median_lag", "median days until a rival follows (Kaplan–Meier)", is_measure=True),
    Column("within_1_month", "share of features a second had within 31 days", 2, is_measure=True),
    Column(
        "within_3_months",
        "share of features a second had within 92 days",
        digits=2,
        is_bar=True,
        is_measure=True,
    ),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
FEATURES = (
    Column("feature"),
    Column("first", "who had it first"),
    Column("since", "the day that is stated for the first"),
    Column("second", "who followed"),
    Column("to_second", "days until the second had it"),
    Column("to_half", "days until half of the products had it"),
    Column("to_all", "days until all of them had it"),
    Column("have", "products that have it, with a stated day"),
    Column("of", "products of the segment with stated days for any feature"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(
    snapshot: Snapshot,
    *,
    segment: Annotated[str, "show its features; without it, all segments"] = "",
    top: Annotated[int, "show this many rows"] = 25,
) -> Table:
    """Measure how soon rivals follow with the same feature, by segment or by feature."""
    found = segments_of(snapshot)
    if segment:
        wanted = snapshot.find(WORKLOAD, segment)
        return _features(snapshot, found.get(wanted, Segment(wanted)), top)
    rows = [_summary(snapshot, one) for one in found.values()]
    rows.sort(key=lambda r: (r["within_3_months"] is None, -r["features"], r["id"]))
    notes = (
        "Only features with a stated day count: from changelogs, release notes and tables.",
        f"A median or share rests on {_MIN_STORIES} features and more.",
    )
    return Table("Feature parity by segment", SEGMENTS, tuple(rows[:top]), notes)


@dataclass(slots=True)
class Segment:
    """Who has which feature since when, in one segment."""

    workload: str
    products: set[str] = field(default_factory=set)
    having: dict[str, dict[str, tuple[date, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def stories(self, today: date) -> dict[str, Adoption]:
        """Return how each feature spread that two products and more have."""
        found = {}
        for feature, since in self.having.items():
            days = [day for day, _ in since.values()]
            story = diffusion.spread(days, len(self.products) - len(days), today)
            if story is not None and story.lags:
                found[feature] = story
        return found

    def facts(self, features: list[str]) -> list[str]:
        """Return the facts behind these features."""
        return sorted(fact for f in features for _, fact in self.having[f].values())


def segments_of(snapshot: Snapshot) -> dict[str, Segment]:
    """Return who has which feature since when, by segment."""
    served = projections.workloads_of(snapshot)
    found: dict[str, Segment] = {}
    for product, feature, fact in snapshot.edges(HAS_FEATURE):
        if (day := snapshots.exact_day(fact)) is not None:
            for workload in served[product]:
                segment = found.setdefault(workload, Segment(workload))
                segment.products.add(product)
                segment.having[feature][product] = (day, fact["id"])
    return found


def _summary(snapshot: Snapshot, segment: Segment) -> dict[str, Any]:
    stories = segment.stories(snapshot.today or date.min)
    spreads = list(stories.values()) if len(stories) >= _MIN_STORIES else []
    return {
        "segment": snapshot.name(segment.workload),
        "products": len(segment.products),
        "features": len(stories),
        "median_lag": diffusion.median_lag(spreads),
        "within_1_month": diffusion.share_within(spreads, MONTH),
        "within_3_months": diffusion.share_within(spreads, THREE_MONTHS),
        "id": segment.workload,
        "facts": segment.facts(list(stories)),
    }


def _features(snapshot: Snapshot, segment: Segment, top: int) -> Table:
    stories = segment.stories(snapshot.today or date.min)
    rows = [_story(snapshot, segment, feature, story) for feature, story in stories.items()]
    rows.sort(key=lambda row: (row["to_second"], row["since"], row["id"]))
    name = snapshot.name(segment.workload)
    notes = ["Only features with a stated day count: from changelogs, release notes and tables."]
    if not rows:
        notes.append(f"Not enough evidence: no feature of two products of {name} has a stated day.")
    return Table(
        f"Feature parity in {name}",
        FEATURES,
        tuple(rows[:top]),
        tuple(notes),
        Chart("bar", "to_second", "feature"),
    )


def _story(snapshot: Snapshot, segment: Segment, feature: str, story: Adoption) -> dict[str, Any]:
    since = segment.having[feature]
    order = sorted(since, key=lambda product: (since[product][0], product))
    return {
        "feature": snapshot.name(feature),
        "first": snapshot.name(order[0]),
        "since": story.first,
        "second": snapshot.name(order[1]),
        "to_second": story.lags[0],
        "to_half": story.to_share(0.5),
        "to_all": story.to_share(1.0),
        "have": len(since),
        "of": len(segment.products),
        "id": feature,
        "facts": segment.facts([feature]),
    }


REPORT = Report(
    how_to_read=(
        "`within_3_months` of 0.8 means that of five features that two rivals have, four had a "
        "second within 92 days of the first: the thesis holds there. A `median_lag` of 272 days "
        "says that half of all rivals needed nine months or more, those who have not followed "
        "yet counted as long as they were watched."
    ),
    arguments=("segment",),
    example=('"Language models"',),
    asks=(
        "do rivals have the same features",
        "feature parity in {segment}",
        "how soon do rivals follow with the same feature in {segment}",
        "do all products have the same features in {segment}",
        "compare the features of products in {segment}",
        "table stakes features",
        "which features does every product have in {segment}",
        "how quickly do rivals match each other's features",
        "what is table stakes in {segment}",
        "which features are standard in {segment}",
        "must-have features of {segment}",
        "do all vendors offer the same",
        "are the products in {segment} all the same",
        "what differentiates products in {segment}",
        "feature comparison of {segment}",
        "which features do all of them share",
        "how similar are the products in {segment}",
        "what do all {segment} have in common",
    ),
    make=report,
)
