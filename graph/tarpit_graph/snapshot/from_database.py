"""Read the established facts of one day from Neo4j."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain

from tarpit_graph.database.session import Database
from tarpit_graph.ontology import ACQUIRED, REFUTED, RELATIONS, UNCONFIRMED
from tarpit_graph.snapshot import kept, past, stored, voice
from tarpit_graph.snapshot.facts import FactSet, in_order
from tarpit_graph.snapshot.kept import Stored
from tarpit_graph.snapshot.snapshot import FactFilter, Snapshot


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
    held = kept.read(database, partial(_current, database))
    if as_of is not None:
        held = past.stood(database, held, as_of)
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


def _foretold(database: Database) -> dict[str, str]:
    rows = database.rows(
        "MATCH (c:Claim {predicate: $deal}) WHERE c.status IN $statuses WITH DISTINCT c.fact AS id "
        f"MATCH ()-[r:{ACQUIRED}|{UNCONFIRMED}|{REFUTED} {{id: id}}]->() "
        "RETURN id, r.status AS status ORDER BY id",
        {"deal": ACQUIRED, "statuses": sorted(past.AHEAD)},
    )
    return {row["id"]: row["status"] for row in rows}
