"""The established facts of one day, and what projections share; `read` fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, wraps
from operator import itemgetter
from typing import Any, TypeVar

import networkx as nx

from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name
from tarpit_graph.records import BY
from tarpit_graph.snapshot.facts import Edge, FactSet, in_order
from tarpit_graph.snapshot.voice import Voice

#: How precisely a day must be stated for a lag of weeks to mean something.
_EXACT = frozenset(("day", "week"))

P = TypeVar("P")


def once(project: Callable[[Snapshot], P]) -> Callable[[Snapshot], P]:
    """Compute a projection of each snapshot once; nothing changes a snapshot, and no one may change a projection."""

    @wraps(project)
    def projected(snapshot: Snapshot) -> P:
        known = snapshot._projected
        if project not in known:
            known[project] = project(snapshot)
        found: P = known[project]
        return found

    return projected


@dataclass(frozen=True)
class Snapshot:
    """All established facts; nothing changes them.

    Attributes:
        entities: By id, in order of id: `label`, `name` and the properties of each.
        facts: Subject, object and properties of each, the properties with the fact's `id` and `predicate`.
        as_of: The day asked for, or None for everything.
        today: The last day on which anything was published: what "recent" is measured from.
        former_rumours: The status of each deal, by id of its fact, that was once only said to come: rumoured or
            planned. No deal is one for standing here.
        unconfirmed: What is only said, denied or called off, as subject, object and properties. None of it
            is in the graph, and no measure may count it.
        voice: How many dated texts of each month name a product.
        headings_left_out: How many headings of lists `projections.on_markets` left out.
    """

    entities: Mapping[str, dict[str, Any]]
    facts: FactSet
    as_of: date | None
    today: date | None
    former_rumours: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: tuple[Edge, ...] = ()
    voice: Voice = field(default_factory=dict)
    headings_left_out: int = 0
    _projected: dict[Callable[..., Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls, graph: nx.MultiDiGraph[str], as_of: date | None, today: date | None, **rest: Any
    ) -> Snapshot:
        """Take entities and facts from a graph; see `graph`."""
        return cls({}, FactSet({}), as_of, today, **rest).with_graph(graph)

    def with_graph(self, graph: nx.MultiDiGraph[str]) -> Snapshot:
        """Return a snapshot with other entities and facts, and otherwise the same."""
        edges = sorted(graph.edges(keys=True, data=True), key=itemgetter(2))
        facts = FactSet.of_edges((subject, object_, fact) for subject, object_, _, fact in edges)
        taken = replace(self, entities=dict(graph.nodes(data=True)), facts=facts)
        taken.__dict__["graph"] = graph
        return taken

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """A node per entity and an edge per fact, keyed by the fact's id: what exports and drawings show.

        To put a million facts together takes seconds; `edges` has those of one relation.
        """
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(self.entities.items())
        _join(graph, in_order(self.facts))
        return graph

    def name(self, id_: str) -> str:
        """Return the name of an entity."""
        return str(self.entities[id_]["name"])

    def find(self, label: str, name: str) -> str:
        """Return the id of the entity that goes by a name, an alias or an id.

        Raises:
            InputError: there is none; the message names some that are spelled alike.
        """
        wanted, known = normalize_name(name), {}
        for id_, data in self.entities.items():
            if data["label"] == label:
                spellings = {
                    normalize_name(data["name"]),
                    *map(normalize_name, data.get("aliases", ())),
                }
                if name == id_ or wanted in spellings:
                    return str(id_)
                known[normalize_name(data["name"])] = str(data["name"])
        near = get_close_matches(wanted, known, n=3) or [f for f in known if wanted in f][:3]
        hint = f"; did you mean {', '.join(known[folded] for folded in near)}?" if near else ""
        raise InputError(f"no {label.lower()} {name!r} is in the graph{hint}")

    def edges(self, predicate: str) -> list[Edge]:
        """Return every fact of a relation as subject, object and properties, in order of id."""
        return list(self.facts.of(predicate))


def _join(graph: nx.MultiDiGraph[str], facts: Iterable[Edge]) -> None:
    """Add facts between nodes of a graph: as `add_edges_from` does, which takes nearly three times as long."""
    after, before = graph._succ, graph._pred
    for subject, object_, fact in facts:
        pair = after[subject].get(object_)
        if pair is None:
            # Both ends share one dictionary of what joins them.
            pair = after[subject][object_] = before[object_][subject] = {}
        pair[fact["id"]] = fact


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts are sure enough to count.

    Attributes:
        confidence: The least that a fact must have.
        statuses: Those that count; none for every established one.
    """

    confidence: float = 0.0
    statuses: frozenset[str] = frozenset()

    def holds(self, fact: Mapping[str, Any]) -> bool:
        """Tell whether a fact counts."""
        known = not self.statuses or fact["status"] in self.statuses
        return known and fact["confidence"] >= self.confidence


def exact_day(fact: Mapping[str, Any]) -> date | None:
    """Return the day since which a fact holds, where a sentence states it to the week."""
    return fact.get("valid_from") if fact.get("valid_precision") in _EXACT else None


def event_day(fact: Mapping[str, Any]) -> date | None:
    """Return the day of an event, or of the first report of it; None where it is only known to be past."""
    return None if fact.get("valid_precision") == BY else fact.get("valid_from")


def first_heard(snapshot: Snapshot) -> dict[str, date]:
    """Return the day of the first publication with a fact on each entity, where one has a day."""
    first: dict[str, date] = {}
    for relation in snapshot.facts.relations():
        for *ends, _, day in snapshot.facts.told(relation, "first_asserted"):
            for node in ends if day is not None else ():
                first[node] = min(day, first.get(node, day))
    return first
