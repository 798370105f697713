"""JSON in networkx's node-link form, which `networkx.node_link_graph` and D3 read."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph.export import Export
from tarpit_graph.files import json_stream
from tarpit_graph.snapshot import Snapshot, graph_filter


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph piece by piece, nodes and edges in order of their ids; dates in ISO form."""
    nodes = ({"id": node, **data} for node, data in graph_filter.nodes(snapshot.graph))
    edges = (
        {**data, "source": subject, "target": object_, "key": key}
        for subject, object_, key, data in graph_filter.edges(snapshot.graph)
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"directed": true, "multigraph": true, "graph": {},\n')
        json_stream.write_list(file, "nodes", nodes)
        file.write(",\n")
        json_stream.write_list(file, "edges", edges)
        file.write("}\n")


EXPORT = Export(
    suffix=".json",
    readers="networkx, D3",
    write=write,
)
