"""GraphML, for Gephi, yEd and Cytoscape."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from tarpit_graph.snapshot import Snapshot

SUFFIX = ".graphml"
#: XML 1.0 has no way to write these.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph; lists are joined, since GraphML has only plain values."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in sorted(snapshot.graph.nodes(data=True)):
        graph.add_node(_clean(node), **_plain(data))
    for subject, object_, key, data in sorted(
        snapshot.graph.edges(keys=True, data=True), key=lambda edge: edge[2]
    ):
        graph.add_edge(_clean(subject), _clean(object_), key=key, **_plain(data))
    nx.write_graphml_xml(graph, path)


def _plain(data: dict[str, Any]) -> dict[str, str | int | float | bool]:
    return {key: _value(value) for key, value in sorted(data.items())}


def _value(value: Any) -> str | int | float | bool:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return _clean("; ".join(str(item) for item in value))
    return value.isoformat() if isinstance(value, date) else _clean(str(value))


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
