"""GEXF 1.3 with time, for Gephi: its timeline shows which facts held when."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from pathlib import Path
from typing import Any

import networkx as nx
from lxml import etree

from tarpit_graph.export import Export
from tarpit_graph.files import xml_stream
from tarpit_graph.ontology import property_columns
from tarpit_graph.ontology.types import Property
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance, layout

_NAMESPACE, _VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"
#: Gephi Lite knows colours and places by this very prefix.
_NAMED = {"viz": _VIZ}
#: What a step of the layout measures here, and how large a node is that no fact touches.
_UNIT, _SMALLEST = 40, 4.0
#: A fact holds from the day that is stated, else from the first publication.
_SINCE = ("valid_from", "first_asserted")


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph piece by piece; a fact without a day is there at all times."""
    of_nodes, of_edges = property_columns.of_nodes(), property_columns.of_edges()
    named = {"xmlns": _NAMESPACE, "version": "1.3"}
    time = {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"}
    with (
        xml_stream.xml_writer(path) as file,
        file.element("gexf", named, nsmap=_NAMED),
        file.element("graph", {**time, "timerepresentation": "interval"}),
    ):
        file.write(_declared("node", of_nodes))
        file.write(_declared("edge", of_edges))
        places = _places(snapshot.graph)
        with file.element("nodes"):
            for node, data in graph_filter.nodes(snapshot.graph):
                made = _node(of_nodes, node, data)
                _drawn(made, data, places.get(node), snapshot.graph.degree(node))
                file.write(made)
        with file.element("edges"):
            for subject, object_, key, data in graph_filter.edges(snapshot.graph):
                file.write(_edge(of_edges, subject, object_, key, data))


def _declared(kind: str, declared: tuple[Property, ...]) -> etree._Element:
    made = etree.Element("attributes", {"class": kind, "mode": "static"})
    for column in declared:
        type_ = xml_stream.TYPES.get(column.type, "string")
        name = _name(column)
        etree.SubElement(made, "attribute", id=name, title=name, type=type_)
    return made


def _node(declared: tuple[Property, ...], node: str, data: dict[str, Any]) -> etree._Element:
    label = xml_stream.clean(appearance.caption(node, data))
    made = etree.Element("node", nsmap=_NAMED, id=xml_stream.clean(node), label=label)
    _values(made, declared, data)
    return made


def _places(graph: nx.MultiDiGraph[str]) -> Mapping[str, tuple[float, float]]:
    """Return where nodes stand, so that the file opens laid out; nothing for more than a drawing holds."""
    return layout.positions(graph) if len(graph) <= layout.MAX_NODES else {}


def _drawn(
    made: etree._Element, data: dict[str, Any], place: tuple[float, float] | None, degree: int
) -> None:
    """Say how a node looks: its colour, its size by how many facts touch it, and its place."""
    colour = appearance.COLOURS[data["label"]]
    channels = {
        name: str(int(colour[i : i + 2], 16)) for name, i in zip("rgb", (1, 3, 5), strict=True)
    }
    etree.SubElement(made, f"{{{_VIZ}}}color", {**channels, "a": "1.0"})
    etree.SubElement(made, f"{{{_VIZ}}}size", value=f"{_SMALLEST + sqrt(degree):.2f}")
    if place is not None:
        x, y = (f"{_UNIT * value:.1f}" for value in place)
        etree.SubElement(made, f"{{{_VIZ}}}position", x=x, y=y, z="0.0")


def _edge(
    declared: tuple[Property, ...], subject: str, object_: str, key: str, data: dict[str, Any]
) -> etree._Element:
    ends = {"id": key, "source": subject, "target": object_, "label": data["predicate"]}
    since = next((data[name] for name in _SINCE if data.get(name)), None)
    spell = {"start": since, "end": data.get("valid_to")}
    ends |= {name: day.isoformat() for name, day in spell.items() if day}
    made = etree.Element("edge", {name: xml_stream.clean(value) for name, value in ends.items()})
    _values(made, declared, data)
    return made


def _values(made: etree._Element, declared: tuple[Property, ...], data: dict[str, Any]) -> None:
    held = etree.SubElement(made, "attvalues")
    for column, value in property_columns.filled(declared, data):
        text = xml_stream.clean(property_columns.as_text(value))
        etree.SubElement(held, "attvalue", {"for": _name(column), "value": text})


def _name(column: Property) -> str:
    """Return what a column is called here: GEXF has a label of its own, which is the caption."""
    return "type" if column is property_columns.LABEL else column.name


EXPORT = Export(
    suffix=".gexf",
    readers="Gephi, networkx",
    write=write,
)
