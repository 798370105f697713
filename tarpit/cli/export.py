"""`tarpit export OUT.EXT`: the graph, or a part of it, in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tarpit.cli.shared.facts import MinConfidence, OfStatus, OnlyCompany, OnlySegment, sure
from tarpit.cli.shared.messages import say
from tarpit.cli.shared.session import AsOf, day, open_database


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
    evidence: Annotated[
        bool, typer.Option("--with-evidence", help="Claims, documents and sentences too.")
    ] = False,
) -> None:
    """Export established facts: .graphml .gexf .cyjs .json .dot .mmd .svg .png .html .cypher, or a folder .csv .parquet."""
    from tarpit_graph import export as formats
    from tarpit_graph import snapshot
    from tarpit_graph.snapshot import graph_filter

    formats.of(out)  # before the work, not after it
    until = day(as_of, "--as-of")
    names = tuple(name.strip() for name in types.split(",") if name.strip())
    wanted = graph_filter.GraphFilter(segment, company, hops, names, least_support)
    with open_database() as database:
        taken = snapshot.read(database, until, sure(min_confidence, status))
        chosen = graph_filter.filter_graph(taken, wanted)
        if evidence:
            chosen = graph_filter.with_evidence(database, chosen)
    formats.write(chosen, out)
    nodes, edges = chosen.graph.number_of_nodes(), chosen.graph.number_of_edges()
    say(f"wrote {out}: {nodes} nodes, {edges} relationships")
