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
    texts: dict[str, dict[str, set[str]]] = {}
    for record in database.stream(
        "MATCH (p:Product)<-[:SUBJECT|OBJECT]-(:Claim)-[:FROM]->(d:Document) "
        "WHERE d.published IS NOT NULL AND NOT d.kind IN $lists "
        "AND ($day IS NULL OR d.published <= $day) "
        "WITH d, collect(DISTINCT p.id) AS products "
        "RETURN products, toString(d.published) AS day, coalesce(d.story, d.sha256) AS text",
        {"lists": _NO_VOICE, "day": until},
    ):
        products, day, text = record.values()
        for product in products:
            months = texts.setdefault(product, {})
            months.setdefault(day[: len("2024-05")], set()).add(text)
    return {
        product: {month: len(texts[product][month]) for month in sorted(texts[product])}
        for product in sorted(texts)
    }
