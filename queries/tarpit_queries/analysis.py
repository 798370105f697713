"""Everything that `tarpit analyze` computes: the measures of the reports, as properties and edges."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import Any

from tarpit_graph.claims.derived_measures import Derived
from tarpit_graph.identity import digest
from tarpit_graph.ontology import COMPANY, LIKELY_ACQUIRER_OF, OVERLAPS_WITH, WORKLOAD
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries import incumbents
from tarpit_queries.measures import niche_overlap
from tarpit_queries.reports import acquirers, brokers, crowding, focus, tarpit

_ALL = 100_000
#: Companies that share less than a quarter of their segments hardly meet.
_MIN_OVERLAP = 0.25
#: So many companies are compared with each other, those in the most segments: pairs grow with the square.
_BROADEST = 1_000


def compute(snapshot: Snapshot) -> Derived:
    """Compute every measure of a snapshot, over the markets of AI infrastructure."""
    nodes: dict[str, dict[str, dict[str, Any]]] = {WORKLOAD: {}, COMPANY: {}}
    snapshot = projections.on_markets(snapshot)
    crowded = crowding.report(snapshot, by=crowding.Weight.PRODUCTS, top=_ALL, least=1)
    _add(nodes[WORKLOAD], crowded.rows)
    scores = tarpit.report(snapshot, top=_ALL).rows
    _add(nodes[WORKLOAD], ({"id": row["id"], "tarpit": row["score"]} for row in scores))
    _add(nodes[COMPANY], brokers.report(snapshot, top=_ALL).rows)
    _add(nodes[COMPANY], focus.report(snapshot, top=_ALL)[0].rows)
    _add(
        nodes[COMPANY],
        ({"id": c, "standing": v.kind} for c, v in incumbents.verdicts(snapshot).items()),
    )
    return Derived(
        {label: list(rows.values()) for label, rows in nodes.items()},
        {LIKELY_ACQUIRER_OF: list(_acquirers(snapshot)), OVERLAPS_WITH: list(_overlaps(snapshot))},
    )


def run_id(snapshot: Snapshot, version: str) -> str:
    """Return the id of an analysis: the same facts by the same software have the same."""
    return f"analysis:{digest(version, str(snapshot.as_of), *sorted(snapshot.facts.ids()))}"


def _add(into: dict[str, dict[str, Any]], rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        into.setdefault(row["id"], {}).update(row)


def _acquirers(snapshot: Snapshot) -> Iterable[dict[str, Any]]:
    for row in acquirers.report(snapshot, top=_ALL).rows:
        yield {
            "subject": row["id"],
            "object": row["target_id"],
            "score": row["score"],
            "reasons": row["reasons"],
            "facts": row["facts"],
        }


def _overlaps(snapshot: Snapshot) -> Iterable[dict[str, Any]]:
    segments = projections.segments(snapshot)
    competitors = projections.competitors(segments)
    companies = set(nsmallest(_BROADEST, competitors, key=lambda c: (-len(segments[c]), c)))
    among = segments.subgraph([*companies, *projections.workloads(segments)]).copy()
    for company in sorted(companies):
        for other, overlap in niche_overlap.overlapping(among, company):
            if company < other and overlap >= _MIN_OVERLAP:
                yield {"subject": company, "object": other, "overlap": round(overlap, 4)}
