"""Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph import json_file, part
from tarpit_graph.snapshot import Snapshot

SUFFIX = ".cyjs"
READERS = "Cytoscape, Cytoscape.js"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph piece by piece; `data.interaction` is what Cytoscape calls an edge's type."""
    nodes = (
        {"data": {"name": "", **data, "id": node}} for node, data in part.nodes(snapshot.graph)
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
        for subject, object_, key, data in part.edges(snapshot.graph)
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"directed": true, "multigraph": true, "data": {}, "elements": {\n')
        json_file.write_list(file, "nodes", nodes)
        file.write(",\n")
        json_file.write_list(file, "edges", edges)
        file.write("}}\n")
