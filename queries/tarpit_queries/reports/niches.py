"""Where is white space?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated, Any

from tarpit_graph.identity import entity_id
from tarpit_graph.ontology import (
    CUSTOMER_OF,
    ENTERED,
    FEATURE,
    HAS_FEATURE,
    PIVOTED_TO,
    RAISED,
)
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.measures import white_space
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

#: What a customer or an environment demands, of the features that products advertise.
_DEMANDS = (
    "Air-gapped deployment",
    "Audit logs",
    "Bring your own cloud",
    "Customer-managed keys",
    "Data residency",
    "Disk index",
    "GPU index",
    "HIPAA compliance",
    "Hybrid cloud",
    "Kubernetes operator",
    "Multi-tenancy",
    "Multilingual support",
    "OpenAI-compatible API",
    "OpenTelemetry support",
    "PII redaction",
    "Private networking",
    "Role-based access control",
    "Scale to zero",
    "Self-hosting",
    "Serverless deployment",
    "Single sign-on",
    "SOC 2 compliance",
    "Spot instances",
)
#: Minimum number of facts that show demand.
_MIN_DEMAND = 2
#: Of fewer products whose features are known, none can be missed.
_MIN_KNOWN = 3
#: Minimum number of expected products: below 1, none can be missing.
_MIN_EXPECTED = 1.0

COLUMNS = (
    Column("segment", "the market for one workload"),
    Column("way", "what it could be served with"),
    Column("white_space", "share of the expected products that is missing", 2, is_bar=True),
    Column("demand", "customers, rounds and entries of which sentences speak"),
    Column("products", "products of the segment of which it is known"),
    Column("found", "how many of these serve it that way"),
    Column("expected", "how many would, if as many did as in the rest of the layer", 1),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)


def report(snapshot: Snapshot, *, top: Annotated[int, "show this many"] = 25) -> Table:
    """Rank ways to serve a segment by how many products are missing where someone pays or bets."""
    market = _Demand(snapshot)
    rows = [row for workload in sorted(market.products) for row in market.cells(workload)]
    rows.sort(key=lambda r: (-r["white_space"], -r["demand"], -r["expected"], r["id"], r["way"]))
    notes = ["Silence is no absence: look at how many products are known before you build."]
    if not rows:
        notes.append(
            "Not enough evidence: no segment that someone pays for has three products of which features are known. "
            "Load the histories of its products: `tarpit load CLONE`, or `tarpit load --evidence`."
        )
    return Table("White space", COLUMNS, tuple(rows[:top]), tuple(notes))


class _Demand:
    """Which products serve what in which way, and who pays for it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.products = projections.products_serving(snapshot)
        self.says_so = projections.serving(snapshot)
        self.layer = projections.layers(snapshot)
        self.in_layer: dict[str, set[str]] = defaultdict(set)
        for workload, served in self.products.items():
            self.in_layer[self.layer.get(workload, "")] |= served
        self.ways = self._ways()
        self.demand = self._demand()

    def _ways(self) -> dict[str, tuple[set[str], set[str]]]:
        """Return for each way the products of which it is known, and those that serve so."""
        ways: dict[str, tuple[set[str], set[str]]] = {}
        features: dict[str, set[str]] = defaultdict(set)
        for product, feature, _ in self.snapshot.edges(HAS_FEATURE):
            features[feature].add(product)
        known = set().union(*features.values())
        for demand in _DEMANDS:
            if meeting := features.get(entity_id(FEATURE, demand)):
                ways[demand] = known, meeting
        return ways

    def _demand(self) -> dict[str, set[str]]:
        """Return for each workload the facts by which someone pays for it or bets on it."""
        paid: dict[str, set[str]] = defaultdict(set)
        for predicate in (CUSTOMER_OF, RAISED):
            for subject, object_, fact in self.snapshot.edges(predicate):
                paid[object_ if predicate == CUSTOMER_OF else subject].add(fact["id"])
        found: dict[str, set[str]] = defaultdict(set)
        makers = projections.makers(self.snapshot)
        for workload, products in self.products.items():
            for product in products:
                found[workload] |= paid[makers[product][0]] if product in makers else set()
        for predicate in (ENTERED, PIVOTED_TO):
            for _, workload, fact in self.snapshot.edges(predicate):
                found[workload].add(fact["id"])
        return found

    def cells(self, workload: str) -> Iterator[dict[str, Any]]:
        """Yield the ways to serve a workload in which products are missing."""
        if len(self.demand[workload]) < _MIN_DEMAND:
            return
        here, near = self.products[workload], self.in_layer[self.layer.get(workload, "")]
        for way, (known, so) in self.ways.items():
            mine, others = here & known, (near - here) & known
            counts = len(mine), len(others & so), len(others)
            due = white_space.expected(*counts)
            missing = white_space.white_space(*counts, len(mine & so))
            if len(mine) >= _MIN_KNOWN and due >= _MIN_EXPECTED and missing > 0:
                yield {
                    "segment": self.snapshot.name(workload),
                    "way": way,
                    "white_space": round(missing, 4),
                    "demand": len(self.demand[workload]),
                    "products": len(mine),
                    "found": len(mine & so),
                    "expected": round(due, 4),
                    "id": workload,
                    "facts": sorted(self.demand[workload].union(*self.says_so[workload].values())),
                }


REPORT = Report(
    how_to_read=(
        "A row is a segment and something that a customer or an environment demands of its products, such as air-gapped "
        "deployment. `expected` is how many of the "
        "segment's products would serve it that way, if as many did as in the rest of its layer; `white_space` is "
        "the share of these that is missing. `demand` counts who pays for the segment or bets on it: customers, "
        "rounds of funding, companies that entered it. 1 with a demand of six is worth a call to customers; 1 with "
        "a demand of none may be white because no one wants it, and is left out. Silence is no absence: of "
        "features only products count of which some feature is known."
    ),
    asks=(
        "where are there gaps in the market",
        "white space where products are missing",
        "which niches are still empty",
        "where are the gaps",
        "opportunities in the market",
        "which segments lack products",
        "where should I build something",
        "which gaps could a founder fill",
        "which segments have few players",
        "where is there still white space",
        "which segments have little competition",
        "where is nobody building",
        "underserved markets",
        "unserved niches",
        "what is missing in the market",
        "where could a new startup start",
        "gaps in {segment}",
        "opportunities in {segment}",
        "least crowded segments",
        "where is the least competition",
        "where would a new company find customers without rivals",
    ),
    make=report,
)
