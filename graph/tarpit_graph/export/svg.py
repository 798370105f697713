"""A drawing as SVG: names stay text, so that they can be searched and read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import sqrt
from pathlib import Path
from typing import Any

import networkx as nx

from tarpit_graph.export import Export
from tarpit_graph.files import xml_stream
from tarpit_graph.records import Status
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance
from tarpit_graph.style.layout import drawable, positions

#: More names than this cannot be read in one picture.
MAX_NODES = 400
_STEP, _MARGIN, _LEGEND = 80.0, 150.0, 60.0
#: How a fact's line is drawn, established or not, and what the legend calls the two.
_STROKES = {True: 'stroke="#8a8f98"', False: 'stroke="#c05a00" stroke-dasharray="5 4"'}
_LINES = {"established fact": True, "only said or called off": False}
_ESTABLISHED = frozenset((Status.COMPLETED, Status.ANNOUNCED))
#: What people call labels whose names are words of the schema, and pixels of one entry of the legend.
_SPOKEN = {"Workload": "segment", "FundingRound": "funding round"}
_ENTRY = 150
_FONT = "Arial, Helvetica, sans-serif"


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the drawing.

    Raises:
        InputError: the graph is too large to draw, or empty.
    """
    path.write_text(drawn(snapshot), encoding="utf-8")


def drawn(snapshot: Snapshot) -> str:
    """Return the drawing; each node and line has its name, status and sentences as title."""
    graph = drawable(graph_filter.entities(snapshot), MAX_NODES)
    place = _placed(positions(graph))
    width = max(x for x, _ in place.values()) + _MARGIN
    height = max(y for _, y in place.values()) + _MARGIN
    lines = [_line(graph, edge, place) for edge in sorted(graph.edges(keys=True))]
    lines += [
        _drawn_line(graph, (subject, object_), fact, place)
        for subject, object_, fact in sorted(
            snapshot.unconfirmed, key=lambda one: str(one[2]["id"])
        )
        if subject in place and object_ in place
    ]
    nodes = [_node(node, graph, place[node]) for node in sorted(graph)]
    labels = sorted({data["label"] for _, data in graph.nodes(data=True)})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{_FONT}" role="img" '
        'aria-label="Companies, products and what joins them">'
        '<rect width="100%" height="100%" fill="#ffffff"/>'
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#8a8f98"/></marker></defs>\n'
        + "\n".join((*_head(snapshot, graph), *_legend(labels, width), *lines, *nodes))
        + "\n</svg>\n"
    )


def _placed(found: Any) -> dict[str, tuple[float, float]]:
    left, top = (min(spot[axis] for spot in found.values()) for axis in (0, 1))
    return {
        node: (_MARGIN + _STEP * (x - left), _MARGIN + _LEGEND + _STEP * (y - top))
        for node, (x, y) in found.items()
    }


def _line(
    graph: nx.MultiDiGraph[str],
    edge: tuple[str, str, str],
    place: dict[str, tuple[float, float]],
) -> str:
    return _drawn_line(graph, edge[:2], graph.edges[edge], place)


def _drawn_line(
    graph: nx.MultiDiGraph[str],
    ends: tuple[str, str],
    data: Mapping[str, Any],
    place: Mapping[str, tuple[float, float]],
) -> str:
    """Return the line of one fact, dashed where it is only said, denied or called off."""
    subject, object_ = ends
    (x1, y1), (x2, y2) = place[subject], place[object_]
    reach = _radius(graph, object_) / max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1.0)
    x2, y2 = x2 - (x2 - x1) * reach, y2 - (y2 - y1) * reach
    told = [f"{data['predicate']} · {data['status']}", *data.get("sentences", ())]
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {_STROKES[data["status"] in _ESTABLISHED]} '
        f'marker-end="url(#to)"><title>{_text(chr(10).join(told))}</title></line>'
    )


def _node(node: str, graph: nx.MultiDiGraph[str], spot: tuple[float, float]) -> str:
    data, (x, y) = graph.nodes[node], spot
    radius = _radius(graph, node)
    colour = appearance.COLOURS[data["label"]]
    return (
        f"<g><title>{_text(data['label'] + ': ' + data['name'])}</title>"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" stroke="#ffffff"/>'
        f'<text x="{x:.1f}" y="{y + radius + 11:.1f}" font-size="12" text-anchor="middle" '
        'fill="#1c2430" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
        f"{_text(appearance.caption(node, data))}</text></g>"
    )


def _radius(graph: nx.MultiDiGraph[str], node: str) -> float:
    return 5 + 2 * sqrt(min(graph.degree(node), 60))


def _head(snapshot: Snapshot, graph: nx.MultiDiGraph[str]) -> list[str]:
    """Return what the drawing shows: its title, counts and day."""
    title = str(graph.graph.get("title", "The AI-infrastructure landscape"))
    day = snapshot.as_of or snapshot.today
    counts = f"{len(graph)} nodes, {graph.number_of_edges()} facts" + (f", {day}" if day else "")
    return [
        f'<text x="22" y="30" font-size="18" font-weight="600" fill="#1c2430">{_text(title)}</text>',
        f'<text x="22" y="50" font-size="12" fill="#55616f">{_text(counts)} · tarpit</text>',
    ]


def _legend(labels: list[str], width: float) -> list[str]:
    """Return what colours and lines mean, as many beside each other as there is room for."""
    beside = max(1, int((width - 30) // _ENTRY))
    found = []
    for i, label in enumerate((*labels, *_LINES)):
        x, y = 30 + _ENTRY * (i % beside), 76 + 20 * (i // beside)
        mark = (
            f'<circle cx="{x}" cy="{y}" r="7" fill="{appearance.COLOURS[label]}"/>'
            if label in labels
            else f'<line x1="{x - 8}" y1="{y}" x2="{x + 14}" y2="{y}" {_STROKES[_LINES[label]]}/>'
        )
        words = _SPOKEN.get(label, label if label in _LINES else label.lower())
        found.append(
            f'{mark}<text x="{x + 20}" y="{y + 4}" font-size="12" fill="#1c2430">{words}</text>'
        )
    return found


def _text(text: str) -> str:
    return escape(xml_stream.clean(text))


EXPORT = Export(
    suffix=".svg",
    readers="browsers, office programs",
    write=write,
    most=MAX_NODES,
)
