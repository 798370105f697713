"""What a graph of an earlier version needs to be one of this version.

In: a database. Out: the same claims in today's form; each step can be cut short and run again.
May import: `claims`, `database`, `ontology`.

A module `mN_…` here takes a graph from version N-1 to N by its function `migrate`. A graph without a version is
of version 0: it was written before versions were kept.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

from tarpit_graph.database import constraints
from tarpit_graph.database.session import Database
from tarpit_graph.errors import DatabaseError
from tarpit_graph.ontology import SCHEMA

Migration = Callable[[Database], None]
#: Id of the one node that keeps the version.
_ID = "tarpit"


def migrations() -> dict[int, Migration]:
    """Return each step by the version that it leads to, in order."""
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    numbered = {int(name[1:].partition("_")[0]): name for name in names}
    return {
        number: import_module(f"{__name__}.{numbered[number]}").migrate
        for number in sorted(numbered)
    }


def version(database: Database) -> int | None:
    """Return the version of the graph; None of an empty database."""
    rows = database.rows(f"MATCH (s:{SCHEMA} {{id: $id}}) RETURN s.version AS version", {"id": _ID})
    if rows:
        return int(rows[0]["version"])
    return 0 if database.rows("MATCH (d:Document) RETURN 1 AS found LIMIT 1") else None


def upgrade(database: Database) -> list[int]:
    """Create what the schema lacks, then lead the graph through every step that it has not taken.

    Returns:
        The versions that it has come to by this; none where it was up to date.

    Raises:
        DatabaseError: a newer tarpit wrote it.
    """
    steps = migrations()
    here = version(database)
    if here is None:
        start_at(database, newest())
        return []
    refuse_newer(here)
    constraints.apply(database)
    taken = [number for number in steps if number > here]
    for number in taken:
        steps[number](database)
        _keep(database, number)
    return taken


def newest() -> int:
    """Return the version of the graphs that this tarpit writes."""
    return max(migrations())


def row(number: int) -> dict[str, str | int]:
    """Return the properties of the node that keeps a version."""
    return {"id": _ID, "version": number}


def start_at(database: Database, number: int) -> None:
    """Prepare an empty database for a graph of a version.

    Raises:
        DatabaseError: a newer tarpit wrote it.
    """
    refuse_newer(number)
    constraints.apply(database)
    _keep(database, number)


def refuse_newer(number: int) -> None:
    """Raise a DatabaseError for a graph of a version that this tarpit does not know."""
    if number > (known := newest()):
        raise DatabaseError(
            f"this graph has version {number} and this tarpit knows {known}: install a newer tarpit"
        )


def _keep(database: Database, number: int) -> None:
    """Keep the version once its step is done: a step that was cut short is taken again."""
    database.run(f"MERGE (s:{SCHEMA} {{id: $id}}) SET s.version = $version", row(number))
