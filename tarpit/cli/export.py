"""`tarpit export OUT.EXT`: the graph, or a part of it, in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.facts import MinConfidence, OfStatus, OnlyCompany, OnlySegment, sure
from tarpit.cli.shared.messages import say
from tarpit.cli.shared.session import AsOf, day, open_database

if TYPE_CHECKING:
    from tarpit_graph.snapshot import Snapshot


WithEvidence = Annotated[
    bool | None,
    typer.Option(
        "--with-evidence/--no-evidence",
        help="Claims, documents and sentences too; a drawing for browsers has sentences anyway.",
    ),
]
#: What draws sentences without being asked, and all that draws.
DRAWING = ".html"
DRAWINGS = (DRAWING, ".svg", ".png", ".dot", ".mmd")


def export(
    out: Annotated[Path, typer.Argument(help="What to write; its suffix chooses the format.")],
    segment: OnlySegment = "",
    company: OnlyCompany = "",
    hops: Annotated[
        int, typer.Option("--hops", min=1, help="How near, with --segment or --company.")
    ] = 2,
    as_of: AsOf = "",
    min_confidence: MinConfidence = 0.0,
    status: OfStatus = None,
    types: Annotated[
        str,
        typer.Option(
            "--types", metavar="NAMES", help="Only these labels or relationships: Company,ACQUIRED."
        ),
    ] = "",
    least_support: Annotated[
        int, typer.Option("--least-support", min=1, help="Facts of at least so many documents.")
    ] = 1,
    evidence: WithEvidence = None,
) -> None:
    """Export established facts: .graphml .gexf .cyjs .json .dot .mmd .svg .png .html .cypher, or a folder .csv .parquet."""
    from tarpit_graph import export as formats
    from tarpit_graph import snapshot
    from tarpit_graph.snapshot import graph_filter

    formats.of(out)  # a wrong suffix is told before the work, not after it
    until = day(as_of, "--as-of")
    names = tuple(name.strip() for name in types.split(",") if name.strip())
    wanted = graph_filter.GraphFilter(segment, company, hops, names, least_support)
    with snapshot.uncollected(), open_database() as database:
        taken = snapshot.read(database, until, sure(min_confidence, status))
        chosen = graph_filter.filter_graph(taken, wanted)
        formats.check(chosen, out)
        if evidence or (evidence is None and out.suffix == DRAWING):
            chosen = graph_filter.with_evidence(database, chosen)
    formats.write(chosen, out)
    say(f"wrote {out}: {_counted(chosen, drawn=out.suffix in DRAWINGS)}")


def _counted(chosen: Snapshot, *, drawn: bool) -> str:
    """Return how much a file holds; a drawing leaves out claims, documents, and what no fact touches."""
    from tarpit_graph.snapshot import graph_filter

    graph = graph_filter.entities(chosen) if drawn else chosen.graph
    nodes = sum(1 for _, degree in graph.degree() if degree) if drawn else graph.number_of_nodes()
    left = graph.number_of_nodes() - nodes
    more = f" ({left} more that no fact touches are not drawn)" if left else ""
    return f"{nodes} nodes, {graph.number_of_edges()} relationships{more}"
