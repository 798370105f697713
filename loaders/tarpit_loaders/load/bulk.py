"""`tarpit load --bulk`: the graph that `pipeline.load` would store, written at once into an empty database."""

from __future__ import annotations

import time
from collections.abc import Iterable

from tarpit_graph.bulk import importer
from tarpit_graph.bulk.build import GraphFiles
from tarpit_graph.bulk.tables import Tables
from tarpit_graph.database import constraints
from tarpit_graph.database.session import Database
from tarpit_graph.embedded import server
from tarpit_graph.errors import InputError
from tarpit_graph.settings import Settings

from tarpit_loaders.documents.items import Reading, Refused, Skipped
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import lineage
from tarpit_loaders.load.pipeline import Progress, Summary, reviewed, run_of, taken, unique
from tarpit_loaders.load.workers import Done, cores, extract_all


def load(
    database: Database,
    settings: Settings,
    inputs: Iterable[Reading | Refused | Skipped],
    *,
    workers: int | None = 1,
    progress: Progress = lambda name: None,
) -> Summary:
    """Store every document of `inputs` in the embedded database, which is empty.

    Nothing is stored until all is read: cut short, it leaves an empty database.

    Args:
        database: Looked at before anything is read. Its server is stopped for the import, and started again.
        settings: Of the embedded server.
        inputs, workers, progress: See `pipeline.load`.

    Raises:
        InputError: the database holds a graph, or is not the embedded one.
        DatabaseError: the import failed.
    """
    started = time.monotonic()
    importer.refuse_unless_empty(database, settings)
    summary = Summary()
    with lineage.recorded(database) as record:
        _import(settings, inputs, workers, progress, summary)
        with server.open_database(settings) as filled:
            constraints.apply(filled)
        summary.seconds = time.monotonic() - started
        record(summary)
    return summary


def _import(
    settings: Settings,
    inputs: Iterable[Reading | Refused | Skipped],
    workers: int | None,
    progress: Progress,
    summary: Summary,
) -> None:
    with importer.folder(settings) as folder:
        graph = GraphFiles(folder)
        store = RawStore(settings.raw_folder)
        readings = (
            store.keep(item) if isinstance(item, Reading) else item
            for item in unique(inputs, summary)
        )
        for done in extract_all(readings, workers):
            _add(graph, done, summary)
            progress(done.where if isinstance(done, Refused) else done[0].name)
        with Tables(folder) as tables:
            summary.claims = graph.counts
            summary.copies = graph.write(
                tables, run_of(summary, len(summary.quarantined)), workers or cores()
            )
            with lineage.span("tarpit.import"):
                importer.replace(settings, tables)


def _add(graph: GraphFiles, done: Done | Refused, summary: Summary) -> None:
    if isinstance(done, Refused):
        summary.refused.append(done)
        return
    reading, extraction = done
    try:
        summary.new += graph.add(reviewed(reading, extraction))
    except InputError as error:
        summary.refused.append(Refused(reading.name, str(error)))
        return
    taken(summary, reading, extraction)
