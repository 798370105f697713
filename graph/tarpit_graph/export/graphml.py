"""GraphML, for Gephi, yEd, Cytoscape, igraph and networkx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from tarpit_graph.export import Export
from tarpit_graph.files import xml_stream
from tarpit_graph.ontology import property_columns
from tarpit_graph.ontology.types import Property
from tarpit_graph.snapshot import Snapshot, graph_filter

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph piece by piece; lists are joined, since GraphML has only plain values."""
    of_nodes, of_edges = property_columns.of_nodes(), property_columns.of_edges()
    with xml_stream.xml_writer(path) as file, file.element("graphml", xmlns=_NAMESPACE):
        for kind, declared in (("node", of_nodes), ("edge", of_edges)):
            for column in declared:
                file.write(_key(kind, column))
        with file.element("graph", edgedefault="directed"):
            for node, data in graph_filter.nodes(snapshot.graph):
                file.write(_element("node", of_nodes, data, {"id": node}))
            for subject, object_, key, data in graph_filter.edges(snapshot.graph):
                ends = {"id": key, "source": subject, "target": object_}
                file.write(_element("edge", of_edges, data, ends))


def _key(kind: str, column: Property) -> etree._Element:
    type_ = xml_stream.TYPES.get(column.type, "string")
    attributes = {"id": f"{kind}_{column.name}", "for": kind, "attr.name": column.name}
    return etree.Element("key", {**attributes, "attr.type": type_})


def _element(
    kind: str, declared: tuple[Property, ...], data: dict[str, Any], ends: dict[str, str]
) -> etree._Element:
    made = etree.Element(kind, {name: xml_stream.clean(value) for name, value in ends.items()})
    for column, value in property_columns.filled(declared, data):
        held = etree.SubElement(made, "data", key=f"{kind}_{column.name}")
        held.text = xml_stream.clean(property_columns.as_text(value))
    return made


EXPORT = Export(
    suffix=".graphml",
    readers="Gephi, yEd, Cytoscape, igraph, networkx",
    write=write,
)
