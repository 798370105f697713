"""A landscape of ten facts, small enough to check every report and projection by hand.

    Ant, Bee, Cat   make    antdb, beedb, catdb, which all serve Stores, a market of the layer Data
    antdb           competes with beedb, as one sentence says
    Dog             bought  Cat, and is said to be about to buy Bee
    antdb           has     Hybrid search

The rumour of Dog and Bee stands apart, in `Snapshot.unconfirmed`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
from tarpit_graph.snapshot import Snapshot

TODAY = date(2026, 1, 1)
#: Subject, predicate, object, since when.
FACTS = (
    ("company:ant", "MAKES", "product:antdb", None),
    ("company:bee", "MAKES", "product:beedb", None),
    ("company:cat", "MAKES", "product:catdb", None),
    ("product:antdb", "SERVES", "workload:stores", "2023-01-01"),
    ("product:beedb", "SERVES", "workload:stores", "2023-07-01"),
    ("product:catdb", "SERVES", "workload:stores", "2024-01-01"),
    ("workload:stores", "PART_OF", "workload:data", None),
    ("product:antdb", "COMPETES_WITH", "product:beedb", "2024-03-01"),
    ("company:dog", "ACQUIRED", "company:cat", "2025-05-01"),
    ("product:antdb", "HAS_FEATURE", "feature:hybrid-search", "2023-06-01"),
)
RUMOUR = ("company:dog", "ACQUIRED", "company:bee", "2025-11-01")
_LABELS = {"company": "Company", "product": "Product", "workload": "Workload", "feature": "Feature"}
_NAMES = {
    "workload:data": "Data",
    "workload:stores": "Stores",
    "feature:hybrid-search": "Hybrid search",
}


def id_of(subject: str, predicate: str, object_: str) -> str:
    """Return the id of a fact, which names its ends for whoever reads a failed test."""
    return f"fact:{subject.split(':')[1]}-{predicate.lower()}-{object_.split(':')[1]}"


def snapshot(*, until: date = TODAY, rumoured: bool = True) -> Snapshot:
    """Return the landscape as of a day, with the rumour or without."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for subject, predicate, object_, since in FACTS:
        if since and date.fromisoformat(since) > until:
            continue
        for entity in (subject, object_):
            _add(graph, entity)
        fact = _fact(subject, predicate, object_, since)
        graph.add_edge(subject, object_, key=fact["id"], **fact)
    subject, predicate, object_, since = RUMOUR
    rumour = _fact(subject, predicate, object_, since) | {"status": "rumoured"}
    unconfirmed = ((subject, object_, rumour),) if rumoured else ()
    return Snapshot.of(graph, None, until, unconfirmed=unconfirmed)


def _add(graph: nx.MultiDiGraph[str], entity: str) -> None:
    kind, word = entity.split(":")
    graph.add_node(entity, label=_LABELS[kind], name=_NAMES.get(entity, word.capitalize()))


def _fact(subject: str, predicate: str, object_: str, since: str | None) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "id": id_of(subject, predicate, object_),
        "predicate": predicate,
        "status": "completed",
        "support": 1,
        "confidence": 0.9,
        "first_asserted": since and date.fromisoformat(since),
        "last_asserted": since and date.fromisoformat(since),
    }
    if since:
        fact |= {"valid_from": date.fromisoformat(since), "valid_precision": "day"}
    if predicate == "PART_OF":
        fact["market"] = True
    return fact
