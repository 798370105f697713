"""A drawing to explore in a browser, by Neo4j's own visualisation library, in one file."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from tarpit_graph.export import Export
from tarpit_graph.ontology import property_columns
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance
from tarpit_graph.style.layout import MAX_NODES, drawable, positions

if TYPE_CHECKING:
    from neo4j_viz import VisualizationGraph

#: Pixels between linked nodes.
_STEP = 85
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; worker-src blob:; base-uri 'none'; form-action 'none'"
)
#: Pixels of a window that the drawing is made to fit, and the smallest zoom of the library.
_WINDOW, _MIN_ZOOM = 750, 0.075


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the page; it loads nothing from the network.

    Raises:
        InputError: the graph is too large to draw, or empty.
    """
    drawing = drawn(snapshot)
    reach = max(max(abs(node.x or 0), abs(node.y or 0)) for node in drawing.nodes)
    page = drawing.render(
        layout="free",
        height="100vh",
        max_allowed_nodes=MAX_NODES,
        pan_position=(0, 0),
        initial_zoom=max(min(_WINDOW / (2 * reach + _STEP), 1.0), _MIN_ZOOM),
    )
    path.write_text(_sealed(str(page.data)), encoding="utf-8")


def _sealed(page: str) -> str:
    """Return the library's page with a policy that lets it load and send nothing, and a title."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    titled = page.replace("<title>neo4j-viz</title>", "<title>Landscape · tarpit</title>", 1)
    return titled.replace("<head>", f"<head>{policy}", 1)


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


EXPORT = Export(
    suffix=".html",
    readers="browsers",
    write=write,
)
