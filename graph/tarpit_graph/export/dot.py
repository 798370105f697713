"""DOT, for Graphviz: `dot`, `sfdp` and the rest draw it."""

from __future__ import annotations

from pathlib import Path

from tarpit_graph.export import Export
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.style import appearance
from tarpit_graph.style.layout import MAX_NODES, drawable


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph, coloured by label; hovering shows the whole name and its sentences."""
    graph = drawable(graph_filter.entities(snapshot))
    with open(path, "w", encoding="utf-8") as file:
        file.write('digraph tarpit {\n  graph [overlap=prism, charset="UTF-8"]\n')
        file.write('  node [style=filled, shape=box, fontname="Helvetica"]\n')
        file.write('  edge [fontname="Helvetica", fontsize=9, color="#777777"]\n')
        for node, data in graph_filter.nodes(graph):
            colour = appearance.COLOURS[data["label"]]
            written = {
                "label": appearance.caption(node, data),
                "tooltip": f"{data['label']} {data['name']}",
                "fillcolor": colour,
                "fontcolor": appearance.ink(colour),
            }
            file.write(f"  {_quoted(node)} {_attributes(written)}\n")
        for subject, object_, key, data in graph_filter.edges(graph):
            told = "\n".join(data.get("sentences", ())) or f"{data['status']} · {key}"
            written = {"label": data["predicate"], "tooltip": told}
            file.write(f"  {_quoted(subject)} -> {_quoted(object_)} {_attributes(written)}\n")
        file.write("}\n")


def _attributes(values: dict[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in values.items())}]"


def _quoted(text: str) -> str:
    r"""Return text as DOT's quoted string, in which Graphviz takes nothing for an escape or entity.

    >>> print(_quoted('say "hi" \\N &amp;'))
    "say \"hi\" \\N &amp;amp;"
    """
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{plain}"'.replace("\n", "\\n").replace("\x00", "�")


EXPORT = Export(
    suffix=".dot",
    readers="Graphviz",
    write=write,
    most=MAX_NODES,
)
