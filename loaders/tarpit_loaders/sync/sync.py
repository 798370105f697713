"""Incremental sync: fetch only what is new, and remember the state of each page.

How far each source was read is kept in the graph beside its claims: the state of every address, noted
once all its documents are committed. So a kill at any moment loses nothing, and whoever shares the
database shares that, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event

from tarpit_graph.claims import sync_state
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError

from tarpit_loaders import sources
from tarpit_loaders.crawl.crawler import Crawler, Found
from tarpit_loaders.documents import files, git_dates
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import builtin, pipeline
from tarpit_loaders.load.pipeline import Progress, Summary
from tarpit_loaders.sync.prefetch import Prefetcher
from tarpit_loaders.sync.sources_file import SourceEntry
from tarpit_loaders.web.client import Web

#: Sources that are fetched at once.
_HOSTS = 8


@dataclass(slots=True)
class Outcome:
    """What bringing one source up to date did.

    Attributes:
        fetched, same: How many addresses and files were read, and how many were as they had been.
        summary: What loading them did.
        failed: Why the source as a whole could not be had; empty where it could.
    """

    name: str
    fetched: int = 0
    same: int = 0
    summary: Summary = field(default_factory=Summary)
    failed: str = ""


def sync(
    database: Database,
    entries: Sequence[SourceEntry],
    web: Callable[[], Web],
    *,
    store: RawStore,
    base: Path,
    workers: int = 1,
    progress: Progress = lambda name: None,
) -> Iterator[Outcome]:
    """Bring sources up to date, in their order; one that fails never stops the rest.

    Args:
        database: Where to.
        entries: The sources.
        web: Opens the way to the web.
        store: Where the bytes are kept.
        base: The folder that paths of the sources file are relative to.
        workers: How many processes extract.
        progress: Told the name of each document when it is through.
    """
    pipeline.load(database, [builtin.layers()], store=store)
    stop = Event()
    with web() as opened, ThreadPoolExecutor(_HOSTS) as pool:
        try:
            visits = [
                Crawler(opened, store, note=partial(sync_state.write_page, database, entry.name))
                for entry in entries
            ]
            # While one source is read for claims, the next ones are fetched: other hosts, mostly.
            ahead = [
                Prefetcher(_new(database, entry, visit, base), stop)
                for entry, visit in zip(entries, visits, strict=True)
            ]
            for each in ahead:
                each.start(pool)
            for entry, visit, items in zip(entries, visits, ahead, strict=True):
                load = partial(
                    pipeline.load, database, items, workers=workers, store=store, progress=progress
                )
                yield _outcome(entry.name, visit, load)
        finally:
            stop.set()


def _new(database: Database, entry: SourceEntry, visit: Crawler, base: Path) -> Iterator[Found]:
    """Yield what is new at a source."""
    sync_state.write_source(database, entry.name, entry.kind, entry.address)
    visit.states = sync_state.read_pages(database, entry.name)
    if entry.path:
        yield from visit.files(_files(entry, base))
        return
    for address in entry.addresses():
        yield from visit.address(replace(entry.hints, url=address))


def _files(entry: SourceEntry, base: Path) -> Sequence[File]:
    found = files.find([str(base / entry.path)], sources.load().suffixes)
    known = [replace(file, hints=entry.hints) for file in found]
    return git_dates.dated(known) if entry.dates == "git" else known


def _outcome(name: str, visit: Crawler, load: Callable[..., Summary]) -> Outcome:
    outcome = Outcome(name)
    try:
        # One page at a time: what has come must not wait for a host that is slow.
        outcome.summary = load(stored=visit.stored, together=1)
    except InputError as error:
        outcome.failed = str(error)
    outcome.fetched, outcome.same = visit.fetched, visit.same
    return outcome
