"""Clusters of near-duplicate documents, each of which counts as one supporting document.

What stands for all copies is the digest of the one published first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain

from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.database.session import BATCH, Database, Transaction, batches
from tarpit_graph.identity import near_duplicates


def has_pending_stories(database: Database) -> bool:
    """Tell whether documents were stored whose near-duplicates are not looked for yet."""
    return bool(database.rows("MATCH (d:Document {stale: true}) RETURN 1 AS found LIMIT 1"))


def refresh_stories(database: Database) -> int:
    """Give copies one story, take it from those that have none any more; derive what that changes.

    Returns:
        How many documents are copies of another.
    """
    changed, wanted = wrong_stories(database)
    for batch in batches(changed, BATCH // 10):
        rows = [{"id": id_, "story": wanted.get(id_)} for id_ in batch]
        database.transact(partial(_set, rows=rows))
    database.run("MATCH (d:Document {stale: true}) SET d.stale = null")
    return len(wanted) - len(set(wanted.values()))


def wrong_stories(database: Database) -> tuple[list[str], dict[str, str]]:
    """Return the documents that are stored with another story than theirs, and the story of each that has copies."""
    asked = "MATCH (d:Document) WHERE d.story IS NOT NULL RETURN d.id AS id, d.story AS story"
    stored = {row["id"]: row["story"] for row in database.stream(asked)}
    wanted = _wanted_stories(database)
    ids = sorted(stored.keys() | wanted.keys())
    return [id_ for id_ in ids if stored.get(id_) != wanted.get(id_)], wanted


def _wanted_stories(database: Database) -> dict[str, str]:
    """Return the story of each document that has copies, by what is stored of all documents."""
    signatures = database.stream(
        "MATCH (d:Document) WHERE d.signature IS NOT NULL RETURN d.id AS id, d.signature AS signature"
    )
    copies = near_duplicates.groups((row["id"], row["signature"]) for row in signatures)
    documents = {
        row["id"]: row
        for ids in batches(list(chain.from_iterable(copies)))
        for row in database.rows(
            "UNWIND $ids AS id MATCH (d:Document {id: id}) RETURN id, d.sha256 AS sha256, "
            "coalesce(toString(d.published), '9999') AS published",
            {"ids": ids},
        )
    }
    return stories(copies, documents)


def stories(
    copies: Iterable[Sequence[str]], documents: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return the story of each document that has copies: the digest of the one published first.

    Args:
        copies: The ids of documents that are copies of each other.
        documents: By id, each with `sha256` and `published`, which is "9999" where it has no day.
    """
    found: dict[str, str] = {}
    for members in copies:
        first = min(members, key=lambda id_: (documents[id_]["published"], id_))
        found |= dict.fromkeys(members, documents[first]["sha256"])
    return found


def _set(tx: Transaction, rows: list[dict[str, str | None]]) -> None:
    touched = tx.rows(
        "UNWIND $rows AS row MATCH (d:Document {id: row.id}) SET d.story = row.story "
        "WITH d MATCH (d)<-[:FROM]-(c:Claim) WHERE c.fact IS NOT NULL "
        "RETURN DISTINCT c.fact AS fact",
        rows=rows,
    )
    derive_edges(tx, (row["fact"] for row in touched))
