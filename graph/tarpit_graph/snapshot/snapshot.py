"""From Neo4j to networkx: the established facts of one day, and one function per projection.

A snapshot "as of" a day is derived again from the claims published by that day, by the same rules as
the edges in the database. Of documents without a date lists alone take part in it, and what rests on
them alone has no `first_asserted`.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, wraps
from operator import itemgetter
from typing import Any, TypeVar

import networkx as nx

from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.edges import edge_row, facts_of
from tarpit_graph.claims.known_by import KNOWN_BY_DAY, known_by
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import (
    ACQUIRED,
    REFUTED,
    RELATIONS,
    UNCONFIRMED,
)
from tarpit_graph.records import BY, Status
from tarpit_graph.snapshot import stored, voice
from tarpit_graph.snapshot.voice import Voice

#: How precisely a day must be stated for a lag of weeks to mean something.
_EXACT = frozenset(("day", "week"))
#: Statuses that announce a possible deal.
_AHEAD = frozenset((Status.RUMOURED, Status.PLANNED))


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
        graph: A node per entity with `label`, `name` and its properties; an edge per fact, keyed
            by the fact's id, with `predicate` and the properties of its relationship.
        as_of: The day asked for, or None for everything.
        today: The last day on which anything was published: what "recent" is measured from.
        former_rumours: The status of each deal, by id of its fact, that was once only said to come: rumoured or
            planned. No deal is one for standing here.
        unconfirmed: What is only said, denied or called off, as subject, object and properties. None of it
            is in the graph, and no measure may count it.
        voice: How many dated texts of each month name a product.
        headings_left_out: How many headings of lists `projections.on_markets` left out.
    """

    graph: nx.MultiDiGraph[str]
    as_of: date | None
    today: date | None
    former_rumours: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: tuple[stored.Edge, ...] = ()
    voice: Voice = field(default_factory=dict)
    headings_left_out: int = 0
    _projected: dict[Callable[..., Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def name(self, id_: str) -> str:
        """Return the name of an entity."""
        return str(self.graph.nodes[id_]["name"])

    def find(self, label: str, name: str) -> str:
        """Return the id of the entity that goes by a name, an alias or an id.

        Raises:
            InputError: there is none; the message names some that are spelled alike.
        """
        wanted, known = normalize_name(name), {}
        for id_, data in self.graph.nodes(data=True):
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

    def edges(self, predicate: str) -> list[stored.Edge]:
        """Return every fact of a relation as subject, object and properties, in order of id."""
        return list(self._facts.get(predicate, ()))

    @cached_property
    def _facts(self) -> dict[str, list[stored.Edge]]:
        """Facts by relation."""
        found: dict[str, list[tuple[str, stored.Edge]]] = defaultdict(list)
        for subject, object_, id_, fact in _every_fact(self.graph):
            found[fact["predicate"]].append((id_, (subject, object_, fact)))
        for edges in found.values():
            edges.sort(key=itemgetter(0))
        return {predicate: [edge for _, edge in edges] for predicate, edges in found.items()}


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


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave out the search for cycles of objects: it would go through a large graph again and again, for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@uncollected()
def read(database: Database, as_of: date | None = None, sure: FactFilter | None = None) -> Snapshot:
    """Read the facts that stand, by what was published by `as_of`.

    Args:
        database: Where they are.
        as_of: Leave out what was published later.
        sure: Leave out facts less sure than this.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(stored.entities(database).items())
    entities = frozenset(graph)
    if as_of is None:
        said = _add_stored(database, graph)
        former_rumours = _foretold(database)
    else:
        said, former_rumours = _add_derived(database, graph, as_of)
        spoken_of = {end for s, o, _ in said for end in (s, o)}
        graph.remove_nodes_from(
            [n for n, degree in list(graph.degree()) if not degree and n not in spoken_of]
        )
    # Another process may store or retract between these statements: what it brings is of the next snapshot.
    graph.remove_nodes_from([node for node in graph if node not in entities])
    said = [fact for fact in said if entities.issuperset(fact[:2])]
    if sure is not None:
        unsure = [
            (s, o, k) for s, o, k, p in graph.edges(keys=True, data=True) if not sure.holds(p)
        ]
        graph.remove_edges_from(unsure)
    days = (p["last_asserted"] for *_, p in _every_fact(graph) if p.get("last_asserted"))
    heard = voice.read(database, as_of)
    # What an undated list says may be a later day's.
    today = min(filter(None, (max(days, default=as_of), as_of)), default=None)
    return Snapshot(graph, as_of, today, former_rumours, tuple(said), heard)


def _is_there(properties: Mapping[str, Any]) -> bool:
    """Tell whether a node or edge still had its properties when they were read; of a deleted one there are none."""
    return "id" in properties


def _add_stored(database: Database, graph: nx.MultiDiGraph[str]) -> list[stored.Edge]:
    """Add the facts that stand; return what does not."""
    subjects = list(graph)
    _join(graph, stored.facts(database, subjects, tuple(RELATIONS)))
    return stored.facts(database, subjects, (UNCONFIRMED, REFUTED))


def _join(graph: nx.MultiDiGraph[str], facts: Iterable[stored.Edge]) -> None:
    """Add facts between nodes that are there: as `add_edges_from` does, which takes four times as long."""
    after, before = graph._succ, graph._pred
    for subject, object_, fact in facts:
        if subject in after and object_ in before:  # otherwise stored since the entities were read
            pair = after[subject].get(object_)
            if pair is None:
                # Both ends share one dictionary of what joins them.
                pair = after[subject][object_] = before[object_][subject] = {}
            pair[fact["id"]] = fact


def _every_fact(
    graph: nx.MultiDiGraph[str],
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield each fact with its ends and its id: as `edges` does, which takes three times as long."""
    for subject, others in graph.adjacency():
        for object_, facts in others.items():
            for id_, fact in facts.items():
                yield subject, object_, id_, fact


def _foretold(database: Database) -> dict[str, str]:
    rows = database.rows(
        "MATCH (c:Claim {predicate: $deal}) WHERE c.status IN $statuses WITH DISTINCT c.fact AS id "
        f"MATCH ()-[r:{ACQUIRED}|{UNCONFIRMED}|{REFUTED} {{id: id}}]->() "
        "RETURN id, r.status AS status ORDER BY id",
        {"deal": ACQUIRED, "statuses": sorted(_AHEAD)},
    )
    return {row["id"]: row["status"] for row in rows}


def _add_derived(
    database: Database, graph: nx.MultiDiGraph[str], as_of: date
) -> tuple[list[stored.Edge], dict[str, str]]:
    """Add the facts that claims published by a day add up to.

    Returns:
        What those claims leave open or refute, and what became of former_rumours deals.
    """
    said: list[stored.Edge] = []
    former_rumours: dict[str, str] = {}
    claims = database.stream(
        "MATCH (s)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o) MATCH (c)-[:FROM]->(d:Document) "
        f"WHERE {KNOWN_BY_DAY}"
        "RETURN properties(c) AS claim, coalesce(d.story, d.sha256) AS source, "
        "s.id AS subject, o.id AS object",
        known_by(as_of),
    )
    for fact, evidence in facts_of(row for row in claims if _is_there(row["claim"])):
        if edge_type(fact) == fact.predicate:
            graph.add_edge(fact.subject, fact.object, key=fact.id, **edge_row(fact))
        else:
            said.append((fact.subject, fact.object, edge_row(fact)))
        if fact.predicate == ACQUIRED and any(e.status in _AHEAD for e in evidence):
            former_rumours[fact.id] = fact.status.value
    return said, former_rumours


def exact_day(fact: Mapping[str, Any]) -> date | None:
    """Return the day since which a fact holds, where a sentence states it to the week."""
    return fact.get("valid_from") if fact.get("valid_precision") in _EXACT else None


def event_day(fact: Mapping[str, Any]) -> date | None:
    """Return the day of an event, or of the first report of it; None where it is only known to be past."""
    return None if fact.get("valid_precision") == BY else fact.get("valid_from")


def first_heard(snapshot: Snapshot) -> dict[str, date]:
    """Return the day of the first publication with a fact on each entity, where one has a day."""
    first: dict[str, date] = {}
    for s, o, fact in snapshot.graph.edges(data=True):
        if (day := fact.get("first_asserted")) is not None:
            for node in (s, o):
                first[node] = min(day, first.get(node, day))
    return first
