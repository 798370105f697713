"""Remove what one document asserted, and nothing that another supports."""

from __future__ import annotations

from tarpit_graph.claims.duplicate_clusters import refresh_stories
from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.claims.issue_dates import refresh_issue_days
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.claims.writer import delete_claims
from tarpit_graph.database.session import Database, Transaction
from tarpit_graph.errors import InputError


def retract(database: Database, document: str) -> int:
    """Remove a document and its claims, then derive what they had supported.

    Args:
        document: Its id, or its address.

    Returns:
        The number of claims removed.

    Raises:
        InputError: no document has this id or address.
    """
    found = database.rows(
        "MATCH (d:Document) WHERE d.id = $key OR d.url = $key RETURN d.id AS id", {"key": document}
    )
    if not found:
        raise InputError(
            f"no document {document!r} is stored; `tarpit query documents` lists them all"
        )

    def remove(tx: Transaction) -> int:
        total = 0
        for row in found:
            claims = tx.rows(
                "MATCH (c:Claim)-[:FROM]->(:Document {id: $id}) RETURN c.id AS id", id=row["id"]
            )
            facts = delete_claims(tx, [claim["id"] for claim in claims])
            # A retraction that is killed after this is brought to its end by the next load.
            tx.rows(
                "MATCH (d:Document {id: $id}), (o:Document) WHERE o <> d "
                "AND (o.story = d.story OR o.series = d.series) SET o.stale = true",
                id=row["id"],
            )
            tx.rows("MATCH (d:Document {id: $id}) DETACH DELETE d", id=row["id"])
            derive_edges(tx, facts)
            total += len(claims)
        tx.rows("MATCH (r:Run) WHERE r.kind IS NULL AND NOT ()-[:READ_IN]->(r) DELETE r")
        return total

    total = database.transact(remove)
    refresh_issue_days(database)
    refresh_stories(database)
    refresh_entities(database)
    return total
