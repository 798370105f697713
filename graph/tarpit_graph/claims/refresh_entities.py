"""Refresh the properties of entities from their claims, at the end of a load.

A well-known company is named by every other document; recomputing its aliases and home page for
each of them would make a load quadratic. So a write only marks it `stale`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from tarpit_graph.database.session import BATCH, Database, Row, Transaction
from tarpit_graph.identity import is_anaphor
from tarpit_graph.ontology import DESCRIBED_AS, ENTITY_LABELS, NODES


def refresh_entities(database: Database) -> int:
    """Recompute the properties of every stale entity; delete those without claims.

    Returns:
        The number of entities looked at. A load that was killed leaves some stale: the next
        one refreshes them.
    """
    total = 0
    for label in ENTITY_LABELS:
        while done := database.transact(partial(_refresh, label=label)):
            total += done
    return total


def _refresh(tx: Transaction, label: str) -> int:
    ids = [
        row["id"]
        for row in tx.rows(f"MATCH (e:{label} {{stale: true}}) RETURN e.id AS id LIMIT {BATCH}")
    ]
    if not ids:
        return 0
    known = names_and_descriptions(tx, label, ids)
    tx.rows(
        f"UNWIND $ids AS id MATCH (e:{label} {{id: id}}) DETACH DELETE e",
        ids=[id_ for id_ in ids if id_ not in known],
    )
    tx.rows(
        f"UNWIND $rows AS row MATCH (e:{label} {{id: row.id}}) SET e = row",
        rows=list(known.values()),
    )
    return len(ids)


def names_and_descriptions(tx: Transaction, label: str, ids: Sequence[str]) -> dict[str, Row]:
    """Return the properties of entities as their claims give them; those without claims are left out."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    aliases: dict[str, set[str]] = defaultdict(set)
    for end in ("subject", "object"):
        for row in tx.rows(
            f"UNWIND $ids AS id MATCH (:{label} {{id: id}})<-[:{end.upper()}]-(c:Claim) "
            f"RETURN id, c.{end}_name AS name, c.{end}_text AS text, count(*) AS times",
            ids=ids,
        ):
            names[row["id"]][row["name"]] += row["times"]
            if not is_anaphor(row["text"]):
                aliases[row["id"]].add(row["text"])
    described: dict[str, Row] = defaultdict(dict)
    # DISTINCT has Neo4j start at the entity: before it has counted any claims, it would go through all descriptions.
    for row in tx.rows(
        f"UNWIND $ids AS id MATCH (:{label} {{id: id}})<-[:SUBJECT]-(c:Claim) "
        "WITH DISTINCT id, c WHERE c.predicate = $p "
        "RETURN id, c.attributes AS attributes ORDER BY c.published, c.confidence, c.id",
        ids=ids,
        p=DESCRIBED_AS,
    ):
        described[row["id"]].update(json.loads(row["attributes"]))
    return {
        id_: properties(label, id_, count, aliases[id_], described[id_])
        for id_, count in names.items()
    }


def properties(
    label: str, id_: str, names: Mapping[str, int], aliases: Iterable[str], described: Row
) -> Row:
    """Return the properties of an entity.

    Args:
        label, id_: Which entity.
        names: How often its claims give it each name.
        aliases: The words that stand for it in sentences.
        described: What descriptions say, the last word on each property.
    """
    allowed = {p.name for p in NODES[label].properties}
    said = {k: v for k, v in described.items() if k in allowed}
    if known := sorted(aliases):
        said["aliases"] = known
    return said | {"id": id_, "name": _best_name(names)}


def _best_name(count: Mapping[str, int]) -> str:
    """The name used most; of equals the first by the alphabet, so that order never matters."""
    return min(count, key=lambda name: (-count[name], name))
