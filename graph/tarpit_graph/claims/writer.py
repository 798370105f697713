"""From claims to the graph: batched `UNWIND … MERGE`, one transaction a document.

Each transaction stores a document's claims and derives every edge that they touch, so what is
committed is always consistent; entities wait under a `stale` flag for `entities.refresh_entities`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.database.session import Database, Row, Transaction, batches, plain
from tarpit_graph.identity import fact_id
from tarpit_graph.ontology import NODES, canonical_direction, check_ends
from tarpit_graph.records import Claim, Document, Run

#: What may differ in a document that is unchanged all the same.
_VARYING = frozenset(("quarantined", "raw", "stale"))


@dataclass(frozen=True, slots=True)
class Written:
    """What one document changed: ids of new claims, and how many stayed and are gone."""

    added: frozenset[str]
    kept: int
    removed: int

    @property
    def new(self) -> int:
        """How many claims are new."""
        return len(self.added)


def unchanged(database: Database, document: Document, extractor: str) -> bool:
    """Tell whether this very document was stored by this very version before.

    Its bytes may differ: a page with another advertisement says the same.
    """
    rows = database.rows(
        "MATCH (d:Document {id: $id}) RETURN properties(d) AS stored", {"id": document.id}
    )
    if not rows:
        return False
    stored = rows[0]["stored"]
    new = _document_row(document, extractor, ())
    return all(plain(stored.get(key)) == value for key, value in new.items() if key not in _VARYING)


def write_document(
    database: Database,
    document: Document,
    claims: Sequence[Claim],
    extractor: str,
    quarantined: Sequence[str] = (),
) -> Written:
    """Store a document and exactly these claims of it, in one transaction.

    Raises:
        OntologyError: a claim joins what the ontology does not allow; nothing is stored.
    """
    for claim in claims:
        check_ends(claim.predicate, claim.subject.type, claim.object.type if claim.object else None)
    row = _document_row(document, extractor, quarantined)
    return database.transact(lambda tx: _write(tx, row, claims))


def _write(tx: Transaction, document: Row, claims: Sequence[Claim]) -> Written:
    tx.rows("MERGE (d:Document {id: $row.id}) SET d = $row", row=document)
    tx.rows("MATCH (:Document {id: $id})-[r:READ_IN]->() DELETE r", id=document["id"])
    rows = {claim.id: _claim_row(claim, document) for claim in claims}
    before, touched = remove_claims(tx, document["id"], keep=_unmoved(tx, document["id"], rows))
    merge_entities(tx, rows.values())
    merge_claims(tx, list(rows.values()))
    touched |= {row["fact"] for row in rows.values() if row["fact"]}
    derive_edges(tx, touched)
    added = frozenset(rows.keys() - before)
    return Written(added, kept=len(rows) - len(added), removed=len(before - rows.keys()))


def _unmoved(tx: Transaction, document: str, rows: Mapping[str, Row]) -> list[str]:
    """Return the stored claims that still join the same entities.

    A claim's id comes from the words it points at. Since it was stored, a decision on names may have given
    them to another entity, and a claim that is only written over would then point at both.
    """
    stored = tx.rows(
        "MATCH (c:Claim)-[:FROM]->(:Document {id: $id}) "
        "RETURN c.id AS id, [(c)-[:SUBJECT]->(s) | s.id] AS subjects, [(c)-[:OBJECT]->(o) | o.id] AS objects",
        id=document,
    )
    return [
        claim["id"]
        for claim in stored
        if (row := rows.get(claim["id"]))
        and claim["subjects"] == [row["_subject"]]
        and claim["objects"] == ([row["_object"]] if row["_object"] else [])
    ]


def remove_claims(tx: Transaction, document: str, keep: Sequence[str]) -> tuple[set[str], set[str]]:
    """Delete a document's claims but those to keep; mark what they spoke of as stale.

    Returns:
        The ids of all claims it had before, and of the facts that lost one.
    """
    before = {
        row["id"]
        for row in tx.rows(
            "MATCH (c:Claim)-[:FROM]->(:Document {id: $id}) RETURN c.id AS id", id=document
        )
    }
    gone = sorted(before - set(keep))
    touched: set[str] = set()
    for batch in batches(gone):
        rows = tx.rows(
            "UNWIND $ids AS id MATCH (c:Claim {id: id})-[:SUBJECT|OBJECT]->(e) "
            "SET e.stale = true RETURN DISTINCT c.fact AS fact",
            ids=batch,
        )
        touched |= {row["fact"] for row in rows if row["fact"]}
        tx.rows("UNWIND $ids AS id MATCH (c:Claim {id: id}) DETACH DELETE c", ids=batch)
    return before, touched


def record_run(database: Database, run: Run, documents: Sequence[str]) -> None:
    """Store a run and join to it each of its documents that no run covers yet."""
    row = {
        "id": run.id,
        "version": run.version,
        "documents": run.documents,
        "claims": run.claims,
        "quarantined": run.quarantined,
    }

    def store(tx: Transaction) -> None:
        tx.rows("MERGE (r:Run {id: $row.id}) SET r = $row", row=row)
        for batch in batches(documents):
            tx.rows(
                "MATCH (r:Run {id: $run}) UNWIND $ids AS id MATCH (d:Document {id: id}) "
                "WHERE NOT (d)-[:READ_IN]->() MERGE (d)-[:READ_IN]->(r)",
                run=run.id,
                ids=batch,
            )
        tx.rows("MATCH (r:Run) WHERE r.kind IS NULL AND NOT ()-[:READ_IN]->(r) DELETE r")

    database.transact(store)


def _document_row(document: Document, extractor: str, quarantined: Sequence[str]) -> Row:
    row: Row = {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "published": document.published,
        "sha256": document.sha256,
        "kind": document.kind,
        "extractor": extractor,
        "quarantined": list(quarantined),
    }
    said: Row = {
        "published_precision": document.published_precision,
        "dated_by": document.dated_by,
        "series": document.series,
        "issue": document.issue,
        "newest_link": document.newest_link,
        "author": document.author,
        "site": document.site,
        "language": document.language,
        "trust": document.trust if document.trust < 1 else None,
        "workloads": list(document.workloads),
        "signature": document.signature,
        "stale": bool(document.signature or document.series),
        "raw": document.raw,
        "origin": document.origin,
    }
    row |= {key: value for key, value in said.items() if value}
    return {key: value for key, value in row.items() if value is not None}


def _claim_row(claim: Claim, document: Row) -> Row:
    object_ = claim.object
    row: Row = {
        "id": claim.id,
        "predicate": claim.predicate,
        "status": claim.status.value,
        "confidence": round(claim.confidence, 4),
        "sentence": claim.sentence,
        "start": claim.start,
        "end": claim.end,
        "date": claim.date or document.get("published"),
        "date_precision": claim.precision or None,
        "until": claim.until,
        "published": document.get("published"),
        "pattern": claim.pattern,
        "fact": object_
        and fact_id(*canonical_direction(claim.predicate, claim.subject.id, object_.id)),
        "subject_name": claim.subject.name,
        "subject_text": claim.subject.surface,
        "object_name": object_ and object_.name,
        "object_text": object_ and object_.surface,
        "attributes": json.dumps(dict(sorted(claim.attributes.items())), ensure_ascii=False),
        "_document": document["id"],
        "_subject": claim.subject.id,
        "_subject_label": claim.subject.type,
        "_object": object_ and object_.id,
        "_object_label": object_ and object_.type,
    }
    return {key: value for key, value in row.items() if value is not None} | {
        "fact": row["fact"],
        "_object": row["_object"],
        "_object_label": row["_object_label"],
    }


def merge_entities(tx: Transaction, claims: Iterable[Row]) -> None:
    """Create the entities that rows of claims name, and mark them to be refreshed."""
    by_label: dict[str, dict[str, str]] = defaultdict(dict)
    for row in claims:
        for end in ("subject", "object"):
            if row[f"_{end}"]:
                by_label[row[f"_{end}_label"]].setdefault(row[f"_{end}"], row[f"{end}_name"])
    for label, names in sorted(by_label.items()):
        rows = [{"id": id_, "name": name} for id_, name in sorted(names.items())]
        for batch in batches(rows):
            tx.rows(
                f"UNWIND $rows AS row MERGE (e:{NODES[label].label} {{id: row.id}}) "
                "ON CREATE SET e.name = row.name SET e.stale = true",
                rows=batch,
            )


def merge_claims(tx: Transaction, claims: Sequence[Row]) -> None:
    """Store rows of claims, each joined to its document and its two ends, which exist.

    What a row holds under a name with `_` before it says what the claim is joined to; the rest are properties.
    """
    for batch in batches(claims):
        stored = [
            {
                "id": row["id"],
                "document": row["_document"],
                "properties": {k: v for k, v in row.items() if k[0] != "_"},
            }
            for row in batch
        ]
        tx.rows(
            "UNWIND $rows AS row MATCH (d:Document {id: row.document}) "
            "MERGE (c:Claim {id: row.id}) SET c = row.properties MERGE (c)-[:FROM]->(d)",
            rows=stored,
        )
        for end in ("subject", "object"):
            _join(tx, batch, end)


def _join(tx: Transaction, claims: Sequence[Row], end: str) -> None:
    by_label: dict[str, list[Row]] = defaultdict(list)
    for row in claims:
        if row[f"_{end}"]:
            by_label[row[f"_{end}_label"]].append({"id": row["id"], "entity": row[f"_{end}"]})
    for label, links in sorted(by_label.items()):
        tx.rows(
            f"UNWIND $rows AS row MATCH (c:Claim {{id: row.id}}) "
            f"MATCH (e:{NODES[label].label} {{id: row.entity}}) MERGE (c)-[:{end.upper()}]->(e)",
            rows=links,
        )
