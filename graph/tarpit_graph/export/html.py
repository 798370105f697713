"""A drawing to explore in a browser, by Neo4j's own visualisation library, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, PRODUCT, WORKLOAD
from tarpit_graph.snapshot import Snapshot

SUFFIX = ".html"
#: More than this no screen can show and no browser draws in good time.
MOST_NODES = 5_000
#: Paul Tol's bright scheme: told apart by colour-blind people too.
_COLOURS = {COMPANY: "#4477AA", PRODUCT: "#228833", WORKLOAD: "#CCBB44"}
_OTHER = "#BBBBBB"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the page; it loads nothing from the network.

    Raises:
        InputError: the graph is too large to draw, or empty.
    """
    from neo4j_viz import Node, Relationship, VisualizationGraph

    graph = snapshot.graph
    linked = {node: degree for node, degree in graph.degree() if degree}
    if not linked:
        raise InputError("there is nothing to draw: no fact is in the part asked for")
    if len(linked) > MOST_NODES:
        raise InputError(
            f"{len(linked)} nodes are too many to draw (at most {MOST_NODES}); "
            "narrow it with --around, --predicate or --least-support"
        )
    nodes = [
        Node(
            id=node,
            caption=graph.nodes[node]["name"],
            size=22 + 5 * min(linked[node], 60) ** 0.5,
            caption_size=2,
            color=_COLOURS.get(graph.nodes[node]["label"], _OTHER),
            properties=_shown(graph.nodes[node]),
        )
        for node in sorted(linked)
    ]
    relationships = [
        Relationship(
            id=key,
            source=subject,
            target=object_,
            caption=fact["predicate"],
            properties=_shown(fact),
        )
        for subject, object_, key, fact in sorted(
            graph.edges(keys=True, data=True), key=lambda edge: edge[2]
        )
    ]
    drawing = VisualizationGraph(nodes=nodes, relationships=relationships)
    page = drawing.render(height="100vh", max_allowed_nodes=MOST_NODES)
    path.write_text(str(page.data), encoding="utf-8")


def _shown(data: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in sorted(data.items()) if key != "claims"}
