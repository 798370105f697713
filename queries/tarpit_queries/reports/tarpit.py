"""How tarpit-like is each segment? A composite whose parts, weights and sensitivity are shown."""

from __future__ import annotations

from typing import Annotated, Any

from tarpit_graph import projections
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot

from tarpit_queries.measures import composite
from tarpit_queries.measures.prices import Price
from tarpit_queries.measures.prices import index as price_index
from tarpit_queries.reports import crowding, parity, prices, switching
from tarpit_queries.table import Column, Table

#: How to read it, for the docs.
READING = (
    "1 would be a segment with ten and more equal competitors who meet everywhere, all open source, all "
    "of them beside incumbents, with features copied within three months, prices that fall to nothing, "
    "products that replace each other, and nobody bought. `least` and `most` are the score with any one "
    "part left out: where they are far apart, one part makes the score, and you should look at it. Argue "
    "with the weights: `--weight crowd=2` changes one, 0 leaves a part out."
)
#: The claim of the thesis that each part tests, and its weight: equal, for want of a better reason.
PARTS = {
    "crowd": "effective competitors, 10 and more count as 1",
    "overlap": "mean overlap of the competitors' niches",
    "open": "share of products whose code is public",
    "incumbents": "share of competitors that are incumbents, half of them count as 1",
    "parity": "share of features that a second had within 92 days",
    "prices": "how far prices of the same products fell",
    "switching": "mean substitutability of the products of which sentences speak",
    "no_exit": "share of competitors' makers that nobody bought",
}
_CROWDED, _HALF = 10, 0.5

COLUMNS = (
    Column("segment", "the market for one workload"),
    Column(
        "score",
        "weighted mean of the parts that are known, 0 to 1",
        2,
        is_bar=True,
        is_measure=True,
    ),
    Column("least", "the score without the part that raises it most", 2, is_measure=True),
    Column("most", "the score without the part that lowers it most", 2, is_measure=True),
    Column("known", f"how many of the {len(PARTS)} parts are known"),
    *(Column(name, doc, 2) for name, doc in PARTS.items()),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
_ALL = 100_000


def report(
    snapshot: Snapshot,
    *,
    top: Annotated[int, "show this many segments"] = 25,
    least_products: Annotated[int, "leave out segments with fewer products"] = 5,
    weight: Annotated[str, "weights of parts, such as crowd=2,open=0"] = "",
) -> Table:
    """Score each segment by how many claims of the thesis hold in it, and how far."""
    weights = dict.fromkeys(PARTS, 1.0) | _weights(weight)
    crowded = crowding.report(snapshot, top=_ALL, least=least_products)
    parts = _Parts(snapshot)
    rows = [parts.row(row, weights) for row in crowded.rows]
    rows.sort(key=lambda row: (-(row["score"] or 0), row["id"]))
    told = ", ".join(f"{name} {value:g}" for name, value in weights.items())
    notes = (
        f"Weights: {told}. A part without enough evidence is left out of the mean.",
        "A score orders segments; it is no probability.",
    )
    return Table("How tarpit-like segments are", COLUMNS, tuple(rows[:top]), notes)


def _weights(written: str) -> dict[str, float]:
    found = {}
    for pair in filter(None, written.replace(" ", "").split(",")):
        name, _, value = pair.partition("=")
        try:
            found[name] = float(value)
        except ValueError:
            found[name] = -1.0
        if name not in PARTS or found[name] < 0:
            raise InputError(f"--weight {pair}: write part=number, parts are {', '.join(PARTS)}")
    return found


class _Parts:
    """What other reports say of each segment."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.segments = projections.segments(snapshot)
        self.bought = {target for _, target, _ in snapshot.edges(ACQUIRED)}
        self.makers = projections.makers(snapshot)
        self.parity = {r["id"]: r for r in parity.report(snapshot, top=_ALL).rows}
        self.swaps = switching.report(snapshot, top=_ALL)[0].rows
        self.prices = prices.stories_of(snapshot)

    def row(self, crowded: dict[str, Any], weights: dict[str, float]) -> dict[str, Any]:
        """Score one segment."""
        parts = self._of(crowded)
        score = composite.composite(parts, weights)
        reach = composite.sensitivity(parts, weights)
        products = self._products(crowded["id"])
        facts = set(crowded["facts"]) | set(self.parity.get(crowded["id"], {}).get("facts", ()))
        facts |= {price.fact for story in self._stories(products) for price in story}
        return {
            "segment": crowded["segment"],
            "score": score,
            "least": reach[0] if reach else None,
            "most": reach[1] if reach else None,
            "known": sum(value is not None for value in parts.values()),
            **parts,
            "id": crowded["id"],
            "facts": sorted(facts),
        }

    def _products(self, workload: str) -> set[str]:
        edges = (self.segments.edges[c, workload] for c in self.segments[workload])
        return set().union(*(edge["products"] for edge in edges))

    def _stories(self, products: set[str]) -> list[list[Price]]:
        return [story for (product, _), story in self.prices.items() if product in products]

    def _of(self, crowded: dict[str, Any]) -> dict[str, float | None]:
        workload = crowded["id"]
        products = self._products(workload)
        makers = {self.makers[p][0] for p in products if p in self.makers}
        index = price_index(self._stories(products))
        swaps = [r["substitutability"] for r in self.swaps if r["segment"] == crowded["segment"]]
        return {
            "crowd": min(crowded["effective"] / _CROWDED, 1.0),
            "overlap": crowded["overlap"],
            "open": crowded["open_source"],
            "incumbents": min(crowded["incumbents"] / _HALF, 1.0),
            "parity": self.parity.get(workload, {}).get("within_3_months"),
            "prices": None if index is None else min(max(1 - index, 0.0), 1.0),
            "switching": sum(swaps) / len(swaps) if swaps else None,
            "no_exit": 1 - len(makers & self.bought) / len(makers) if makers else None,
        }
