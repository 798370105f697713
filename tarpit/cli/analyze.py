"""`tarpit analyze`: the measures of the reports, written into the graph for Neo4j Browser."""

from __future__ import annotations

from typing import Annotated

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.session import AsOf, day, open_database


def analyze(
    as_of: AsOf = "",
    clear: Annotated[
        bool, typer.Option("--clear", help="Only take away what an earlier analysis wrote.")
    ] = False,
) -> None:
    """Write measures as properties and edges: Workload.hhi, Company.betweenness, LIKELY_ACQUIRER_OF.

    They are marked as derived, with the run that made them; each analysis replaces all of the last.
    """
    from importlib.metadata import version

    from tarpit_graph import migrations, snapshot
    from tarpit_graph.claims import derived_measures
    from tarpit_queries import analysis

    with snapshot.uncollected(), open_database() as database:
        if clear:
            database.transact(derived_measures.clear)
            say("took away every derived property and edge")
            return
        migrations.upgrade(database)
        taken = snapshot.read(database, day(as_of, "--as-of"))
        software = f"tarpit {version('tarpit-graph')}"
        derived = analysis.compute(taken)
        derived_measures.store(database, derived, analysis.run_id(taken, software), software)
    counts = [f"{label}: {len(rows)}" for label, rows in {**derived.nodes, **derived.edges}.items()]
    say(f"wrote measures of {', '.join(counts)}")
