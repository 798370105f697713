"""How long a large graph takes to read and to measure, beside python-igraph and networkx in the same run.

    python -m benchmarks.analytics [--companies 10000] [--edges 100000]

The landscape is made up (see `made_up`) and imported in bulk; measures run on its network of companies and segments.
"""

from __future__ import annotations

import argparse
import random
import shlex
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
from tarpit_graph import snapshot as snapshots
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.snapshot import Snapshot, projections, uncollected
from tarpit_queries.measures import brokerage
from tarpit_queries.measures.brokerage import Edges
from tarpit_queries.reports import brokers

from benchmarks.homes import TARPIT, own_home, run
from benchmarks.writing import import_all

#: The reports that read the whole network, some of one company, and some of a past day.
REPORTS = (
    "crowding",
    "brokers",
    "focus",
    "platforms",
    "incumbents",
    "tarpit",
    "targets",
    "acquirers",
    "thesis",
    "landscape",
    "acquirers 'Company 1'",
    "appetite 'Company 0'",
    "company 'Company 1'",
    "crowding --as-of 2023-01-01",
    "changes --since 2025-05-01",
)
#: Networkx multiplies whole matrices for the constraint: beyond so many edges they do not fit.
_FITS = 200_000


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long something takes, in seconds, and what it returns."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def network_of(snapshot: Snapshot) -> Edges:
    """Return the network of companies, segments and rivals."""
    return brokers.network(snapshot, Edges.of(projections.segments(snapshot)))


def compared(network: nx.Graph[str]) -> dict[str, float]:
    """Return the time of each measure by each library, in seconds; the numbers must agree."""
    times: dict[str, float] = {}
    other = igraph.Graph.from_networkx(network)
    names = other.vs["_nx_name"]
    times["constraint, tarpit"], ours = timed(lambda: brokerage.constraint(Edges.of(network)))
    times["constraint, igraph"], theirs = timed(other.constraint)
    assert all(abs(ours[n] - v) < 1e-6 for n, v in zip(names, theirs, strict=True) if n in ours)
    if network.number_of_edges() < _FITS:
        times["constraint, networkx"], _ = timed(lambda: nx.constraint(network))
    times["betweenness, tarpit"], found = timed(lambda: brokerage.betweenness(Edges.of(network)))
    nodes = sorted(network)
    drawn = random.Random(len(nodes)).sample(range(len(nodes)), found.pivots or len(nodes))
    place = {name: at for at, name in enumerate(names)}
    sources = [place[nodes[at]] for at in drawn]
    times["betweenness, igraph"], _ = timed(lambda: other.betweenness(sources=sources))
    return times


def reported(home: Path, asked: str) -> float:
    """Return how long the command of a report takes, in seconds."""
    return timed(lambda: run(TARPIT, "report", *shlex.split(asked), home=home))[0]


def measured(companies: int, edges: int) -> dict[str, float]:
    """Return how long everything takes, in seconds."""
    with own_home() as settings:
        times = {"import": timed(lambda: import_all(settings, edges, companies))[0]}
        with neo4j_server.open_database(settings) as database:
            times["snapshot from Neo4j"], taken = timed(lambda: snapshots.read(database))
            with uncollected():  # as reports are made
                times["network"], network = timed(lambda: network_of(taken))
                times |= compared(network.graph())
        # The first command reads Neo4j, and keeps what it read in a file.
        times["tarpit report crowding, the first"] = reported(settings.home, "crowding")
        times |= {f"tarpit report {asked}": reported(settings.home, asked) for asked in REPORTS}
    return times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=100_000)
    asked = parser.parse_args()
    for name, seconds in measured(asked.companies, asked.edges).items():
        print(f"{name:40} {seconds:8.2f} s")


if __name__ == "__main__":
    main()
