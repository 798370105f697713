"""Voice: in how many dated texts a product is named, by month.

Texts are news, posts, mails and docs. Lists, price tables, changelogs and histories name whatever they hold, so
they are no voice; commits that name another maker's product are counted by `histories.forms.mentions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from tarpit_graph.claims.known_by import LISTS
from tarpit_graph.database.session import Database
from tarpit_graph.records import HISTORY

#: Texts by product and month, as "2024-05".
Voice: TypeAlias = Mapping[str, Mapping[str, int]]

#: Kinds of documents that name everything they hold.
_NO_VOICE = (*LISTS, HISTORY, "prices", "changelog", "releases")


def read(database: Database, until: date | None = None) -> dict[str, dict[str, int]]:
    """Count the texts that name each product, copies of one story once.

    Args:
        database: Where they are.
        until: Only texts published by this day.
    """
    found: dict[str, dict[str, int]] = {}
    for row in database.rows(
        "MATCH (d:Document) WHERE d.published IS NOT NULL AND NOT d.kind IN $lists "
        "AND ($day IS NULL OR d.published <= $day) "
        "MATCH (d)<-[:FROM]-(c:Claim)-[:SUBJECT|OBJECT]->(p:Product) "
        "WITH p.id AS product, toString(date.truncate('month', d.published)) AS month, "
        "count(DISTINCT coalesce(d.story, d.sha256)) AS texts "
        "RETURN product, month, texts ORDER BY product, month",
        {"lists": _NO_VOICE, "day": until},
    ):
        found.setdefault(row["product"], {})[row["month"][:7]] = row["texts"]
    return found
