"""Reviews into a graph that is there already: what they decide on follows at once, and what rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.claims.writer import delete_claims
from tarpit_graph.database.session import Database, Row, Transaction
from tarpit_graph.errors import InputError
from tarpit_graph.identity import entity_id, fact_id
from tarpit_graph.ontology import ENTITY_LABELS, UNARY, canonical_direction
from tarpit_graph.reviews import CONFIRMED, CORRECT, REJECT, UNDO, Review, append, claim_key
from tarpit_graph.settings import Settings

_CLAIM = (
    "MATCH (c:Claim)-[:SUBJECT]->(s) MATCH (c)-[:OBJECT]->(o) MATCH (c)-[:FROM]->(d:Document) "
    "WHERE c.id IN $ids RETURN c.id AS id, c.sentence AS sentence, c.predicate AS predicate, "
    "c.status AS status, c.confidence AS confidence, c.pattern AS pattern, c.fact AS fact, "
    "s.id AS subject, o.id AS object, labels(s)[0] AS subject_label, labels(o)[0] AS object_label, "
    "s.name AS subject_name, o.name AS object_name, c.subject_text AS subject_text, "
    "c.object_text AS object_text, d.id AS document ORDER BY c.id"
)


def claim(database: Database, id_: str) -> Row:
    """Return one claim between two entities.

    Raises:
        InputError: there is none of this id.
    """
    rows = database.rows(_CLAIM, {"ids": [id_]})
    if not rows or rows[0]["predicate"] in UNARY:
        raise InputError(
            f"no claim {id_!r} joins two entities here; `tarpit review queue` lists some"
        )
    return rows[0]


def of_claim(row: Row, verdict: str, by: str, at: str, **right: str) -> Review:
    """Return a review of a claim as `claim` returns it.

    Args:
        row: The claim.
        verdict: accept, correct or reject.
        by, at: Who decided, and when.
        right: Of a correction: status, relation, new_subject, new_object.
    """
    return Review(
        sentence=" ".join(row["sentence"].split()),
        predicate=row["predicate"],
        subject=row["subject"],
        object=row["object"],
        subject_text=row["subject_text"] or "",
        object_text=row["object_text"] or "",
        verdict=verdict,
        by=by,
        at=at,
        pattern=row["pattern"],
        confidence=row["confidence"],
        read_status=row["status"],
        document=row["document"],
        **right,
    )


def keep(database: Database, review: Review) -> None:
    """Write a review to the file, then let the graph follow; what a kill between the two leaves, `carry` mends."""
    append(Settings().reviews_file, (review,))
    carry(database, (review,))


def carry(database: Database, reviews: Sequence[Review]) -> int:
    """Let the claims of the graph follow reviews, and return how many did.

    A review that is undone has its document marked, so that `tarpit reextract` reads it again.
    """
    by_key = {review.key: review for review in reviews}
    changed = database.transact(lambda tx: _follow(tx, by_key))
    if changed:
        refresh_entities(database)
    return changed


def _follow(tx: Transaction, reviews: Mapping[str, Review]) -> int:
    rows = [row for row in _claims(tx, reviews) if _key(row) in reviews]
    undone = [r.document for r in reviews.values() if r.verdict == UNDO]
    tx.rows("UNWIND $ids AS id MATCH (d:Document {id: id}) SET d.extractor = ''", ids=undone)
    rejected = [row["id"] for row in rows if reviews[_key(row)].verdict == REJECT]
    kept = [row for row in rows if reviews[_key(row)].verdict not in (REJECT, UNDO)]
    tx.rows(
        "UNWIND $ids AS id MATCH (:Claim {id: id})-[:FROM]->(d:Document) REMOVE d.searchable",
        ids=[row["id"] for row in rows],
    )
    facts = delete_claims(tx, rejected) | {row["fact"] for row in kept}
    moved = [_decided(row, reviews[_key(row)]) for row in kept]
    for end in ("subject", "object"):
        _point(tx, end, moved)
    tx.rows(
        "UNWIND $rows AS row MATCH (c:Claim {id: row.id}) SET c.predicate = row.predicate, "
        "c.status = row.status, c.confidence = row.confidence, c.fact = row.fact, "
        "c.subject_name = row.subject_name, c.object_name = row.object_name",
        rows=moved,
    )
    derive_edges(tx, facts | {row["fact"] for row in moved})
    return len(rejected) + len(moved) + len(undone)


def _claims(tx: Transaction, reviews: Mapping[str, Review]) -> list[Row]:
    ids = tx.rows(
        "UNWIND $rows AS row MATCH (c:Claim {fact: row.fact}) RETURN DISTINCT c.id AS id",
        rows=[
            {"fact": fact_id(*canonical_direction(r.predicate, r.subject, r.object))}
            for r in reviews.values()
        ],
    )
    return tx.rows(_CLAIM, ids=[row["id"] for row in ids])


def _key(row: Row) -> str:
    return claim_key(row["sentence"], row["predicate"], row["subject"], row["object"])


def _decided(row: Row, review: Review) -> Row:
    """Return a claim as a review has it; see `reviews.decided`, which does the same when loading."""
    found = dict(row, confidence=max(row["confidence"], CONFIRMED))
    if review.verdict != CORRECT:
        return found
    found["predicate"] = review.relation or row["predicate"]
    found["status"] = review.status or row["status"]
    for end, name in (("subject", review.new_subject), ("object", review.new_object)):
        if name:
            found[end], found[f"{end}_name"] = entity_id(row[f"{end}_label"], name), name
    ends = canonical_direction(found["predicate"], found["subject"], found["object"])
    return found | {"fact": fact_id(*ends)}


def _point(tx: Transaction, end: str, rows: Sequence[Row]) -> None:
    for label in ENTITY_LABELS:
        of_label = [row for row in rows if row[f"{end}_label"] == label]
        tx.rows(
            f"UNWIND $rows AS row MATCH (c:Claim {{id: row.id}})-[r:{end.upper()}]->(e) "
            "SET e.stale = true DELETE r "
            f"WITH c, row MERGE (n:{label} {{id: row.{end}}}) SET n.stale = true "
            f"MERGE (c)-[:{end.upper()}]->(n)",
            rows=of_label,
        )
