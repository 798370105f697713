"""Read the established facts of one day from Neo4j.

A snapshot "as of" a day is derived again from the claims published by that day, by the same rules as
the edges in the database. Of documents without a date lists alone take part in it, and what rests on
them alone has no `first_asserted`.
"""

from __future__ import annotations

import gc
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.edges import edge_row, facts_of
from tarpit_graph.claims.known_by import KNOWN_BY_DAY, known_by
from tarpit_graph.database.session import Database
from tarpit_graph.ontology import ACQUIRED, REFUTED, RELATIONS, UNCONFIRMED
from tarpit_graph.records import Status
from tarpit_graph.snapshot import kept, stored, voice
from tarpit_graph.snapshot.facts import Edge, FactSet, in_order
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
            # What was made counts as old at once: the next search for cycles would go through all of it.
            gc.freeze()
            gc.unfreeze()
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
    facts = held.facts
    if sure is not None and sure != FactFilter():
        facts = FactSet.of_edges(in_order(edge for edge in facts if sure.holds(edge[2])))
    # What an undated list says may be a later day's.
    today = min(filter(None, (facts.newest() or as_of, as_of)), default=None)
    return Snapshot(
        held.entities, facts, as_of, today, held.former_rumours, held.unconfirmed, held.voice
    )


def _current(database: Database) -> Stored:
    """Read what stands now. What another process stores or deletes meanwhile is of the next snapshot."""
    entities = stored.entities(database)
    held = stored.facts(database, entities, (*RELATIONS, UNCONFIRMED, REFUTED))
    said = [held.pop(type_).edges() for type_ in (UNCONFIRMED, REFUTED) if type_ in held]
    unconfirmed = tuple(in_order(chain(*said)))
    return Stored(entities, FactSet(held), unconfirmed, _foretold(database), voice.read(database))


def _past(database: Database, as_of: date) -> Stored:
    """Derive what stood on a day, without entities that no claim named by then."""
    entities = stored.entities(database)
    edges, said, former_rumours = _derived(database, entities, as_of)
    named = {end for fact in (*edges, *said) for end in fact[:2]}
    known = {id_: entity for id_, entity in entities.items() if id_ in named}
    told = voice.read(database, as_of)
    return Stored(known, FactSet.of_edges(in_order(edges)), tuple(said), former_rumours, told)


def _is_there(properties: Mapping[str, Any]) -> bool:
    """Tell whether a claim still had its properties when it was read; of a deleted one there are none."""
    return "id" in properties


def _foretold(database: Database) -> dict[str, str]:
    rows = database.rows(
        "MATCH (c:Claim {predicate: $deal}) WHERE c.status IN $statuses WITH DISTINCT c.fact AS id "
        f"MATCH ()-[r:{ACQUIRED}|{UNCONFIRMED}|{REFUTED} {{id: id}}]->() "
        "RETURN id, r.status AS status ORDER BY id",
        {"deal": ACQUIRED, "statuses": sorted(_AHEAD)},
    )
    return {row["id"]: row["status"] for row in rows}


def _derived(
    database: Database, entities: Container[str], as_of: date
) -> tuple[list[Edge], list[Edge], dict[str, str]]:
    """Return the facts between some entities that claims published by a day add up to.

    Returns:
        Those that stand, those that are left open or refuted, and what became of rumoured and planned deals.
    """
    edges: list[Edge] = []
    said: list[Edge] = []
    former_rumours: dict[str, str] = {}
    claims = database.stream(
        "MATCH (s)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o) MATCH (c)-[:FROM]->(d:Document) "
        f"WHERE {KNOWN_BY_DAY}"
        "RETURN properties(c) AS claim, coalesce(d.story, d.sha256) AS source, "
        "s.id AS subject, o.id AS object",
        known_by(as_of),
    )
    for fact, evidence in facts_of(row for row in claims if _is_there(row["claim"])):
        if fact.subject in entities and fact.object in entities:
            into = edges if edge_type(fact) == fact.predicate else said
            into.append((fact.subject, fact.object, edge_row(fact)))
        if fact.predicate == ACQUIRED and any(e.status in _AHEAD for e in evidence):
            former_rumours[fact.id] = fact.status.value
    return edges, said, former_rumours
