"""Who does one thing, who does everything, and which of them are bought?"""

from __future__ import annotations

from statistics import fmean
from typing import Annotated, Any

import networkx as nx
from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries import incumbents
from tarpit_queries.measures import specialisation
from tarpit_queries.reports import Report
from tarpit_queries.statistics import bootstrap
from tarpit_queries.table import Column, Table

COLUMNS = (
    Column("company"),
    Column(
        "specialisation",
        "1 − normalised entropy of its products over segments: 1 is one segment, 0 spread evenly",
        digits=2,
        is_bar=True,
        is_measure=True,
    ),
    Column("products", "products of it and its subsidiaries"),
    Column("segments", "segments that they serve"),
    Column("layers", "layers of these"),
    Column("most", "the segment with most of its products"),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)
FATES = (
    Column("segments", "in how many segments a startup has products of its own"),
    Column("companies", "such startups"),
    Column("bought", "how many of these were bought"),
    Column("share", "their share", 3, is_bar=True, is_measure=True),
    Column("low", "lower end of its 90% bootstrap interval", 3, is_measure=True),
    Column("high", "upper end", 3, is_measure=True),
)
_SPREADS = ((1, "one"), (3, "two or three"), (10_000, "four and more"))


def report(
    snapshot: Snapshot,
    *,
    top: Annotated[int, "show this many companies"] = 25,
    least: Annotated[int, "leave out companies with fewer products"] = 2,
) -> tuple[Table, Table]:
    """Rank companies by how much they keep to one segment, and tell how many of the focused were bought."""
    segments, layers = projections.segments(snapshot), projections.layers(snapshot)
    rows = [_row(snapshot, segments, layers, node) for node in projections.competitors(segments)]
    kept = [row for row in rows if row["products"] >= least]
    kept.sort(key=lambda row: (-row["specialisation"], -row["products"], row["id"]))
    notes = (
        f"Of one product nothing can be said: companies with fewer than {least} are left out.",
    )
    return Table("Focus", COLUMNS, tuple(kept[:top]), notes), _fates(snapshot)


def _fates(snapshot: Snapshot) -> Table:
    """Count the startups that were bought, by how many segments they serve."""
    bought = {target: fact["id"] for _, target, fact in snapshot.edges(ACQUIRED)}
    kinds = {company: v.kind for company, v in incumbents.verdicts(snapshot).items()}
    fates: dict[str, dict[str, str]] = {name: {} for _, name in _SPREADS}
    for company, served in projections.own_segments(snapshot).items():
        if served and kinds.get(company) != incumbents.INCUMBENT:
            spread = next(name for most, name in _SPREADS if len(served) <= most)
            fates[spread][company] = bought.get(company, "")
    rows = tuple(_fate(spread, came) for spread, came in fates.items())
    notes = ("A deal that no source here tells of is missing: compare the rows, not the shares.",)
    return Table("What became of the focused", FATES, rows, notes)


def _fate(spread: str, came: dict[str, str]) -> dict[str, Any]:
    values = [bool(deal) for deal in came.values()]
    ends = bootstrap.of_share(values)
    return {
        "segments": spread,
        "companies": len(values),
        "bought": sum(values),
        "share": fmean(values) if ends else None,
        "low": ends[0] if ends else None,
        "high": ends[1] if ends else None,
        "facts": sorted(filter(None, came.values())),
    }


def _row(
    snapshot: Snapshot, segments: nx.Graph[str], layers: dict[str, str], company: str
) -> dict[str, Any]:
    served = {s: segments.edges[company, s] for s in segments[company]}
    counts = {s: len(edge["products"]) for s, edge in served.items()}
    most = min(counts, key=lambda s: (-counts[s], s))
    return {
        "company": snapshot.name(company),
        "specialisation": specialisation.specialisation(counts),
        "products": len(set().union(*(edge["products"] for edge in served.values()))),
        "segments": len(counts),
        "layers": len({layers.get(s, s) for s in counts}),
        "most": snapshot.name(most),
        "id": company,
        "facts": sorted(set().union(*(edge["facts"] for edge in served.values()))),
    }


REPORT = Report(
    how_to_read=(
        "1 is a company whose products all serve one segment, 0 one that spreads evenly. "
        "Startups near 1 with a platform company in the same segment are the ones that the "
        "thesis is about. The second part asks what focus is worth: of the startups with products in one segment, in two "
        "or three, and in more, how many were bought."
    ),
    asks=(
        "which companies keep to one segment",
        "most specialised companies",
        "companies with a single product line",
        "who is focused on a single segment",
        "who does just one thing",
        "which companies do too many things",
        "who is a one-product company",
        "who is spread too thin",
        "companies active in only one segment",
        "generalists and specialists",
        "how focused is {company}",
        "how diversified are companies",
        "who does everything at once",
        "who sticks to a single market",
        "companies that stay in one market",
    ),
    make=report,
)
