"""Facts in words, so that whatever shows them reads as sentences and says no more than its sources do."""

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
#: What a deal is called that is not, or not yet, one.
_NO_DEAL = {
    Status.RUMOURED: "is said to acquire",
    Status.PLANNED: "plans to acquire",
    Status.HYPOTHETICAL: "might acquire",
    Status.DENIED: "denies that it acquires",
    Status.CANCELLED: "did not acquire",
}


def verb(fact: Mapping[str, Any]) -> str:
    """Return what a fact's subject does to its object.

    >>> verb({"predicate": "ACQUIRED", "status": "completed", "kind": "acquihire"})
    'hired the team of'
    >>> verb({"predicate": "ACQUIRED", "status": "announced"})
    'agreed to acquire'
    >>> verb({"predicate": "ACQUIRED", "status": "cancelled"})
    'did not acquire'
    >>> verb({"predicate": "COMPETES_WITH", "status": "completed"})
    'competes with'
    """
    done, agreed = _DEALS.get(str(fact.get("kind")), _DEAL)
    if fact["predicate"] == ACQUIRED and fact["status"] == Status.COMPLETED:
        return done
    if fact["predicate"] == ACQUIRED and fact["status"] == Status.ANNOUNCED:
        return agreed
    if fact["predicate"] == ACQUIRED and fact["status"] in _NO_DEAL:
        return _NO_DEAL[Status(fact["status"])]
    relation = RELATIONS.get(fact["predicate"])
    return relation.words if relation else str(fact["predicate"])


def in_words(subject: str, predicate: str, object_: str, status: str = "") -> str:
    """Return a relation between two names as a sentence; with a status, one that says no more than it.

    >>> in_words("Acme", "COMPETES_WITH", "Pine"), in_words("Acme", "ACQUIRED", "Pine", "rumoured")
    ('Acme competes with Pine', 'Acme is said to acquire Pine')
    """
    return f"{subject} {verb({'predicate': predicate, 'status': status})} {object_}"
