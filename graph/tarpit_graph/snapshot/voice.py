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


def until(database: Database, voice: Voice, day: date) -> dict[str, dict[str, int]]:
    """Return of a voice what was published by a day: only the texts of its last month are counted again.

    Args:
        database: Where they are.
        voice: All of it.
        day: Later publications do not count.
    """
    month = f"{day:%Y-%m}"
    last = read(database, day.replace(day=1), day)
    found = {
        product: {then: texts for then, texts in voice.get(product, {}).items() if then < month}
        | last.get(product, {})
        for product in sorted({*voice, *last})
    }
    return {product: months for product, months in found.items() if months}


def read(
    database: Database, since: date | None = None, until: date | None = None
) -> dict[str, dict[str, int]]:
    """Count the texts that name each product, copies of one story once.

    Args:
        database: Where they are.
        since, until: Only texts published from the one day to the other.
    """
    texts: dict[str, dict[str, set[str]]] = {}
    for record in database.stream(
        "MATCH (p:Product)<-[:SUBJECT|OBJECT]-(:Claim)-[:FROM]->(d:Document) "
        "WHERE d.published IS NOT NULL AND NOT d.kind IN $lists "
        "AND ($since IS NULL OR d.published >= $since) AND ($until IS NULL OR d.published <= $until) "
        "WITH d, collect(DISTINCT p.id) AS products "
        "RETURN products, toString(d.published) AS day, coalesce(d.story, d.sha256) AS text",
        {"lists": _NO_VOICE, "since": since, "until": until},
    ):
        products, day, text = record.values()
        for product in products:
            months = texts.setdefault(product, {})
            months.setdefault(day[: len("2024-05")], set()).add(text)
    return {
        product: {month: len(texts[product][month]) for month in sorted(texts[product])}
        for product in sorted(texts)
    }
