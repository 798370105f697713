"""Betweenness by networkx's own code and by the compiled backend, on a random network.

    python benchmarks/centrality.py [NODES] [EDGES]

Prints the seconds of each and the ratio; the numbers themselves must agree.
"""

from __future__ import annotations

import sys
import time

import networkx as nx
from tarpit_queries.measures import brokerage


def main() -> None:
    nodes, edges = (int(given) for given in (*sys.argv[1:], "2200", "2900")[:2])
    numbered = nx.gnm_random_graph(nodes, edges, seed=1)
    network = nx.relabel_nodes(numbered, {n: f"company:{n}" for n in numbered})
    started = time.perf_counter()
    plain = nx.betweenness_centrality(network, backend="networkx")
    between = time.perf_counter()
    ours = brokerage.betweenness(brokerage.Edges.of(network)).of
    ended = time.perf_counter()
    assert all(abs(plain[node] - value) < 1e-9 for node, value in ours.items())
    print(f"{network.number_of_nodes():,} nodes, {network.number_of_edges():,} edges")
    print(f"networkx {between - started:8.2f} s")
    print(
        f"tarpit   {ended - between:8.2f} s, {(between - started) / (ended - between):.0f} times as fast"
    )


if __name__ == "__main__":
    main()
