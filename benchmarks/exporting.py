"""Write a large graph in each format: seconds and memory, against networkx's own writers.

`python benchmarks/exporting.py [NODES EDGES]`. Each writer runs in a process of its own, which makes the same
graph first; the ratio is to networkx's writer of the same family in the same run.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import networkx as nx
from tarpit_graph import export
from tarpit_graph.export import cypher, gexf, graphml
from tarpit_graph.export import json as node_link
from tarpit_graph.snapshot import Snapshot

NODES, EDGES = 100_000, 500_000


def graph(nodes: int, edges: int) -> Snapshot:
    chance = random.Random(1)
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(nodes):
        made.add_node(f"company:{number}", label="Company", name=f"Company {number}", aliases=["A"])
    start = date(2020, 1, 1)
    for number in range(edges):
        ends = (f"company:{chance.randrange(nodes)}" for _ in range(2))
        day = start + timedelta(days=chance.randrange(2000))
        id_ = f"fact:{number:020x}"
        made.add_edge(
            *ends, key=id_, id=id_, predicate="COMPETES_WITH", status="completed", support=1,
            confidence=0.9, claims=[id_], first_asserted=day, valid_from=day,
        )  # fmt: skip
    return Snapshot.of(made, None, start)


def plain(taken: Snapshot) -> nx.MultiDiGraph[str]:
    """Return the graph as networkx's XML writers need it: no lists, no days."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    made.add_nodes_from(
        (n, {k: str(v) for k, v in d.items()}) for n, d in taken.graph.nodes(data=True)
    )
    made.add_edges_from(
        (s, o, k, {n: str(v) for n, v in d.items()})
        for s, o, k, d in taken.graph.edges(keys=True, data=True)
    )
    return made


def nx_json(taken: Snapshot, path: Path) -> None:
    with open(path, "w") as file:
        json.dump(nx.node_link_data(taken.graph, edges="edges"), file, default=str)


WRITERS: dict[str, tuple[str, Callable[[Snapshot, Path], None]]] = {
    "networkx graphml": ("graphml", lambda s, p: nx.write_graphml_lxml(plain(s), p)),
    "graphml": ("graphml", graphml.write),
    "networkx gexf": ("gexf", lambda s, p: nx.write_gexf(plain(s), p)),
    "gexf": ("gexf", gexf.write),
    "networkx json": ("json", nx_json),
    "json": ("json", node_link.write),
    "cypher": ("", cypher.write),
    "csv": ("", export.load()[".csv"].write),
    "parquet": ("", export.load()[".parquet"].write),
}


def measure(
    name: str, nodes: int, edges: int, told: multiprocessing.Queue[tuple[float, float]]
) -> None:
    taken = graph(nodes, edges)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        WRITERS[name][1](taken, Path(folder) / "out")
        seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told.put((seconds, (after - before) / 1024))


def main() -> None:
    nodes, edges = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (NODES, EDGES)
    baseline: dict[str, tuple[float, float]] = {}
    print(f"{nodes:,} nodes, {edges:,} relationships")
    for name, (family, _) in WRITERS.items():
        told: multiprocessing.Queue[tuple[float, float]] = multiprocessing.Queue()
        process = multiprocessing.Process(target=measure, args=(name, nodes, edges, told))
        process.start()
        seconds, megabytes = told.get()
        process.join()
        base = baseline.setdefault(family, (seconds, megabytes)) if family else None
        ratio = f"  {seconds / base[0]:.2f} of networkx's time" if base else ""
        print(f"{name:18} {seconds:6.1f} s  {megabytes:7.0f} MB more{ratio}", flush=True)


if __name__ == "__main__":
    main()
