"""Facts in words, so that a page reads as sentences and says no more than its sources do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tarpit_graph.ontology import ACQUIRED, RELATIONS
from tarpit_graph.records import Status

#: What a deal is called when it is done, and when it is agreed.
_DEALS = {
    "licence_and_hire": ("licensed from and hired the team of", "agreed to license from"),
    "acquihire": ("hired the team of", "agreed to hire the team of"),
    "asset_purchase": ("bought assets of", "agreed to buy assets of"),
}
_DEAL = ("acquired", "agreed to acquire")


def verb(fact: Mapping[str, Any]) -> str:
    """Return what a fact's subject does to its object.

    >>> verb({"predicate": "ACQUIRED", "status": "completed", "kind": "acquihire"})
    'hired the team of'
    >>> verb({"predicate": "ACQUIRED", "status": "announced"})
    'agreed to acquire'
    >>> verb({"predicate": "ACQUIRED", "status": "rumoured"})
    'acquires'
    """
    done, agreed = _DEALS.get(str(fact.get("kind")), _DEAL)
    if fact["predicate"] == ACQUIRED and fact["status"] == Status.COMPLETED:
        return done
    if fact["predicate"] == ACQUIRED and fact["status"] == Status.ANNOUNCED:
        return agreed
    return RELATIONS[fact["predicate"]].words
