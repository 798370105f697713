"""Who moves first: start-ups, incumbents, or communities that no company is known to own?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Annotated, Any

from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.reports import Report, copying
from tarpit_queries.table import Column, Table
from tarpit_queries.timelines.features import FeatureHistory, markets_of

#: Of a product that no company is known to make.
_COMMUNITY = "community"
COLUMNS = (
    Column("segment", "the market in which the products are compared"),
    Column("product"),
    Column("maker", "the company that makes it, as far as known"),
    Column("kind", "startup, incumbent or community"),
    Column("first", "own features that it had before any rival", is_bar=True),
    Column("features", "own features that it and a rival have"),
    Column("share", "of these it had first", digits=2),
    Column("id", "follow it to the commits with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many products"] = 30) -> Table:
    """Rank products by how many features they had before any rival."""
    kind_of = incumbents.kinds(snapshot)
    markets = markets_of(snapshot).values()
    rows = [row for market in markets for row in _rows(snapshot, market, kind_of)]
    rows.sort(key=lambda row: (row["segment"], -row["first"], row["id"]))
    kinds: Counter[str] = Counter()
    for row in rows:
        kinds[row["kind"]] += row["first"]
    total = kinds.total()
    told = ", ".join(f"{kind} {n} of {total}" for kind, n in sorted(kinds.items()) if n)
    notes = (f"First movers by kind: {told}.",) if total else ()
    return Table("Who moves first", COLUMNS, tuple(rows[:top]), (*notes, *copying.NOTES))


def _rows(
    snapshot: Snapshot, market: FeatureHistory, kind_of: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    stories = market.stories(triggered=False)
    first: Counter[str] = Counter(story.order[0] for story in stories)
    have: Counter[str] = Counter(product for story in stories for product in story.order)
    facts: dict[str, list[str]] = defaultdict(list)
    for story in stories:
        facts[story.order[0]].append(market.since[story.feature][story.order[0]][1])
    rows = []
    for product, features in have.items():
        owner, kind = kind_of.get(product, ("", _COMMUNITY))
        rows.append(
            {
                "segment": snapshot.name(market.workload),
                "product": snapshot.name(product),
                "maker": snapshot.name(owner) if owner else "",
                "kind": kind,
                "first": first[product],
                "features": features,
                "share": first[product] / features,
                "id": product,
                "facts": sorted(facts[product]),
            }
        )
    return rows


REPORT = Report(
    how_to_read=(
        "A `first` of 12 says that among the products looked at this one had 12 features before any rival. Compare it "
        "with `features`: whoever has most is also first more often. `kind` follows from its maker: an incumbent by "
        "`report incumbents`, a startup, or a community where no company is known to make it."
    ),
    asks=(
        "who ships features first",
        "which products are first with new features",
        "who innovates first",
        "first movers",
        "who is always first",
        "which products lead and which follow",
        "which products follow others",
        "leaders and followers in {segment}",
        "who copies whom in {segment}",
        "who leads in {segment} by features",
        "late followers",
        "who is usually second",
        "who brings features first",
        "who is quickest with new features",
    ),
    make=report,
)
