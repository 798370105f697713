"""Derive edges from all claims of a fact."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tarpit_graph.claims.derive_facts import derive, edge_type
from tarpit_graph.database.columns import Columns
from tarpit_graph.database.session import Row, Transaction, batches, plain
from tarpit_graph.ontology import (
    EDGE_PROPERTIES,
    REFUTED,
    RELATIONS,
    UNCONFIRMED,
    canonical_direction,
)
from tarpit_graph.records import Evidence, Fact, Status

#: What a fact takes from each of its claims: days, and the rest.
DAYS_OF_CLAIM = ("published", "date", "until")
REST_OF_CLAIM = (
    *("id", "fact", "predicate", "status", "confidence"),
    *("date_precision", "attributes"),
)
#: In which order an edge is sent: its id is `row[3]`. What a relation's claims say beside its ends differs, and is sent
#: as a map.
_EDGE = Columns(("_subject", "_object", "_said"), EDGE_PROPERTIES)
#: By Neo4j's ids: by label and id there would be a statement for each pair of labels, and to plan one takes Neo4j a
#: tenth of a second.
_ENDS = (
    "UNWIND $rows AS row MATCH (s) WHERE elementId(s) = row[0] "
    "MATCH (o) WHERE elementId(o) = row[1]"
)

#: The claims of `$facts`, a row each, as `facts_of` takes them. DISTINCT keeps Neo4j to the index: before it has counted
#: any claims, it would join three searches for each fact.
CLAIMS_OF_FACTS = (
    "UNWIND $facts AS fact MATCH (c:Claim {fact: fact}) WITH DISTINCT c MATCH (c)-[:FROM]->(d:Document) "
    "MATCH (s)<-[:SUBJECT]-(c)-[:OBJECT]->(o) "
    f"RETURN c {{{', '.join(f'.{name}' for name in (*DAYS_OF_CLAIM, *REST_OF_CLAIM))}}} AS claim, "
    "coalesce(d.story, d.sha256) AS source, s.id AS subject, o.id AS object, "
    "elementId(s) AS subject_node, elementId(o) AS object_node"
)


def derive_edges(tx: Transaction, facts: Iterable[str]) -> None:
    """Derive the edges of some facts; a fact without claims loses its edge.

    Args:
        tx: Sees the claims as they will stand.
        facts: Ids; those that do not exist are ignored.
    """
    for batch in batches(sorted(set(facts))):
        store_edges(tx, batch, tx.rows(CLAIMS_OF_FACTS, facts=batch))


def store_edges(
    tx: Transaction,
    facts: Sequence[str],
    claims: Iterable[Mapping[str, Any]],
    new: Container[str] = frozenset(),
) -> None:
    """Store the edges of some facts; see `derive_edges`.

    Args:
        tx: Where to.
        facts: Their ids.
        claims: All claims of them, as `CLAIMS_OF_FACTS` gives them.
        new: Facts of which nothing was claimed before, so that no edge of theirs can be there.
    """
    rows = list(claims)
    nodes = {row[end]: row[f"{end}_node"] for row in rows for end in ("subject", "object")}
    derived = sorted((fact for fact, _ in facts_of(rows)), key=lambda fact: fact.id)
    for batch in batches(derived):
        _put_edges(tx, [fact for fact in batch if fact.id in new], nodes, new=True)
    _drop_edges(tx, [fact for fact in facts if fact not in new], derived)
    for batch in batches(derived):
        _put_edges(tx, [fact for fact in batch if fact.id not in new], nodes, new=False)


def facts_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Fact, list[Evidence]]]:
    """Yield each fact that stored claims add up to, with its evidence, in the order of its relation and ends.

    This is the one place where stored claims become facts: for edges, for a past day, and for `tarpit why`.

    Args:
        rows: One a claim, with its properties as `claim`, the ids `subject` and `object`, and `source`, which
            copies of one document share.
    """
    evidence: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for row in rows:
        claim = row["claim"]
        key = canonical_direction(claim["predicate"], row["subject"], row["object"])
        evidence[key].append(evidence_of(claim, row["source"]))
    for key in sorted(evidence):
        yield derive(*key, evidence[key]), evidence[key]


def evidence_of(claim: Mapping[str, Any], source: str) -> Evidence:
    """Read back what a stored claim adds to its fact."""
    return Evidence(
        claim=claim["id"],
        status=Status(claim["status"]),
        confidence=claim["confidence"],
        source=source,
        published=plain(claim.get("published")),
        date=plain(claim.get("date")),
        precision=claim.get("date_precision") or "",
        until=plain(claim.get("until")),
        attributes=json.loads(claim["attributes"]),
    )


def _drop_edges(tx: Transaction, ids: Sequence[str], facts: Sequence[Fact]) -> None:
    """Delete the edges of these ids that stand under another type than they should now.

    An edge stands under its own relation, UNCONFIRMED or REFUTED; of a fact that nothing claims any more, not
    even the relation is known.
    """
    known = {fact.id: fact for fact in facts}
    wrong: dict[str, list[str]] = defaultdict(list)
    for id_ in ids:
        fact = known.get(id_)
        own = (fact.predicate,) if fact else tuple(RELATIONS)
        right = edge_type(fact) if fact else ""
        for edge in (*own, UNCONFIRMED, REFUTED):
            if edge != right:
                wrong[edge].append(id_)
    for edge, some in sorted(wrong.items()):
        tx.rows(f"UNWIND $ids AS id MATCH ()-[r:{edge} {{id: id}}]->() DELETE r", ids=some)


def _put_edges(
    tx: Transaction, facts: Iterable[Fact], nodes: Mapping[str, str], *, new: bool
) -> None:
    """Store edges between nodes, given by Neo4j's ids."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for fact in facts:
        ends = {"_subject": nodes[fact.subject], "_object": nodes[fact.object]}
        groups[edge_type(fact)].append(edge_row(fact) | ends | {"_said": fact.attributes})
    for edge, rows in sorted(groups.items()):
        if new:
            tx.rows(
                f"{_ENDS} CREATE (s)-[r:{edge} {_EDGE.literal}]->(o) SET r += row[2]",
                **_EDGE.parameters(rows),
            )
        else:
            tx.rows(
                f"{_ENDS} MERGE (s)-[r:{edge} {{id: row[3]}}]->(o) SET r = {_EDGE.literal} SET r += row[2]",
                **_EDGE.parameters(rows),
            )


def edge_row(fact: Fact) -> Row:
    """Return a fact's properties as its edge carries them."""
    row: Row = {
        "id": fact.id,
        "predicate": fact.predicate,
        "status": fact.status.value,
        "confidence": fact.confidence,
        "support": fact.support,
        "claims": list(fact.claims),
        "first_asserted": fact.first_asserted,
        "last_asserted": fact.last_asserted,
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
        "valid_precision": fact.valid_precision or None,
        **fact.attributes,
    }
    return {key: value for key, value in row.items() if value is not None}
