"""Neo4j's own import: it writes the store without a server, many times as fast as statements do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tarpit_graph.bulk.tables import Tables
from tarpit_graph.database.session import Database
from tarpit_graph.embedded import configuration, download, server
from tarpit_graph.errors import InputError
from tarpit_graph.settings import Settings

#: What the import may take beside its heap, which Java keeps to a quarter of the machine's memory.
_OFF_HEAP = "1G"
#: With fewer threads its steps wait for each other: two processors take 28 s for a million claims, and 38 s with two.
_THREADS = 4


def refuse_unless_empty(database: Database, settings: Settings) -> None:
    """Raise an InputError unless the database is the embedded one and holds no graph."""
    if settings.uri is not None:
        raise InputError(
            "--bulk works on the embedded Neo4j alone: unset NEO4J_URI, or load without it"
        )
    if database.rows("MATCH (n) WHERE NOT n:Schema RETURN 1 AS found LIMIT 1"):
        raise InputError(
            "--bulk fills an empty database, and this one holds a graph: load without it, or "
            "`tarpit db reset` deletes the graph"
        )


@contextmanager
def folder(settings: Settings) -> Iterator[Path]:
    """Make the folder for what is imported; it is gone afterwards.

    Raises:
        InputError: another bulk load is going on.
    """
    made = configuration.import_folder(settings)
    try:
        with FileLock(settings.home / "bulk.lock", timeout=0):
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(mode=0o700)
            try:
                yield made
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except Timeout as error:
        raise InputError(
            "another bulk load is filling this database; wait until it is done"
        ) from error


def replace(settings: Settings, tables: Tables) -> None:
    """Make the files of a graph the embedded database, which is empty; the server is stopped for it.

    Cut short at any moment, it leaves an empty database.

    Raises:
        DatabaseError: the import refused, with its reason.
    """
    library = download.install(settings.cache, lambda received: None)
    with server.lock(settings):
        server.stop_held(settings)
        marker = configuration.half_made(settings)
        marker.touch()
        server.admin(
            settings,
            library,
            *("database", "import", "full", configuration.DATABASE, "--overwrite-destination"),
            *("--bad-tolerance=0", f"--max-off-heap-memory={_OFF_HEAP}"),
            f"--threads={max(_THREADS, os.cpu_count() or 1)}",
            f"--report-file={tables.folder / 'report'}",
            *tables.arguments(),
        )
        marker.unlink()
