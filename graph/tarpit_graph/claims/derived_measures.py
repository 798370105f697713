"""Measures as properties and edges, marked as derived, with the run that computed them.

They are no claims: nothing rests on them, no snapshot reads them, and the next analysis replaces them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tarpit_graph.database.session import Database, Row, Transaction, batches
from tarpit_graph.identity import digest
from tarpit_graph.ontology import COMPANY, DERIVED_PROPERTIES, DERIVED_RELATIONS


@dataclass(frozen=True, slots=True)
class Derived:
    """What an analysis computed.

    Attributes:
        nodes: By label, rows of an `id` and the properties that the ontology allows there.
        edges: By type, rows of `subject`, `object` and properties.
    """

    nodes: Mapping[str, Sequence[Row]]
    edges: Mapping[str, Sequence[Row]]


def store(database: Database, derived: Derived, run: str, version: str) -> None:
    """Replace all derived properties and edges, in one transaction."""

    def replace(tx: Transaction) -> None:
        clear(tx)
        row = {"id": run, "version": version, "kind": "analysis"}
        tx.rows("MERGE (r:Run {id: $row.id}) SET r = $row", row=row)
        for label, rows in sorted(derived.nodes.items()):
            _set_nodes(tx, label, rows)
        for type_, rows in sorted(derived.edges.items()):
            _merge_edges(tx, type_, rows, run)

    database.transact(replace)


def clear(tx: Transaction) -> None:
    """Remove every derived property and edge, and the runs that made them."""
    for label, properties in DERIVED_PROPERTIES.items():
        gone = ", ".join(f"n.{item.name}" for item in properties)
        tx.rows(f"MATCH (n:{label}) REMOVE {gone}")
    for type_ in DERIVED_RELATIONS:
        tx.rows(f"MATCH ()-[r:{type_}]->() DELETE r")
    tx.rows("MATCH (r:Run {kind: 'analysis'}) DETACH DELETE r")


def _set_nodes(tx: Transaction, label: str, rows: Sequence[Row]) -> None:
    allowed = {item.name for item in DERIVED_PROPERTIES[label]}
    kept = [
        {
            "id": row["id"],
            "properties": {k: v for k, v in row.items() if k in allowed and v is not None},
        }
        for row in rows
    ]
    for batch in batches(kept):
        tx.rows(
            f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.properties",
            rows=batch,
        )


def _merge_edges(tx: Transaction, type_: str, rows: Sequence[Row], run: str) -> None:
    allowed = {item.name for item in DERIVED_RELATIONS[type_].attributes}
    kept = [
        {
            "subject": row["subject"],
            "object": row["object"],
            "properties": {k: v for k, v in row.items() if k in allowed}
            | {
                "id": f"derived:{digest(type_, row['subject'], row['object'])}",
                "derived": True,
                "run": run,
            },
        }
        for row in rows
    ]
    for batch in batches(kept):
        tx.rows(
            f"UNWIND $rows AS row MATCH (s:{COMPANY} {{id: row.subject}}) "
            f"MATCH (o:{COMPANY} {{id: row.object}}) "
            f"MERGE (s)-[r:{type_} {{id: row.properties.id}}]->(o) SET r = row.properties",
            rows=batch,
        )
