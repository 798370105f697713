"""A folder of CSV files for `neo4j-admin database import full`, with the command to run.

The files are compressed: Neo4j reads them as they are, and no spreadsheet takes a name for a formula.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from tarpit_graph.export import Export
from tarpit_graph.ontology import property_columns
from tarpit_graph.ontology.types import Property
from tarpit_graph.snapshot import Snapshot, graph_filter

#: Stands between the items of a list: in no text that people write.
_BETWEEN = "\x1f"
_ID = Property("id", "STRING", "")
_TYPES = {
    "STRING": "string",
    "LIST<STRING>": "string[]",
    "INTEGER": "long",
    "FLOAT": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
}
_COMMAND = r"""The graph for an empty database. In this folder, with the server stopped:

    neo4j-admin database import full neo4j --overwrite-destination \
        --multiline-fields=true --array-delimiter=U+001F \
        {arguments}

Then create the constraints: `tarpit db schema`.

neo4j-admin comes with Neo4j's own packages and images, not with the server that tarpit starts. Without it, export
to .cypher instead: any Neo4j runs that.
"""


def write(snapshot: Snapshot, path: Path) -> None:
    """Write a file for each label and each relationship type, and README.txt with the command.

    An empty list is written as none at all, which is all that CSV can say.
    """
    path.mkdir()
    arguments = [*_nodes(snapshot, path), *_edges(snapshot, path)]
    command = _COMMAND.format(arguments=" \\\n        ".join(arguments))
    (path / "README.txt").write_text(command, encoding="utf-8")


def _nodes(snapshot: Snapshot, path: Path) -> Iterable[str]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for node, data in graph_filter.nodes(snapshot.graph):
        by_label[data["label"]].append(node)
    for label, nodes in sorted(by_label.items()):
        declared = property_columns.of_label(label)
        rows = (
            [node, *(snapshot.entities[node].get(column.name) for column in declared)]
            for node in nodes
        )
        file = f"{label}.csv.gz"
        _write(path / file, ["id:ID", *map(_header, declared)], rows)
        yield f"--nodes={label}={file}"


def _edges(snapshot: Snapshot, path: Path) -> Iterable[str]:
    by_type: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for subject, object_, key, data in snapshot.graph.edges(keys=True, data=True):
        by_type[data["predicate"]].append((key, subject, object_))
    for type_, edges in sorted(by_type.items()):
        sample = snapshot.graph.edges[edges[0][1], edges[0][2], edges[0][0]]
        declared = (_ID, *property_columns.of_edges()) if "id" in sample else ()
        rows = (
            [
                subject,
                object_,
                *(snapshot.graph.edges[subject, object_, key].get(c.name) for c in declared),
            ]
            for key, subject, object_ in sorted(edges)
        )
        file = f"{type_}.csv.gz"
        _write(path / file, [":START_ID", ":END_ID", *map(_header, declared)], rows)
        yield f"--relationships={type_}={file}"


def _header(column: Property) -> str:
    return f"{column.name}:{_TYPES[column.type]}"


def _write(path: Path, header: list[str], rows: Iterable[list[Any]]) -> None:
    # Without a time of its own in the file, the same graph gives the same bytes.
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write((",".join(header) + "\n").encode())
        for row in rows:
            file.write((",".join(map(_cell, row)) + "\n").encode())


def _cell(value: Any) -> str:
    """Return a value as neo4j-admin reads it: nothing for what is missing, text in quotes.

    >>> _cell(None), _cell('a "b"'), _cell(True), _cell(["x", "y"])
    ('', '"a ""b\"""', 'true', '"x\\x1fy"')
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = _BETWEEN.join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    return property_columns.as_text(value) if not isinstance(value, str) else _quoted(value)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


EXPORT = Export(
    suffix=".csv",
    readers="neo4j-admin",
    write=write,
)
