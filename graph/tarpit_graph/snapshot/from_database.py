"""From Neo4j to networkx: read the established facts of one day.

A snapshot "as of" a day is derived again from the claims published by that day, by the same rules as
the edges in the database. Of documents without a date lists alone take part in it, and what rests on
them alone has no `first_asserted`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import networkx as nx

from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.edges import edge_row, facts_of
from tarpit_graph.claims.known_by import KNOWN_BY_DAY, known_by
from tarpit_graph.database.session import Database
from tarpit_graph.ontology import ACQUIRED, REFUTED, RELATIONS, UNCONFIRMED
from tarpit_graph.records import Status
from tarpit_graph.snapshot import kept, stored, voice
from tarpit_graph.snapshot.kept import Stored
from tarpit_graph.snapshot.snapshot import FactFilter, Snapshot

#: Statuses that announce a possible deal.
_AHEAD = frozenset((Status.RUMOURED, Status.PLANNED))


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
    if as_of is None:
        held = kept.read(database, partial(_current, database))
    else:
        held = _past(database, as_of)
    graph, newest = held.graph, held.newest
    if sure is not None and sure != FactFilter():
        unsure = [
            (s, o, k) for s, o, k, p in graph.edges(keys=True, data=True) if not sure.holds(p)
        ]
        graph.remove_edges_from(unsure)
        newest = _newest(graph)
    # What an undated list says may be a later day's.
    today = min(filter(None, (newest or as_of, as_of)), default=None)
    return Snapshot(graph, as_of, today, held.former_rumours, held.unconfirmed, held.voice)


def _newest(graph: nx.MultiDiGraph[str]) -> date | None:
    days = (p["last_asserted"] for *_, p in graph.edges(data=True) if p.get("last_asserted"))
    return max(days, default=None)


def _current(database: Database) -> Stored:
    """Read what stands now."""
    graph = _entities(database)
    subjects = list(graph)
    _join(graph, stored.facts(database, subjects, tuple(RELATIONS)))
    said = stored.facts(database, subjects, (UNCONFIRMED, REFUTED))
    between = tuple(fact for fact in said if fact[0] in graph and fact[1] in graph)
    return Stored(graph, between, _foretold(database), voice.read(database), _newest(graph))


def _past(database: Database, as_of: date) -> Stored:
    """Derive what stood on a day, without entities that no claim named by then."""
    graph = _entities(database)
    entities = frozenset(graph)
    said, former_rumours = _add_derived(database, graph, as_of)
    spoken_of = {end for s, o, _ in said for end in (s, o)}
    graph.remove_nodes_from(
        [n for n, degree in list(graph.degree()) if not degree and n not in spoken_of]
    )
    graph.remove_nodes_from([node for node in graph if node not in entities])
    between = tuple(fact for fact in said if entities.issuperset(fact[:2]))
    return Stored(graph, between, former_rumours, voice.read(database, as_of), _newest(graph))


def _entities(database: Database) -> nx.MultiDiGraph[str]:
    """Read entities. What another process stores or deletes from now on is of the next snapshot."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(stored.entities(database).items())
    return graph


def _is_there(properties: Mapping[str, Any]) -> bool:
    """Tell whether a node or edge still had its properties when they were read; of a deleted one there are none."""
    return "id" in properties


def _join(graph: nx.MultiDiGraph[str], facts: Iterable[stored.Edge]) -> None:
    """Add facts between nodes that are there: as `add_edges_from` does, which takes nearly three times as long."""
    after, before = graph._succ, graph._pred
    for subject, object_, fact in facts:
        if subject in after and object_ in before:  # otherwise stored since the entities were read
            pair = after[subject].get(object_)
            if pair is None:
                # Both ends share one dictionary of what joins them.
                pair = after[subject][object_] = before[object_][subject] = {}
            pair[fact["id"]] = fact


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
