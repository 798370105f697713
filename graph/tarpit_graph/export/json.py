"""JSON in networkx's node-link form, which `networkx.node_link_graph` and D3 read."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph import json_file, part
from tarpit_graph.snapshot import Snapshot

SUFFIX = ".json"
READERS = "networkx, D3"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph piece by piece, nodes and edges in order of their ids; dates in ISO form."""
    nodes = ({"id": node, **data} for node, data in part.nodes(snapshot.graph))
    edges = (
        {**data, "source": subject, "target": object_, "key": key}
        for subject, object_, key, data in part.edges(snapshot.graph)
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"directed": true, "multigraph": true, "graph": {},\n')
        json_file.write_list(file, "nodes", nodes)
        file.write(",\n")
        json_file.write_list(file, "edges", edges)
        file.write("}\n")
