"""Graph layout: deterministic positions of nodes."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import rustworkx

from tarpit_graph.errors import InputError

#: More than this no screen can show and no browser draws in good time.
MAX_NODES = 5_000
_ITERATIONS = 80
_SEED = 1


def drawable(graph: nx.MultiDiGraph[str], most: int = MAX_NODES) -> nx.MultiDiGraph[str]:
    """Return the nodes that some fact touches.

    Raises:
        InputError: there are none, or more than a drawing holds.
    """
    linked = graph.subgraph([node for node, degree in graph.degree() if degree])
    if not linked:
        raise InputError("there is nothing to draw: no fact is in the part asked for")
    if len(linked) > most:
        raise InputError(
            f"{len(linked)} nodes are too many to draw (at most {most}); "
            "narrow it with --segment, --company, --types or --least-support"
        )
    return linked


def positions(graph: nx.MultiDiGraph[str]) -> Mapping[str, tuple[float, float]]:
    """Return a place for each node around (0, 0), in units in which linked nodes are about 1 apart.

    By the force-directed placement of Fruchterman and Reingold (1991), from a fixed start.
    """
    order = sorted(graph)
    place = {node: index for index, node in enumerate(order)}
    plain = rustworkx.PyGraph(multigraph=False)
    plain.add_nodes_from(order)
    joined = {
        (min(ends), max(ends)) for a, b in graph.edges() if len(ends := {place[a], place[b]}) == 2
    }
    plain.add_edges_from_no_data(sorted(joined))
    found = rustworkx.spring_layout(plain, seed=_SEED, num_iter=_ITERATIONS)
    spread = len(order) ** 0.5
    centre = [
        (min(spot[axis] for spot in found.values()) + max(spot[axis] for spot in found.values()))
        / 2
        for axis in (0, 1)
    ]
    return {
        node: ((found[i][0] - centre[0]) * spread, (found[i][1] - centre[1]) * spread)
        for node, i in place.items()
    }
