"""How tarpit-like is each segment? A composite whose parts, weights and sensitivity are shown."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import Annotated, Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import composite
from tarpit_queries.measures.prices import Price
from tarpit_queries.measures.prices import index as price_index
from tarpit_queries.reports import Report, crowding, parity, switching
from tarpit_queries.table import Column, Table
from tarpit_queries.timelines.prices import stories_of

#: The claim of the thesis that each part tests, and its weight: equal, for want of a better reason.
PARTS = {
    "crowd": "n companies count as n/(n + 10): ten are half of it",
    "overlap": "mean overlap of the competitors' niches",
    "open": "share of products whose code is public",
    "incumbents": "share of competitors that are incumbents, half of them count as 1",
    "parity": "share of features that a second had within 92 days",
    "prices": "how far prices of the same products fell",
    "switching": "mean substitutability of the products of which sentences speak",
    "no_exit": "share of competitors' makers that no one bought",
}
_CROWDED, _HALF = 10, 0.5
#: A part known of fewer segments than this has no usual value.
_MINIMUM = 3

COLUMNS = (
    Column("segment", "the market for one workload"),
    Column(
        "score",
        "weighted mean of the parts, 0 to 1; an unknown one counts as in the mean of segments",
        2,
        is_bar=True,
        is_measure=True,
    ),
    Column("least", "the score without the part that raises it most", 2, is_measure=True),
    Column("most", "the score without the part that lowers it most", 2, is_measure=True),
    Column("confidence", "share of the weights whose parts are known", 2, is_measure=True),
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
    known = {row["id"]: parts.of(row) for row in crowded.rows}
    usual = _usual(list(known.values()))
    rows = [parts.row(row, known[row["id"]], usual, weights) for row in crowded.rows]
    rows.sort(key=lambda row: (-(row["score"] or 0), row["id"]))
    told = ", ".join(f"{name} {value:g}" for name, value in weights.items())
    missing = ", ".join(sorted(set(PARTS) - set(usual)))
    notes = (
        f"Weights: {told}.",
        *(
            (f"Known of fewer than {_MINIMUM} segments, and left out of all: {missing}.",)
            * bool(missing)
        ),
        "A score orders segments; it is no probability.",
    )
    return Table("How tarpit-like segments are", COLUMNS, tuple(rows[:top]), notes)


def _usual(known: list[dict[str, float | None]]) -> dict[str, float]:
    """Return the mean of each part over the segments of which it is known, where enough are."""
    values = {part: [v for row in known if (v := row[part]) is not None] for part in PARTS}
    return {part: fmean(held) for part, held in values.items() if len(held) >= _MINIMUM}


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
        self.swaps: dict[str, list[float]] = defaultdict(list)
        for row in switching.report(snapshot, top=_ALL)[0].rows:
            if row["substitutability"] is not None:
                self.swaps[row["segment"]].append(row["substitutability"])
        self.prices = stories_of(snapshot)

    def row(
        self,
        crowded: dict[str, Any],
        known: dict[str, float | None],
        usual: dict[str, float],
        weights: dict[str, float],
    ) -> dict[str, Any]:
        """Score one segment; what is unknown of it counts as usual."""
        known = {part: value if part in usual else None for part, value in known.items()}
        parts = {part: usual.get(part) if value is None else value for part, value in known.items()}
        products = self._products(crowded["id"])
        facts = set(crowded["facts"]) | set(self.parity.get(crowded["id"], {}).get("facts", ()))
        facts |= {price.fact for story in self._stories(products) for price in story}
        imputed = {part for part, value in known.items() if value is None}
        reach = composite.sensitivity(parts, weights, imputed)
        total = sum(weights.values())
        return {
            "segment": crowded["segment"],
            "score": composite.composite(parts, weights),
            "least": reach[0] if reach else None,
            "most": reach[1] if reach else None,
            "confidence": 1 - sum(weights[p] for p in imputed) / total if total else None,
            **known,
            "id": crowded["id"],
            "facts": sorted(facts),
        }

    def _products(self, workload: str) -> set[str]:
        return projections.products_in(self.segments, workload)

    def _stories(self, products: set[str]) -> list[list[Price]]:
        return [story for (product, _), story in self.prices.items() if product in products]

    def of(self, crowded: dict[str, Any]) -> dict[str, float | None]:
        """Return each part of a segment, None where nothing is known of it."""
        workload = crowded["id"]
        products = self._products(workload)
        makers = {self.makers[p][0] for p in products if p in self.makers}
        index = price_index(self._stories(products))
        swaps = self.swaps[crowded["segment"]]
        return {
            "crowd": crowded["companies"] / (crowded["companies"] + _CROWDED),
            "overlap": crowded["overlap"],
            "open": crowded["open_source"],
            "incumbents": None
            if crowded["incumbents"] is None
            else min(crowded["incumbents"] / _HALF, 1.0),
            "parity": self.parity.get(workload, {}).get("within_3_months"),
            "prices": None if index is None else min(max(1 - index, 0.0), 1.0),
            "switching": sum(swaps) / len(swaps) if swaps else None,
            "no_exit": 1 - len(makers & self.bought) / len(makers) if makers else None,
        }


REPORT = Report(
    how_to_read=(
        "1 would be a segment of endless companies who meet everywhere, all open source, half of them incumbents, with "
        "features copied within three months, prices that fall to nothing, products that replace each other, and no one "
        "bought. A part that is unknown for a segment counts as the mean of the segments where it is known, so it "
        "neither raises nor lowers the segment; `confidence` says for what share of the weights something is known. "
        "`least` and `most` are the score with any one known part left out: where they are far apart, one part makes the "
        "score, and you should look at it. Argue with the weights: `--weight crowd=2` changes one, 0 leaves a part out."
    ),
    asks=(
        "which segments are the worst tarpits",
        "is {segment} a tarpit",
        "how tarpit-like is {segment}",
        "rank segments by tarpit score",
        "tarpit score of {segment}",
        "what is the most tarpit-like segment",
        "which market is the deepest tarpit",
        "which segment is the worst tarpit",
        "where should a founder not start a company",
        "which markets are a trap for founders",
        "how bad is {segment} for startups",
        "which segments should founders avoid",
        "most dangerous market for a startup",
        "is it a bad idea to start a company in {segment}",
        "should founders stay away from {segment}",
        "hardest market to build a startup in",
    ),
    make=report,
)
