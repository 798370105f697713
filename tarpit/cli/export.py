"""`tarpit export OUT.EXT`: the graph, or a part of it, in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tarpit.cli.session import AsOf, day, open_database


def export(
    out: Annotated[Path, typer.Argument(help="File to write; its suffix chooses the format.")],
    around: Annotated[
        str, typer.Option("--around", metavar="NAME", help="Only what is near this entity.")
    ] = "",
    hops: Annotated[int, typer.Option("--hops", min=1, help="How near, with --around.")] = 2,
    predicate: Annotated[
        list[str] | None, typer.Option("--predicate", help="Only this relation; repeat for more.")
    ] = None,
    least_support: Annotated[
        int, typer.Option("--least-support", min=1, help="Facts of at least so many documents.")
    ] = 1,
    as_of: AsOf = "",
) -> None:
    """Export established facts as .graphml, .json or a drawing in one .html file."""
    from tarpit_graph import export as formats
    from tarpit_graph import snapshot

    until = day(as_of, "--as-of")
    with open_database() as database:
        whole = snapshot.read(database, until)
    part = formats.narrow(
        whole, around=around, hops=hops, predicates=predicate or (), least_support=least_support
    )
    formats.write(part, out)
    nodes, edges = part.graph.number_of_nodes(), part.graph.number_of_edges()
    typer.echo(f"wrote {out}: {nodes} nodes, {edges} relationships", err=True)
