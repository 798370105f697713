"""Merge or split entities in the stored graph, as a decision says.

A claim's id comes from the words it points at, not from the entity they stand for, so what is
re-pointed here is what a fresh load with the same decisions would store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import product

from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.database.session import Database, Row, Transaction, batches
from tarpit_graph.identity import fact_id
from tarpit_graph.identity.decisions import Decisions
from tarpit_graph.ontology import ENTITY_LABELS, HAS_FEATURE, canonical_direction
from tarpit_graph.records import HISTORY, SELF_RELATION, Status, self_relation

#: Given a label and what a claim knows of an end (id, name, spelling), whose it should be: (id, name).
Resolver = Callable[[str, str, str, str], tuple[str, str]]


def relink_claims(database: Database, resolve: Resolver, was: Collection[str], now: str) -> int:
    """Let every claim point at the entities that `resolve` says.

    Args:
        was, now: The versions that read the documents, and the one that reads them the new way:
            what was up to date stays so.

    Returns:
        The number of claims that pointed elsewhere. One transaction: all of it or nothing.
    """

    def move(tx: Transaction) -> int:
        moved = _repoint(tx, resolve)
        # A claim set aside because both ends were one name may now have two: the next load reads it.
        tx.rows(
            "MATCH (d:Document) WHERE any(why IN d.quarantined WHERE why STARTS WITH $code) "
            "SET d.extractor = ''",
            code=f"{SELF_RELATION}:",
        )
        tx.rows(
            "MATCH (d:Document) WHERE d.extractor IN $was SET d.extractor = $now",
            was=sorted(was),
            now=now,
        )
        return moved

    moved = database.transact(move)
    refresh_entities(database)
    return moved


def decide_features(database: Database, decisions: Decisions, confidence: float) -> int:
    """Let what histories say of products' features follow decisions on them.

    Args:
        confidence: Of a feature that is confirmed.

    Returns:
        The number of claims that a decision confirmed or dropped. One transaction: all of it or nothing.
    """

    def decide(tx: Transaction) -> int:
        rows = tx.rows(
            "MATCH (c:Claim {predicate: $predicate})-[:FROM]->(:Document {kind: $kind}) "
            "RETURN c.id AS id, c.fact AS fact, c.status AS status, c.subject_name AS product, "
            "c.object_name AS feature",
            predicate=HAS_FEATURE,
            kind=HISTORY,
        )
        decided = [(row, decisions.has_feature(row["feature"], row["product"])) for row in rows]
        new = [r for r, has in decided if has and r["status"] == Status.CANDIDATE]
        gone = [r for r, has in decided if has is False]
        ids = [row["id"] for row in (*new, *gone)]
        tx.rows(
            "UNWIND $ids AS id MATCH (:Claim {id: id})-[:SUBJECT|OBJECT]->(e) SET e.stale = true",
            ids=ids,
        )
        tx.rows(
            "UNWIND $ids AS id MATCH (c:Claim {id: id}) "
            "SET c.status = $status, c.confidence = $confidence",
            ids=[row["id"] for row in new],
            status=Status.COMPLETED.value,
            confidence=confidence,
        )
        # Whoever changes their mind has the document read again.
        tx.rows(
            "UNWIND $ids AS id MATCH (c:Claim {id: id})-[:FROM]->(d) SET d.extractor = '' "
            "DETACH DELETE c",
            ids=[row["id"] for row in gone],
        )
        derive_edges(tx, {row["fact"] for row in (*new, *gone)})
        return len(ids)

    return database.transact(decide)


def _repoint(tx: Transaction, resolve: Resolver) -> int:
    facts: set[str] = set()
    moving = _moving(tx, resolve)
    for ids in batches(moving):
        batch = [_move(row, resolve) for row in _claims(tx, ids)]
        alive = [row for row in batch if row["subject"] != row["object"]]
        facts |= {fact for row in batch for fact in (row["old_fact"], row["fact"]) if fact}
        _mark_stale(tx, batch)
        # Their sentences are found by the ids of what they name: see `search_sentences`.
        tx.rows(
            "UNWIND $ids AS id MATCH (:Claim {id: id})-[:FROM]->(d:Document) REMOVE d.searchable",
            ids=[row["id"] for row in batch],
        )
        for end in ("subject", "object"):
            _point(tx, end, [row for row in alive if row[end]])
        tx.rows(
            "UNWIND $rows AS row MATCH (c:Claim {id: row.id}) SET c.fact = row.fact, "
            "c.subject_name = row.subject_name, c.object_name = row.object_name",
            rows=alive,
        )
        _quarantine(tx, [row for row in batch if row["subject"] == row["object"]])
    derive_edges(tx, facts)
    return len(moving)


def _moving(tx: Transaction, resolve: Resolver) -> list[str]:
    """Return the ids of claims that `resolve` lets point elsewhere, sorted.

    Each spelling of an entity is asked for once, since claims are many and spellings few.
    """
    found: set[str] = set()
    for end, label in product(("subject", "object"), ENTITY_LABELS):
        spellings = tx.stream(
            f"MATCH (e:{label})<-[:{end.upper()}]-(c:Claim) RETURN DISTINCT e.id AS id, "
            f"coalesce(c.{end}_name, '') AS name, coalesce(c.{end}_text, '') AS text"
        )
        moving = [
            dict(row)
            for row in spellings
            if resolve(label, row["id"], row["name"], row["text"])[0] != row["id"]
        ]
        for batch in batches(moving):
            claims = tx.rows(
                f"UNWIND $rows AS row MATCH (:{label} {{id: row.id}})<-[:{end.upper()}]-(c:Claim) "
                f"WHERE coalesce(c.{end}_name, '') = row.name AND coalesce(c.{end}_text, '') = row.text "
                "RETURN c.id AS id",
                rows=batch,
            )
            found.update(row["id"] for row in claims)
    return sorted(found)


def _claims(tx: Transaction, ids: Sequence[str]) -> list[Row]:
    return tx.rows(
        "UNWIND $ids AS id MATCH (c:Claim {id: id})-[:SUBJECT]->(s) OPTIONAL MATCH (c)-[:OBJECT]->(o) "
        "RETURN c.id AS id, c.predicate AS predicate, c.fact AS fact, s.id AS subject, "
        "c.sentence AS sentence, "
        "labels(s)[0] AS subject_label, c.subject_name AS subject_name, "
        "c.subject_text AS subject_text, o.id AS object, labels(o)[0] AS object_label, "
        "c.object_name AS object_name, c.object_text AS object_text",
        ids=ids,
    )


def _move(row: Row, resolve: Resolver) -> Row:
    """Return a claim with the ends that it has now, and those that it had."""
    subject, subject_name = resolve(
        row["subject_label"], row["subject"], row["subject_name"], row["subject_text"]
    )
    object_, object_name = row["object"], row["object_name"]
    if object_ is not None:
        object_, object_name = resolve(
            row["object_label"], object_, object_name, row["object_text"]
        )
    fact = object_ and fact_id(*canonical_direction(row["predicate"], subject, object_))
    return {
        **row,
        "old_fact": row["fact"],
        "fact": fact,
        "old_subject": row["subject"],
        "old_object": row["object"],
        "subject": subject,
        "object": object_,
        "subject_name": subject_name,
        "object_name": object_name,
    }


def _quarantine(tx: Transaction, moves: list[Row]) -> None:
    """Set aside what joined two names that are one now, as a fresh load would."""
    rows = [
        {
            "id": row["id"],
            "why": self_relation(row["predicate"], row["subject_name"], row["sentence"]),
        }
        for row in moves
    ]
    tx.rows(
        "UNWIND $rows AS row MATCH (c:Claim {id: row.id})-[:FROM]->(d:Document) "
        "SET d.quarantined = coalesce(d.quarantined, []) + row.why DETACH DELETE c",
        rows=rows,
    )


def _mark_stale(tx: Transaction, moves: list[Row]) -> None:
    for end in ("subject", "object"):
        for label in ENTITY_LABELS:
            ids = sorted({r[f"old_{end}"] for r in moves if r[f"{end}_label"] == label and r[end]})
            tx.rows(f"UNWIND $ids AS id MATCH (e:{label} {{id: id}}) SET e.stale = true", ids=ids)


def _point(tx: Transaction, end: str, moves: list[Row]) -> None:
    for label in ENTITY_LABELS:
        rows = [row for row in moves if row[f"{end}_label"] == label]
        tx.rows(
            f"UNWIND $rows AS row MATCH (c:Claim {{id: row.id}})-[r:{end.upper()}]->() DELETE r "
            f"WITH c, row MERGE (e:{label} {{id: row.{end}}}) SET e.stale = true "
            f"MERGE (c)-[:{end.upper()}]->(e)",
            rows=rows,
        )
