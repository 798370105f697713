"""What was known on a day: the one condition by which snapshots and quotes leave out later claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from tarpit_graph.ontology import (
    HAS_FEATURE,
    LISTED_IN,
    MAKES,
    PART_OF,
    PRODUCT,
    SERVES,
    TIMELESS,
    WORKLOAD,
)

#: Kinds of documents that list what there is.
LISTS = ("names", "awesome", "landscape", "table")
#: What lists tell of that has no day of its own, so that a list without one counts as of any day.
_STANDING = (MAKES, SERVES, PART_OF)
#: What dates a product: before the first of these nothing shows that it was there.
_DATING = (LISTED_IN, HAS_FEATURE)
#: In Cypher: the claim `c` was known by `$day`. Segments held all along, but a version that a later day tells of did
#: not; an undated list counts, except for products that dated histories know from a later day on only.
KNOWN_BY_DAY = (
    "(c.published <= $day OR c.predicate IN $timeless "
    f"AND (c.published IS NULL OR EXISTS {{ (c)-[:SUBJECT]->(:{WORKLOAD}) }}) "
    "OR c.published IS NULL AND c.predicate IN $standing "
    "AND EXISTS { MATCH (c)-[:FROM]->(l:Document) WHERE l.kind IN $lists } "
    f"AND NOT EXISTS {{ MATCH (c)-[:SUBJECT|OBJECT]->(p:{PRODUCT})<-[:SUBJECT]-(h:Claim) "
    "WHERE h.predicate IN $dating AND h.published IS NOT NULL "
    "WITH p, min(h.published) AS first WHERE first > $day RETURN p }) "
)


def known_by(day: date | None) -> dict[str, Any]:
    """Return the parameters of `KNOWN_BY_DAY`."""
    return {
        "day": day,
        "timeless": TIMELESS,
        "standing": _STANDING,
        "dating": _DATING,
        "lists": LISTS,
    }
