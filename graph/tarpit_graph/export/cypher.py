"""A Cypher script that makes the same graph in any Neo4j: by `cypher-shell` or pasted into the Browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tarpit_graph.database import constraints
from tarpit_graph.database.session import batches
from tarpit_graph.export import Export
from tarpit_graph.snapshot import Snapshot, graph_filter

#: Rows in one statement: more make the server's planner slow.
_ROWS = 500


def write(snapshot: Snapshot, path: Path) -> None:
    """Write constraints, then nodes, then relationships; running it twice changes nothing."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("// A landscape of AI infrastructure, by tarpit. Run it as often as you like.\n")
        for item in constraints.declared():
            file.write(f"{item.statement};\n")
        for statement in (*_nodes(snapshot), *_edges(snapshot)):
            file.write(f"{statement};\n")


def _nodes(snapshot: Snapshot) -> Iterator[str]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for node, data in graph_filter.nodes(snapshot.graph):
        by_label[data["label"]].append(node)
    for label, nodes in sorted(by_label.items()):
        for batch in batches(nodes, _ROWS):
            rows = (_map({"id": n, **snapshot.entities[n]}, leave="label") for n in batch)
            yield f"{_unwind(rows)}MERGE (n:{label} {{id: row.id}}) SET n = row"


def _edges(snapshot: Snapshot) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    labels = snapshot.graph.nodes(data="label")
    for subject, object_, key, data in snapshot.graph.edges(keys=True, data=True):
        group = (data["predicate"], labels[subject], labels[object_])
        groups[group].append((key, subject, object_))
    for (type_, subject_label, object_label), edges in sorted(groups.items()):
        for batch in batches(sorted(edges), _ROWS):
            rows = (
                f"{{s: {_literal(s)}, o: {_literal(o)}, p: {_map(snapshot.graph.edges[s, o, k])}}}"
                for k, s, o in batch
            )
            has_id = "id" in snapshot.graph.edges[batch[0][1], batch[0][2], batch[0][0]]
            key = " {id: row.p.id}" if has_id else ""
            yield (
                f"{_unwind(rows)}MATCH (s:{subject_label} {{id: row.s}}) "
                f"MATCH (o:{object_label} {{id: row.o}}) MERGE (s)-[r:{type_}{key}]->(o)"
                + (" SET r = row.p" if has_id else "")
            )


def _unwind(rows: Iterator[str]) -> str:
    return "UNWIND [\n" + ",\n".join(rows) + "\n] AS row\n"


def _map(data: dict[str, Any], leave: str = "") -> str:
    held = sorted((name, value) for name, value in data.items() if name != leave)
    return "{" + ", ".join(f"`{name}`: {_literal(value)}" for name, value in held) + "}"


def _literal(value: Any) -> str:
    r"""Return a value as Cypher writes it.

    >>> print(_literal(["it's", "a\\b", "c\nd"]), _literal(date(2023, 7, 19)), _literal(True))
    ['it\'s', 'a\\b', 'c\nd'] date('2023-07-19') true
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    # One statement ends where a line ends in ";", so no text may break a line.
    return "'" + text.replace("\n", "\\n").replace("\r", "\\r") + "'"


EXPORT = Export(
    suffix=".cypher",
    readers="cypher-shell, Neo4j Browser",
    write=write,
)
