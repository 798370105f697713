"""Summaries of new claims after a load, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from tarpit_graph.database.session import Database, batches
from tarpit_graph.ontology import UNARY


def new_claims(database: Database, claims: Sequence[str]) -> list[str]:
    """Return what these claims say of two entities, each with its status and sentence."""
    found = []
    for batch in batches(claims):
        for row in database.rows(
            "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE NOT c.predicate IN $unary "
            "RETURN c.subject_name AS subject, c.predicate AS predicate, c.object_name AS object, "
            "c.status AS status, c.sentence AS sentence "
            "ORDER BY c.predicate, c.subject_name, c.object_name, c.id",
            {"ids": batch, "unary": sorted(UNARY)},
        ):
            found.append("{subject} {predicate} {object} ({status}): {sentence}".format(**row))
    return found
