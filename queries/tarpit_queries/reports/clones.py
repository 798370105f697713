"""What has an open-source double, and how long did it take?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from tarpit_graph import snapshot as snapshots
from tarpit_graph.ontology import CLONE_OF
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

CLONES = (
    Column("original", "the product that has a double"),
    Column("clone", "the open-source alternative, as a sentence calls it"),
    Column("segment", "the market of the original"),
    Column(
        "days", "from the first sentence on the original to that on its double", is_measure=True
    ),
    Column("support", "how many independent documents say so"),
    Column("confidence", "0 to 1", digits=2),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
SEGMENTS = (
    Column("segment", "the market for one workload"),
    Column("products", "how many products serve it"),
    Column("open_source", "how many of these have public code"),
    Column("sold", "how many are made by a known company"),
    Column("share", "share of the latter with public code", digits=2, is_bar=True, is_measure=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
#: A share of fewer products means nothing.
_MINIMUM = 3


def report(
    snapshot: Snapshot, *, top: Annotated[int, "show this many rows in each part"] = 25
) -> tuple[Table, Table]:
    """List open-source doubles that sentences name, and how open each segment is."""
    first = snapshots.first_heard(snapshot)
    clones = [
        _clone(snapshot, clone, original, fact, first)
        for clone, original, fact in snapshot.edges(CLONE_OF)
    ]
    clones.sort(key=lambda row: (-row["support"], -row["confidence"], row["id"]))
    return (
        Table("Open-source doubles", CLONES, tuple(clones[:top])),
        Table("How open segments are", SEGMENTS, tuple(_segments(snapshot)[:top])),
    )


def _clone(
    snapshot: Snapshot,
    clone: str,
    original: str,
    fact: dict[str, Any],
    first: dict[str, date],
) -> dict[str, Any]:
    served = projections.workloads_of(snapshot)[original]
    since, then = first.get(original), fact.get("first_asserted")
    return {
        "original": snapshot.name(original),
        "clone": snapshot.name(clone),
        "segment": ", ".join(sorted(map(snapshot.name, served))),
        # The first sentence on the original may be the one that names the double: no lag then.
        "days": (then - since).days if since and then and since < then else None,
        "support": fact["support"],
        "confidence": fact["confidence"],
        "id": fact["id"],
        "facts": [fact["id"]],
    }


def _segments(snapshot: Snapshot) -> list[dict[str, Any]]:
    segments, makers = projections.segments(snapshot), set(projections.makers(snapshot))
    rows = []
    for workload in projections.workloads(segments):
        products = projections.products_in(segments, workload)
        public = [p for p in products if snapshot.entities[p].get("open_source")]
        sold = set(products) & makers
        if len(products) >= _MINIMUM:
            rows.append(
                {
                    "segment": snapshot.name(workload),
                    "products": len(products),
                    "open_source": len(public),
                    "sold": len(sold),
                    "share": round(len(sold & set(public)) / len(sold), 4)
                    if len(sold) >= _MINIMUM
                    else None,
                    "id": workload,
                    "facts": sorted(projections.facts_of(segments, workload)),
                }
            )
    return sorted(rows, key=lambda row: (-(row["share"] or 0), -row["products"], row["id"]))


REPORT = Report(
    how_to_read=(
        "A segment in which most companies' products have public code leaves little to charge for but running it. "
        "Products without a known maker are left out of the share: lists of open source hold nothing else."
    ),
    asks=(
        "which open source clones are there",
        "how open is each segment",
        "open source copies of commercial products",
        "list open source clones",
        "which products have an open source double",
        "which commercial products have open source clones",
        "how soon does an open source clone follow",
        "open source imitations",
        "proprietary products with an open copy",
        "how much of each segment is open source",
        "share of open source by segment",
        "do open clones follow commercial products",
        "open source versions of paid tools",
        "free copies of commercial tools",
    ),
    make=report,
)
