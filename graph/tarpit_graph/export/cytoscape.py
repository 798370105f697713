"""Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph.export import Export
from tarpit_graph.files import json_stream
from tarpit_graph.snapshot import Snapshot, graph_filter


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph piece by piece; `data.interaction` is what Cytoscape calls an edge's type."""
    nodes = (
        {"data": {"name": "", **data, "id": node}}
        for node, data in graph_filter.nodes(snapshot.graph)
    )
    edges = (
        {
            "data": {
                **data,
                "id": key,
                "source": subject,
                "target": object_,
                "interaction": data["predicate"],
            }
        }
        for subject, object_, key, data in graph_filter.edges(snapshot.graph)
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"directed": true, "multigraph": true, "data": {}, "elements": {\n')
        json_stream.write_list(file, "nodes", nodes)
        file.write(",\n")
        json_stream.write_list(file, "edges", edges)
        file.write("}}\n")


EXPORT = Export(
    suffix=".cyjs",
    readers="Cytoscape, Cytoscape.js",
    write=write,
)
