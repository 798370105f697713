"""Mermaid, for a drawing inside Markdown: on code forges, in wikis and notes."""

from __future__ import annotations

import re
from pathlib import Path

from tarpit_graph.errors import InputError
from tarpit_graph.export import Export
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance
from tarpit_graph.style.layout import MAX_NODES, drawable

#: Mermaid itself refuses more.
_MAX_EDGES, _MAX_CHARACTERS = 500, 50_000
#: What Mermaid or the page around it could take for markup, and what no page can hold.
_SPECIAL = re.compile(r"[^\w .,:;/()+…–-]")


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph as a flow chart from left to right.

    Raises:
        InputError: it is larger than Mermaid draws.
    """
    graph = drawable(graph_filter.entities(snapshot))
    number = {node: f"n{position}" for position, node in enumerate(sorted(graph))}
    lines = ["flowchart LR"]
    for node, id_ in number.items():
        data = graph.nodes[node]
        lines.append(f'  {id_}["{_quoted(appearance.caption(node, data))}"]:::{data["label"]}')
    for subject, object_, _, data in graph_filter.edges(graph):
        lines.append(f"  {number[subject]} -- {data['predicate']} --> {number[object_]}")
    for label in sorted({data["label"] for _, data in graph.nodes(data=True)}):
        colour = appearance.COLOURS[label]
        lines.append(f"  classDef {label} fill:{colour},color:{appearance.ink(colour)},stroke:none")
    text = "\n".join(lines) + "\n"
    if graph.number_of_edges() > _MAX_EDGES or len(text) > _MAX_CHARACTERS:
        raise InputError(
            f"{graph.number_of_edges()} relationships are more than Mermaid draws (at most "
            f"{_MAX_EDGES} in {_MAX_CHARACTERS:,} characters); narrow it with --company, "
            "--hops 1, --types or --least-support"
        )
    path.write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    """Return text in which every special character is written as Mermaid's own entity.

    >>> _quoted('a "b" <c>')
    'a #34;b#34; #60;c#62;'
    """
    return _SPECIAL.sub(lambda found: f"#{ord(found.group())};", text)


EXPORT = Export(
    suffix=".mmd",
    readers="Mermaid",
    write=write,
    most=MAX_NODES,
)
