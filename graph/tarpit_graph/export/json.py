"""JSON in networkx's node-link form, which `networkx.node_link_graph` and D3 read."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx

from tarpit_graph.snapshot import Snapshot

SUFFIX = ".json"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph, nodes and edges in order of their ids; dates in ISO form."""
    data = nx.node_link_data(snapshot.graph, edges="edges")
    data["nodes"].sort(key=lambda node: node["id"])
    data["edges"].sort(key=lambda edge: edge["key"])
    with open(path, "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1, default=str, sort_keys=True)
