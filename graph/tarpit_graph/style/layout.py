"""Graph layout: deterministic positions of nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import asin, cos, hypot, pi, sin

import networkx as nx
import rustworkx

from tarpit_graph.errors import InputError
from tarpit_graph.style.communities import communities

#: More than this no screen can show and no browser draws in good time.
MAX_NODES = 5_000
_ITERATIONS = 80
_SEED = 1
#: Nodes of one part that forces place in good time: each pulls at each.
_MAX_SPRING = 2_500
#: Room around a part, and the angle by which a sunflower sets its seeds.
_MARGIN, _GOLDEN = 0.6, pi * (3 - 5**0.5)


def drawable(graph: nx.MultiDiGraph[str], most: int = MAX_NODES) -> nx.MultiDiGraph[str]:
    """Return the nodes that some fact touches.

    Raises:
        InputError: there are none, or more than a drawing holds.
    """
    linked = graph.subgraph([node for node, degree in graph.degree() if degree])
    check_number(len(linked), most)
    return linked


def check_number(nodes: int, most: int) -> None:
    """Raise unless so many nodes can be drawn.

    Raises:
        InputError: there are none, or more than a drawing holds.
    """
    if not nodes:
        raise InputError("there is nothing to draw: no fact is in the part asked for")
    if nodes > most:
        raise InputError(
            f"{nodes} nodes are too many to draw (at most {most}); "
            "narrow it with --segment, --company, --types or --least-support"
        )


def positions(graph: nx.MultiDiGraph[str]) -> Mapping[str, tuple[float, float]]:
    """Return a place for each node around (0, 0), in units in which linked nodes are about 1 apart.

    Each connected part has its own drawing: by the force-directed placement of Fruchterman and Reingold (1991), from
    a fixed start; a part too large for that by its communities. The largest stands in the middle, the others in rings
    around it.
    """
    parts = sorted(nx.weakly_connected_components(graph), key=lambda part: (-len(part), min(part)))
    drawn = [_placed(graph.subgraph(part)) for part in parts]
    found: dict[str, tuple[float, float]] = {}
    for part, (x, y) in zip(drawn, _around([_radius(part) for part in drawn]), strict=True):
        found |= {node: (x + dx, y + dy) for node, (dx, dy) in part.items()}
    return found


def _placed(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """Return places of one connected part, its middle at (0, 0)."""
    order = sorted(graph)
    joined = sorted({(min(ends), max(ends)) for ends in graph.edges() if ends[0] != ends[1]})
    if len(order) > _MAX_SPRING:
        return _by_community(order, joined)
    place = {node: index for index, node in enumerate(order)}
    plain = rustworkx.PyGraph(multigraph=False)
    plain.add_nodes_from(order)
    plain.add_edges_from_no_data([(place[a], place[b]) for a, b in joined])
    found = rustworkx.spring_layout(plain, seed=_SEED, num_iter=_ITERATIONS)
    spread = len(order) ** 0.5
    middle = [sum(_ends(spot[axis] for spot in found.values())) / 2 for axis in (0, 1)]
    return {
        node: ((found[i][0] - middle[0]) * spread, (found[i][1] - middle[1]) * spread)
        for node, i in place.items()
    }


def _ends(values: Iterable[float]) -> tuple[float, float]:
    held = tuple(values)
    return min(held), max(held)


def _by_community(
    order: Sequence[str], joined: Sequence[tuple[str, str]]
) -> dict[str, tuple[float, float]]:
    """Return places where each community is a disc, its best linked nodes in the middle, the largest community first."""
    degree = Counter(node for pair in joined for node in pair)
    groups = communities(order, joined)
    found = {}
    for group, (x, y) in zip(groups, _around([0.8 * len(g) ** 0.5 for g in groups]), strict=True):
        ranked = sorted(group, key=lambda node: (-degree[node], node))
        for rank, node in enumerate(ranked):
            far, turn = 0.7 * (rank + 0.5) ** 0.5, rank * _GOLDEN
            found[node] = (x + far * cos(turn), y + far * sin(turn))
    return found


def _radius(part: Mapping[str, tuple[float, float]]) -> float:
    return max(hypot(x, y) for x, y in part.values()) + _MARGIN


def _around(radii: Sequence[float]) -> list[tuple[float, float]]:
    """Return the middles of discs, none over another: the first in the middle, the others in rings around it."""
    middles = [(0.0, 0.0)] if radii else []
    inner, turn, widest = radii[0] if radii else 0.0, 0.0, 0.0
    for radius in radii[1:]:
        far = inner + max(widest, radius)
        step = 2 * asin(min(1.0, radius / far))
        if turn + step > 2 * pi:
            inner, turn, widest = inner + 2 * widest, 0.0, 0.0
            far = inner + radius
            step = 2 * asin(min(1.0, radius / far))
        widest = max(widest, radius)
        middles.append((far * cos(turn + step / 2), far * sin(turn + step / 2)))
        turn += step
    return middles
