"""A graph as a widget of a notebook, by Neo4j's own visualisation library."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import networkx as nx
from tarpit_graph.ontology import property_columns
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance
from tarpit_graph.style.layout import drawable, positions

if TYPE_CHECKING:
    from neo4j_viz import VisualizationGraph

#: Pixels between linked nodes.
_STEP = 85


def drawn(snapshot: Snapshot) -> VisualizationGraph:
    """Return the drawing as an object of neo4j-viz, each node in its place.

    Raises:
        InputError: the graph is too large to draw, or empty.
    """
    from neo4j_viz import Node, Relationship, VisualizationGraph

    graph = drawable(graph_filter.entities(snapshot))
    place = positions(graph)
    nodes = [
        Node(
            id=node,
            caption=appearance.caption(node, data),
            size=_size(graph, node),
            caption_size=2,
            color=appearance.COLOURS[data["label"]],
            x=_STEP * place[node][0],
            y=_STEP * place[node][1],
            properties=_shown(data),
        )
        for node, data in graph_filter.nodes(graph)
    ]
    edges = graph_filter.edges(graph)
    relationships = [
        Relationship(
            id=key,
            source=subject,
            target=object_,
            caption=fact["predicate"],
            properties=_shown(fact),
        )
        for subject, object_, key, fact in edges
    ]
    return VisualizationGraph(nodes=nodes, relationships=relationships)


def _size(graph: nx.MultiDiGraph[str], node: str) -> float:
    return 22 + 5 * sqrt(min(graph.degree(node), 60))


def _shown(data: dict[str, Any]) -> dict[str, str]:
    return {
        key: property_columns.as_text(value)
        for key, value in sorted(data.items())
        if key != "claims"
    }
