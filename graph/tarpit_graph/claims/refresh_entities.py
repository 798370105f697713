"""Refresh the properties of entities from their claims, at the end of a load.

A well-known company is named by every other document; recomputing its aliases and home page for
each of them would make a load quadratic. So a write only marks it `stale`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from tarpit_graph.database.session import BATCH, Database, Row, Transaction
from tarpit_graph.identity import is_anaphor
from tarpit_graph.ontology import DESCRIBED_AS, ENTITY_LABELS, NODES

#: A description in the order of its weight: whether it has no day, its day, its confidence, its id, and what it says.
_DESCRIPTION = (
    "[c.published IS NULL, coalesce(toString(c.published), ''), c.confidence, c.id, c.attributes]"
)


def refresh_entities(database: Database) -> int:
    """Recompute the properties of every stale entity; delete those without claims.

    Returns:
        The number of entities looked at. A load that was killed leaves some stale: the next
        one refreshes them.
    """
    total = 0
    for label in ENTITY_LABELS:
        last = ""
        while done := database.transact(partial(_refresh, label=label, after=last)):
            total += len(done)
            last = done[-1]
    return total


def _refresh(tx: Transaction, label: str, after: str) -> list[str]:
    """Refresh some stale entities; return their ids, in order.

    Ids are asked for in the index's order: each batch goes on where the last one ended.
    """
    (answer,) = tx.rows(
        f"MATCH (e:{label}) WHERE e.id > $after AND e.stale "
        f"WITH e.id AS id ORDER BY id LIMIT {BATCH} RETURN collect(id) AS ids",
        after=after,
    )
    ids: list[str] = answer["ids"]
    if not ids:
        return ids
    known = names_and_descriptions(tx, label, ids)
    tx.rows(
        f"UNWIND $ids AS id MATCH (e:{label} {{id: id}}) DETACH DELETE e",
        ids=[id_ for id_ in ids if id_ not in known],
    )
    tx.rows(
        f"UNWIND $rows AS row MATCH (e:{label} {{id: row.id}}) SET e = row",
        rows=list(known.values()),
    )
    return ids


def names_and_descriptions(tx: Transaction, label: str, ids: Sequence[str]) -> dict[str, Row]:
    """Return the properties of entities as their claims give them; those without claims are left out."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    aliases: dict[str, set[str]] = defaultdict(set)
    descriptions: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for end in ("subject", "object"):
        (answer,) = tx.rows(
            f"UNWIND $ids AS id MATCH (:{label} {{id: id}})<-[:{end.upper()}]-(c:Claim) "
            f"WITH id, c.{end}_name AS name, c.{end}_text AS text, count(*) AS times, "
            f"collect(CASE WHEN c.predicate = $p THEN {_DESCRIPTION} END) AS descriptions "
            # One list: the driver takes longer over a row than over all that is in it.
            "RETURN collect([id, name, text, times, descriptions]) AS found",
            ids=ids,
            p=DESCRIBED_AS if end == "subject" else None,
        )
        for id_, name, text, times, described in answer["found"]:
            names[id_][name] += times
            descriptions[id_] += described
            if not is_anaphor(text):
                aliases[id_].add(text)
    return {
        id_: properties(label, id_, count, aliases[id_], descriptions[id_])
        for id_, count in names.items()
    }


def properties(
    label: str,
    id_: str,
    names: Mapping[str, int],
    aliases: Iterable[str],
    descriptions: Iterable[tuple[Any, ...]],
) -> Row:
    """Return the properties of an entity.

    Args:
        label, id_: Which entity.
        names: How often its claims give it each name.
        aliases: The words that stand for it in sentences.
        descriptions: What sorts each, and last what it says; the last of them has the last word on a property.
    """
    described: Row = {}
    for *_, attributes in sorted(descriptions):
        described |= json.loads(attributes)
    allowed = {p.name for p in NODES[label].properties}
    said = {k: v for k, v in described.items() if k in allowed}
    if known := sorted(filter(None, aliases)):  # a price may stand in no words
        said["aliases"] = known
    return said | {"id": id_, "name": _best_name(names)}


def _best_name(count: Mapping[str, int]) -> str:
    """The name used most; of equals the first by the alphabet, so that order never matters."""
    return min(count, key=lambda name: (-count[name], name))
