"""The sentences that `tarpit search` looks through: stored beside the claims, derived again at any time.

A document carries the version of the index that has its sentences; whoever writes the document again
takes that mark away. So a load that was killed is completed by the next one, or by the next search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tarpit_graph.database.session import Database, Row, Transaction, batches
from tarpit_graph.identity import digest
from tarpit_graph.ontology import DOCUMENT, SENTENCE, UNARY

#: Raise it where sentences, keys or vectors are made another way: all are then made again.
VERSION = "1"
#: Documents whose sentences this version has not stored.
_PENDING = f"MATCH (d:{DOCUMENT}) WHERE (d.searchable IS NULL OR d.searchable <> $version)"
#: Sentences in one transaction.
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class SearchSentence:
    """A sentence to be found.

    Attributes:
        start, end: Characters of the document.
        vector: What it is about, as many numbers as the index has.
    """

    text: str
    start: int
    end: int
    vector: Sequence[float] = field(default=(), compare=False)


def key(text: str) -> str:
    """Return a word of the index by which sentences with one id, relation or status are found.

    >>> key("company:weightsandbiases"), key("ACQUIRED")
    ('zzcompanyweightsandbiases0', 'zzacquired0')
    """
    # No word of a text starts so, and the index, which takes off endings, takes none off a digit.
    plain = "".join(c for c in text.casefold() if c.isalnum())
    return f"zz{plain}0"


def pending(database: Database, most: int, after: str = "") -> list[Row]:
    """Return documents whose sentences this version has not stored: id, digest of bytes, origin, kind.

    Args:
        database: Where they are.
        most: How many at once.
        after: Those whose ids lie behind this one, in the order of ids.
    """
    return database.rows(
        f"{_PENDING} AND d.id > $after RETURN d.id AS id, d.raw AS raw, d.origin AS origin, d.kind AS kind "
        "ORDER BY d.id LIMIT $most",
        {"version": VERSION, "most": most, "after": after},
    )


def pending_entities(database: Database) -> set[str]:
    """Return the ids of what these documents name."""
    named = (
        f"{_PENDING} MATCH (d)<-[:FROM]-(:Claim)-[:SUBJECT|OBJECT]->(e) RETURN DISTINCT e.id AS id"
    )
    return {row["id"] for row in database.stream(named, {"version": VERSION})}


def claimed(database: Database, documents: Sequence[str]) -> dict[str, list[Row]]:
    """Return what each document's claims say: sentence, place, rule, relation, status and ends."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in database.rows(
        "UNWIND $ids AS id MATCH (c:Claim)-[:FROM]->(:Document {id: id}) MATCH (c)-[:SUBJECT]->(s) "
        "OPTIONAL MATCH (c)-[:OBJECT]->(o) RETURN id AS document, c.sentence AS sentence, "
        "c.start AS start, c.end AS end, c.pattern AS pattern, c.predicate AS predicate, "
        "c.status AS status, s.id AS subject, o.id AS object ORDER BY id, c.start, c.id",
        {"ids": list(documents)},
    ):
        found[row["document"]].append(row)
    return found


def keys(claims: Iterable[Row]) -> str:
    """Return the words by which a sentence is found that makes these claims."""
    words: set[str] = set()
    for claim in claims:
        words |= {key(claim["subject"])} | ({key(claim["object"])} if claim["object"] else set())
        if claim["predicate"] not in UNARY:
            words |= {key(claim["predicate"]), key(claim["status"])}
    return " ".join(sorted(words))


def store(
    database: Database,
    found: Mapping[str, Sequence[SearchSentence]],
    claims: Mapping[str, Sequence[Row]],
) -> None:
    """Replace the sentences of documents, and mark these as searchable.

    Args:
        database: Where to.
        found: The sentences of each document, by its id.
        claims: See `claimed`.
    """
    rows = [
        {
            "id": f"sentence:{digest(document, str(s.start), str(s.end))}",
            "document": document,
            "text": s.text,
            "start": s.start,
            "end": s.end,
            "vector": list(s.vector),
            "keys": keys(
                c for c in claims.get(document, ()) if c["start"] < s.end and c["end"] > s.start
            ),
        }
        for document, sentences in found.items()
        for s in sentences
    ]

    ids = sorted(found)

    def write(tx: Transaction) -> None:
        # First, since it locks the documents: another loader of them waits here, then replaces what is stored below.
        tx.rows(
            f"UNWIND $ids AS id MATCH (d:{DOCUMENT} {{id: id}}) SET d.searchable = $version",
            ids=ids,
            version=VERSION,
        )
        tx.rows(f"UNWIND $ids AS id MATCH (s:{SENTENCE} {{document: id}}) DELETE s", ids=ids)
        for batch in batches(rows, _BATCH):
            tx.rows(
                f"UNWIND $rows AS row MATCH (d:{DOCUMENT} {{id: row.document}}) "
                f"CREATE (s:{SENTENCE}) SET s = row, s.published = d.published",
                rows=batch,
            )

    database.transact(write)


def remove_orphans(database: Database) -> None:
    """Delete the sentences of documents that are no longer there."""
    database.run(
        f"MATCH (s:{SENTENCE}) WHERE NOT EXISTS {{ MATCH (:{DOCUMENT} {{id: s.document}}) }} DELETE s"
    )
