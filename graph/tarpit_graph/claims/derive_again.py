"""Derive everything again that claims add up to: days of issues, copies, edges, entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tarpit_graph.claims.duplicate_clusters import refresh_stories
from tarpit_graph.claims.edges import derive_edges
from tarpit_graph.claims.issue_dates import refresh_issue_days
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.database.session import BATCH, Database
from tarpit_graph.ontology import CLAIMED_EDGES, ENTITY_LABELS

#: Facts in one transaction.
_FACTS = BATCH // 5


def derive_again(database: Database, progress: Callable[[int], None] = lambda facts: None) -> None:
    """Derive all again, a part in each transaction; cut short, it is completed by the next.

    Args:
        database: Holds the claims.
        progress: Told how many facts are through, as they are.
    """
    refresh_issue_days(database)
    refresh_stories(database)
    for facts in fact_pages(database):
        database.transact(partial(derive_edges, facts=facts))
        progress(len(facts))
    for edge in CLAIMED_EDGES:
        stray = database.rows(
            f"MATCH ()-[r:{edge}]->() WHERE NOT EXISTS {{ (:Claim {{fact: r.id}}) }} RETURN r.id AS id"
        )
        database.transact(partial(derive_edges, facts=[row["id"] for row in stray]))
    for label in ENTITY_LABELS:
        database.run(
            f"MATCH (e:{label}) CALL (e) {{ SET e.stale = true }} IN TRANSACTIONS OF {BATCH} ROWS"
        )
    refresh_entities(database)


def fact_pages(database: Database) -> Iterator[list[str]]:
    """Yield the ids of all facts that claims state, in order, a part at a time."""
    last = ""
    while rows := database.rows(
        "MATCH (c:Claim) WHERE c.fact > $last "
        f"WITH DISTINCT c.fact AS fact ORDER BY fact LIMIT {_FACTS} RETURN fact",
        {"last": last},
    ):
        yield [row["fact"] for row in rows]
        last = rows[-1]["fact"]
