"""From claims to the graph: batched `UNWIND … MERGE`, some documents in each transaction.

Each transaction stores whole documents' claims and derives every edge that they touch, so what is
committed is always consistent; entities wait under a `stale` flag for `entities.refresh_entities`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain

from neo4j.exceptions import ConstraintError

from tarpit_graph.claims.edges import CLAIMS_OF_FACTS, store_edges
from tarpit_graph.database.columns import Columns
from tarpit_graph.database.session import Database, Row, Transaction, batches, plain
from tarpit_graph.errors import InputError
from tarpit_graph.identity import fact_id
from tarpit_graph.ontology import CLAIM, NODES, canonical_direction, check_ends, property_columns
from tarpit_graph.ontology.node_types import ID
from tarpit_graph.records import Claim, Document, Run

#: Made once: `json.dumps` makes one for each value.
_JSON = json.JSONEncoder(ensure_ascii=False)
#: What may differ in a document that is unchanged all the same.
_VARYING = frozenset(("quarantined", "raw", "stale"))
#: In which order a claim is sent: its id is `row[3]`.
_CLAIM = Columns(("_document", "_subject", "_object"), (ID, *property_columns.of_label(CLAIM)))
#: By Neo4j's ids, as edges find theirs.
_ENDS = "UNWIND $rows AS row MATCH (d) WHERE elementId(d) = row[0] MATCH (s) WHERE elementId(s) = row[1]"
_OBJECT = "MATCH (o) WHERE elementId(o) = row[2]"
_CREATE = f"CREATE (c:Claim {_CLAIM.literal}) CREATE (c)-[:FROM]->(d) CREATE (c)-[:SUBJECT]->(s)"
_MERGE = (
    f"MERGE (c:Claim {{id: row[3]}}) SET c = {_CLAIM.literal} MERGE (c)-[:FROM]->(d) "
    "MERGE (c)-[:SUBJECT]->(s)"
)
#: How claims without an object, and those with one, are stored.
_NEW = (f"{_ENDS} {_CREATE}", f"{_ENDS} {_OBJECT} {_CREATE} CREATE (c)-[:OBJECT]->(o)")
_ANY = (f"{_ENDS} {_MERGE}", f"{_ENDS} {_OBJECT} {_MERGE} MERGE (c)-[:OBJECT]->(o)")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What there is to store of one document: its claims, who found them, and what was refused."""

    document: Document
    claims: Sequence[Claim]
    extractor: str
    quarantined: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Nodes:
    """Neo4j's ids of nodes, by their own; good for one transaction.

    Documents apart from entities: what a document is called is up to whoever wrote it.
    """

    documents: Mapping[str, str]
    entities: Mapping[str, str]


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


def stored_documents(database: Database, ids: Sequence[str]) -> dict[str, Row]:
    """Return the properties of those of these documents that are stored, by id."""
    rows = database.rows(
        "UNWIND $ids AS id MATCH (d:Document {id: id}) RETURN properties(d) AS stored",
        {"ids": list(ids)},
    )
    return {row["stored"]["id"]: row["stored"] for row in rows}


def is_unchanged(stored: Row | None, document: Document, extractor: str) -> bool:
    """Tell whether this very document was stored by this very version before.

    Its bytes may differ: a page with another advertisement says the same.
    """
    if stored is None:
        return False
    new = document_row(document, extractor, ())
    return all(plain(stored.get(key)) == value for key, value in new.items() if key not in _VARYING)


def write_documents(database: Database, extracted: Sequence[Extracted]) -> list[Written]:
    """Store documents and exactly these claims of each, all in one transaction.

    Returns:
        What each changed, in order.

    Raises:
        OntologyError: a claim joins what the ontology does not allow; nothing is stored.
    """
    for one in extracted:
        check(one)
    try:
        return database.transact(partial(_write, extracted=extracted))
    except InputError as error:
        if not isinstance(error.__cause__, ConstraintError):
            raise
        # Claims were deleted by hand, and what they left is in the way: now nothing is taken for new.
        return database.transact(partial(_write, extracted=extracted, looks=True))


def check(extracted: Extracted) -> None:
    """Raise an OntologyError where a claim joins what the ontology does not allow."""
    for claim in extracted.claims:
        check_ends(claim.predicate, claim.subject.type, claim.object.type if claim.object else None)


def write_document(
    database: Database,
    document: Document,
    claims: Sequence[Claim],
    extractor: str,
    quarantined: Sequence[str] = (),
) -> Written:
    """Store one document; see `write_documents`."""
    return write_documents(database, [Extracted(document, claims, extractor, quarantined)])[0]


def _write(
    tx: Transaction, extracted: Sequence[Extracted], *, looks: bool = False
) -> list[Written]:
    """Store documents; with `looks`, look for each claim and edge before it is created."""
    documents = [document_row(e.document, e.extractor, e.quarantined) for e in extracted]
    claims = [
        {claim.id: claim_row(claim, row) for claim in one.claims}
        for one, row in zip(extracted, documents, strict=True)
    ]
    rows = {id_: row for found in claims for id_, row in found.items()}
    # What is written first is locked: another loader of these documents waits here, then sees their claims.
    tx.rows(
        "UNWIND $rows AS row MERGE (d:Document {id: row.id}) SET d = row "
        "WITH d MATCH (d)-[r:READ_IN]->() DELETE r",
        rows=documents,
    )
    ids = [row["id"] for row in documents]
    before = _stored_claims(tx, ids)
    # One that its document no longer makes goes; so does one that a decision on names gave to another entity:
    # its id comes from the words that it points at, and written over it would then point at both.
    gone = [claim["id"] for found in before.values() for claim in found if _has_moved(claim, rows)]
    touched = delete_claims(tx, gone)
    nodes = Nodes(document_nodes(tx, ids), merge_entities(tx, rows.values()))
    kept = {claim["id"] for found in before.values() for claim in found}.difference(gone)
    stored = set(rows) if looks else kept
    sources = {row["id"]: row["sha256"] for row in documents}
    _store_claims(tx, rows, nodes, stored, sources, touched, looks=looks)
    written = []
    for document, found in zip(documents, claims, strict=True):
        had = {claim["id"] for claim in before.get(document["id"], ())}
        added = frozenset(found.keys() - had)
        written.append(Written(added, len(found) - len(added), len(had - found.keys())))
    return written


def _store_claims(
    tx: Transaction,
    rows: Mapping[str, Row],
    nodes: Nodes,
    stored: Set[str],
    sources: Mapping[str, str],
    touched: Set[str],
    *,
    looks: bool,
) -> None:
    """Store claims and derive the edges of their facts.

    Most facts are new: their edges are derived from the rows at hand, without reading these back.

    Args:
        tx: Holds the ends of the claims, and has them locked.
        rows: The claims, by id.
        nodes: What they are joined to.
        stored: Those of them that are there already.
        sources: The digest of each document.
        touched: Facts that lost a claim.
        looks: Take no fact for new.
    """
    facts = sorted(touched | {row["fact"] for row in rows.values() if row["fact"]})
    others = [row for batch in batches(facts) for row in tx.rows(CLAIMS_OF_FACTS, facts=batch)]
    known = {row["claim"]["fact"] for row in others} | touched
    put_claims(tx, [row for id_, row in rows.items() if id_ not in stored], nodes, new=True)
    put_claims(tx, [row for id_, row in rows.items() if id_ in stored], nodes, new=False)
    mine = (
        {"claim": row, "source": sources[row["_document"]]}
        | {end: row[f"_{end}"] for end in ("subject", "object")}
        | {f"{end}_node": nodes.entities[row[f"_{end}"]] for end in ("subject", "object")}
        for row in rows.values()
        if row["fact"]
    )
    theirs = (row for row in others if row["claim"]["id"] not in rows)
    new = frozenset() if looks else frozenset(facts) - known
    store_edges(tx, facts, chain(theirs, mine), new)


def _stored_claims(tx: Transaction, documents: Sequence[str]) -> dict[str, list[Row]]:
    """Return the stored claims of documents with what they join, by document."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in tx.rows(
        "UNWIND $ids AS id MATCH (c:Claim)-[:FROM]->(:Document {id: id}) "
        "RETURN id AS document, c.id AS id, [(c)-[:SUBJECT]->(s) | s.id] AS subjects, "
        "[(c)-[:OBJECT]->(o) | o.id] AS objects",
        ids=list(documents),
    ):
        found[row["document"]].append(row)
    return found


def _has_moved(stored: Row, rows: Mapping[str, Row]) -> bool:
    row = rows.get(stored["id"])
    if row is None or stored["subjects"] != [row["_subject"]]:
        return True
    return bool(stored["objects"] != ([row["_object"]] if row["_object"] else []))


def delete_claims(tx: Transaction, claims: Sequence[str]) -> set[str]:
    """Delete claims, mark what they spoke of as stale, and return the ids of the facts that lose one."""
    touched: set[str] = set()
    for batch in batches(sorted(claims)):
        rows = tx.rows(
            "UNWIND $ids AS id MATCH (c:Claim {id: id})-[:SUBJECT|OBJECT]->(e) "
            "SET e.stale = true RETURN DISTINCT c.fact AS fact",
            ids=batch,
        )
        touched |= {row["fact"] for row in rows if row["fact"]}
        tx.rows("UNWIND $ids AS id MATCH (c:Claim {id: id}) DETACH DELETE c", ids=batch)
    return touched


def record_run(database: Database, run: Run, documents: Sequence[str]) -> None:
    """Store a run and join to it each of its documents that no run covers yet."""

    def store(tx: Transaction) -> None:
        tx.rows("MERGE (r:Run {id: $row.id}) SET r = $row", row=run.row)
        for batch in batches(documents):
            tx.rows(
                "MATCH (r:Run {id: $run}) UNWIND $ids AS id MATCH (d:Document {id: id}) "
                "WHERE NOT (d)-[:READ_IN]->() MERGE (d)-[:READ_IN]->(r)",
                run=run.id,
                ids=batch,
            )
        tx.rows("MATCH (r:Run) WHERE r.kind IS NULL AND NOT ()-[:READ_IN]->(r) DELETE r")

    database.transact(store)


def document_row(document: Document, extractor: str, quarantined: Sequence[str]) -> Row:
    """Return a document's properties as they are stored."""
    row: Row = {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "published": document.published,
        "sha256": document.sha256,
        "kind": document.kind,
        "extractor": extractor,
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
        "quarantined": list(quarantined),
    }
    row |= {key: value for key, value in said.items() if value}
    return {key: value for key, value in row.items() if value is not None}


def claim_row(claim: Claim, document: Row) -> Row:
    """Return a claim's properties as they are stored; see `put_claims` for those whose name starts with `_`."""
    subject, object_, published = claim.subject, claim.object, document.get("published")
    row: Row = {
        "id": claim.id,
        "predicate": claim.predicate,
        "status": claim.status.value,
        "confidence": round(claim.confidence, 4),
        "sentence": claim.sentence,
        "start": claim.start,
        "end": claim.end,
        "pattern": claim.pattern,
        "fact": None,
        "subject_name": subject.name,
        "subject_text": subject.surface,
        "attributes": _JSON.encode(dict(sorted(claim.attributes.items()))),
        "_document": document["id"],
        "_subject": subject.id,
        "_subject_label": subject.type,
        "_object": None,
        "_object_label": None,
    }
    if object_ is not None:
        row["fact"] = fact_id(*canonical_direction(claim.predicate, subject.id, object_.id))
        row["_object"], row["_object_label"] = object_.id, object_.type
        row["object_name"], row["object_text"] = object_.name, object_.surface
    if day := claim.date or published:
        row["date"] = day
    if claim.precision:
        row["date_precision"] = claim.precision
    if claim.until is not None:
        row["until"] = claim.until
    if published is not None:
        row["published"] = published
    return row


def document_nodes(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Return Neo4j's id of each of these documents, by its own."""
    (answer,) = tx.rows(
        "UNWIND $ids AS id MATCH (d:Document {id: id}) RETURN collect([id, elementId(d)]) AS nodes",
        ids=list(ids),
    )
    return dict(answer["nodes"])


def merge_entities(tx: Transaction, claims: Iterable[Row]) -> dict[str, str]:
    """Create the entities that rows of claims name, and mark them to be refreshed; return Neo4j's id of each."""
    nodes: dict[str, str] = {}
    by_label: dict[str, dict[str, str]] = defaultdict(dict)
    for row in claims:
        for end in ("subject", "object"):
            if row[f"_{end}"]:
                by_label[row[f"_{end}_label"]].setdefault(row[f"_{end}"], row[f"{end}_name"])
    for label, names in sorted(by_label.items()):
        rows = [{"id": id_, "name": name} for id_, name in sorted(names.items())]
        for batch in batches(rows):
            (answer,) = tx.rows(
                f"UNWIND $rows AS row MERGE (e:{NODES[label].label} {{id: row.id}}) "
                "ON CREATE SET e.name = row.name SET e.stale = true "
                "RETURN collect([row.id, elementId(e)]) AS nodes",
                rows=batch,
            )
            nodes.update(answer["nodes"])
    return nodes


def put_claims(tx: Transaction, claims: Iterable[Row], nodes: Nodes, *, new: bool) -> None:
    """Store rows of claims, each joined to its document and its two ends.

    What a row holds under a name with `_` before it says what the claim is joined to; the rest are properties.

    Args:
        tx: Where to.
        claims: The rows.
        nodes: What they are joined to.
        new: None of them is there.
    """
    groups: tuple[list[Row], list[Row]] = ([], [])
    for row in claims:
        ends = {end: nodes.entities.get(row[end]) for end in ("_subject", "_object")}
        joined = {**row, "_document": nodes.documents[row["_document"]], **ends}
        groups[row["_object"] is not None].append(joined)
    for statement, rows in zip(_NEW if new else _ANY, groups, strict=True):
        for batch in batches(rows):
            tx.rows(statement, **_CLAIM.parameters(batch))
