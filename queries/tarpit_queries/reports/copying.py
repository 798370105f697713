"""How fast are features copied: how soon had a second rival it, half of them, the last one known?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from tarpit_graph.ontology import WORKLOAD
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures import copying
from tarpit_queries.measures.copying import MONTH, THREE_MONTHS, Copied
from tarpit_queries.reports import Report
from tarpit_queries.table import Chart, Column, Table
from tarpit_queries.timelines import features
from tarpit_queries.timelines.features import FeatureHistory

#: Fewer features than this say nothing about a segment.
MINIMUM = 3

SEGMENTS = (
    Column("segment", "the market in which the products are compared"),
    Column("features", "own: a product's own function; triggered: an answer to another's launch"),
    Column("n", "features that two of them have, on confirmed days"),
    Column("products", "products looked at, each by its whole history"),
    Column(
        "to_second", "median days until a second had it", digits=0, is_bar=True, is_measure=True
    ),
    Column("to_half", "median days until half of three and more had it", 0, is_measure=True),
    Column("to_last", "median days until the last one known", 0, is_measure=True),
    Column("gap", "median days from each to the next", digits=0, is_measure=True),
    Column("within_31", "share of seconds within 31 days", digits=2, is_measure=True),
    Column("within_92", "share of seconds within 92 days", digits=2, is_measure=True),
    Column("gaps_92", "share of gaps within 92 days", digits=2, is_measure=True),
    Column("candidates", "days that nothing confirms yet, left out", is_detail=True),
    Column("id", "follow it to the commits with `tarpit why ID`"),
)
FEATURES = (
    Column("feature"),
    Column("first", "who had it first, among the products looked at"),
    Column("since", "on this day"),
    Column("second", "who followed"),
    Column("to_second", "days until then", is_bar=True),
    Column("to_half", "days until half of those known to have it had it"),
    Column("to_last", "days until the last one known; others may follow"),
    Column("have", "products that have it on a confirmed day"),
    Column("of", "products looked at"),
    Column("id", "follow it to the commits with `tarpit why ID`"),
)
NOTES = (
    "Days are those of commits, release notes and tables. A product may have had a feature before, under another "
    "name or in a closed repository: lags are upper bounds for each product, and lower ones for the last.",
    "Order in time is no proof that one copied the other.",
)


def report(
    snapshot: Snapshot,
    *,
    segment: Annotated[str, "show its features; without it, all segments"] = "",
    top: Annotated[int, "show this many rows"] = 25,
) -> Table:
    """Measure how fast features are copied, by segment or by feature."""
    markets = features.markets_of(snapshot)
    if segment:
        wanted = snapshot.find(WORKLOAD, segment)
        return _features(snapshot, markets.get(wanted, FeatureHistory(wanted)), top)
    rows = [row for market in markets.values() for row in _summaries(snapshot, market) if row["n"]]
    rows.sort(key=lambda row: (row["features"], -row["n"], row["id"]))
    return Table("How fast features are copied", SEGMENTS, tuple(rows[:top]), NOTES)


def _summaries(snapshot: Snapshot, market: FeatureHistory) -> list[dict[str, Any]]:
    return [
        _summary(snapshot, market, label, market.stories(triggered=triggered))
        for label, triggered in (("own", False), ("triggered", True))
    ]


def _summary(
    snapshot: Snapshot, market: FeatureHistory, label: str, stories: Sequence[Copied]
) -> dict[str, Any]:
    told = stories if len(stories) >= MINIMUM else ()
    seconds = [story.to_second for story in told]
    gaps = [gap for story in told for gap in story.gaps]
    return {
        "segment": snapshot.name(market.workload),
        "features": label,
        "n": len(stories),
        "products": len(market.products),
        "to_second": copying.middle(seconds),
        "to_half": copying.middle([story.to_half for story in told if len(story.order) > 2]),
        "to_last": copying.middle([story.to_last for story in told]),
        "gap": copying.middle(gaps),
        "within_31": copying.share_within(seconds, MONTH),
        "within_92": copying.share_within(seconds, THREE_MONTHS),
        "gaps_92": copying.share_within(gaps, THREE_MONTHS),
        "candidates": market.candidates,
        "id": market.workload,
        "facts": market.facts(stories),
    }


def _features(snapshot: Snapshot, market: FeatureHistory, top: int) -> Table:
    stories = [*market.stories(triggered=False), *market.stories(triggered=True)]
    rows = [
        {
            "feature": snapshot.name(story.feature),
            "first": snapshot.name(story.order[0]),
            "since": story.days[0],
            "second": snapshot.name(story.order[1]),
            "to_second": story.to_second,
            "to_half": story.to_half if len(story.order) > 2 else None,
            "to_last": story.to_last,
            "have": len(story.order),
            "of": len(market.products),
            "id": story.feature,
            "facts": market.facts([story]),
        }
        for story in stories
    ]
    rows.sort(key=lambda row: (row["to_second"], row["since"], row["id"]))
    name = snapshot.name(market.workload)
    notes = NOTES if rows else (f"Not enough evidence: load the histories of products of {name}.",)
    return Table(
        f"How fast features were copied in {name}",
        FEATURES,
        tuple(rows[:top]),
        notes,
        Chart("bar", "to_second", "feature"),
    )


REPORT = Report(
    how_to_read=(
        "`to_second` of 94 days says that in the median feature a second rival had it 94 days after the first; "
        "`to_half` is when half of those known to have it had it, `gap` the time from each to the next. "
        "`triggered` features answer someone else's launch, of a model or an API, and are copied within days."
    ),
    arguments=("segment",),
    example=('"Vector databases"',),
    asks=(
        "how fast are features copied",
        "how fast are features copied in {segment}",
        "days until a second product has the same feature",
        "how quickly do rivals copy features in {segment}",
        "speed of copying",
        "how soon are new features cloned by competitors",
        "how quickly do competitors copy a new feature",
        "how long does a feature stay unique",
        "how long does an advantage last in {segment}",
        "how long until everyone has the feature",
        "time to copy a feature",
        "lag between first and second product",
        "is anything defensible in {segment}",
        "how fast do rivals imitate each other",
    ),
    make=report,
)
