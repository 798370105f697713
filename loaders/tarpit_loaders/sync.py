"""Bring sources up to date: ask for what is new alone, and remember how far one came.

How far each source was read is kept in the graph beside its claims: the state of every address, noted
once all its documents are committed. So a kill at any moment loses nothing, and whoever shares the
database shares that, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, RLock
from typing import TypeAlias

from tarpit_graph import pages
from tarpit_graph.errors import InputError
from tarpit_graph.identity import bytes_digest, stream_digest
from tarpit_graph.pages import PageState
from tarpit_graph.session import Database

from tarpit_loaders import fetching, files, git_days, run, sources
from tarpit_loaders.ahead import Ahead
from tarpit_loaders.fetching import MAX_PAGES
from tarpit_loaders.files import File, Given
from tarpit_loaders.names import builtin
from tarpit_loaders.raw import RawStore
from tarpit_loaders.reading import Follow, Reading, Refused, Skipped
from tarpit_loaders.run import Progress, Summary
from tarpit_loaders.sources_file import Entry
from tarpit_loaders.web.client import Web

_DEPTH = 3
#: Sources that are fetched at once.
_HOSTS = 8
Found: TypeAlias = Reading | Refused | Skipped


@dataclass(slots=True)
class Outcome:
    """What bringing one source up to date did.

    Attributes:
        fetched: Addresses and files that were read because they were new or had changed.
        same: Those that were as they had been.
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
    entries: Sequence[Entry],
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
    run.load(database, [builtin.layers()], store=store)
    stop = Event()
    with web() as opened, ThreadPoolExecutor(_HOSTS) as pool:
        try:
            visits = [
                _Visit(database, entry, opened, store, base, Outcome(entry.name))
                for entry in entries
            ]
            # While one source is read for claims, the next ones are fetched: other hosts, mostly.
            fetched = [Ahead(visit.read(), stop) for visit in visits]
            for each in fetched:
                each.start(pool)
            for visit, items in zip(visits, fetched, strict=True):
                yield _loaded(visit, items, workers, progress)
        finally:
            stop.set()


def _loaded(visit: _Visit, items: Iterable[Found], workers: int, progress: Progress) -> Outcome:
    try:
        visit.outcome.summary = run.load(
            visit.database,
            items,
            workers=workers,
            store=visit.store,
            progress=progress,
            stored=visit.stored,
        )
    except InputError as error:
        visit.outcome.failed = str(error)
    return visit.outcome


@dataclass(slots=True)
class _Visit:
    """One visit to one source: `read` in a thread of its own, `stored` in the one that loads."""

    database: Database
    entry: Entry
    web: Web
    store: RawStore
    base: Path
    outcome: Outcome
    states: dict[str, PageState] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _documents: set[str] = field(default_factory=set)
    _page_of: dict[str, str] = field(default_factory=dict)
    _waiting: Counter[str] = field(default_factory=Counter)
    _read: dict[str, PageState] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def read(self) -> Iterator[Found]:
        """Yield what is new at the source."""
        entry = self.entry
        pages.write_source(self.database, entry.name, entry.kind, entry.address)
        self.states = pages.read_pages(self.database, entry.name)
        if self.entry.path:
            yield from self._folder()
            return
        for address in self.entry.addresses():
            yield from self._address(replace(self.entry.given, url=address))

    def stored(self, reading: Reading) -> None:
        """Note that a document is committed, and with the last one of an address its state."""
        with self._lock:
            if (page := self._page_of.pop(reading.document.id, None)) is not None:
                self._waiting[page] -= 1
                self._settle(page)

    def _folder(self) -> Iterator[Found]:
        path = str(self.base / self.entry.path)
        found = [
            replace(file, given=self.entry.given)
            for file in files.find([path], sources.load().suffixes)
        ]
        for file in git_days.dated(found) if self.entry.dates == "git" else found:
            digest = _digest(file)
            if self.states.get(file.name, PageState()).raw == digest:
                self.outcome.same += 1
                continue
            yield from self._page(file, PageState(raw=digest), depth=_DEPTH)

    def _address(self, given: Given, version: str = "", depth: int = 0) -> Iterator[Found]:
        """Yield what is new at an address, and at those that it lists."""
        if given.url in self._seen:
            return
        self._seen.add(given.url)
        known = self.states.get(given.url, PageState())
        if version and version == known.version:
            self.outcome.same += 1
            return
        listed = self._listed(given, known)
        try:
            page = fetching.get(
                self.web,
                given,
                etag=known.etag if listed is not None else "",
                modified=known.modified if listed is not None else "",
            )
        except InputError as error:
            yield Refused(given.url, str(error).removeprefix(f"{given.url}: "))
            return
        if page is None:
            self.outcome.same += 1
            yield from self._follow(listed or [], depth)
            return
        answer = page.answer
        digest = _digest(page.file)
        state = PageState(answer.etag, answer.modified, version, digest)
        if digest == known.raw and listed is not None:
            self.outcome.same += 1
            self._note(given.url, replace(state, kind=known.kind))
            yield from self._follow(listed, depth)
            return
        yield from self._page(page.file, state, depth)

    def _listed(self, given: Given, known: PageState) -> list[Follow] | None:
        """Return what an address listed when it was read last; None where nobody knows any more."""
        if not known.raw:
            return None
        kind = given.kind or known.kind
        source = sources.load().kinds.get(kind)
        if source is None or not getattr(source, "LISTS", False):
            return []
        try:
            data = self.store.read(known.raw)
        except InputError:
            return None  # its bytes were thrown away: fetch it anew
        file = File(Path(given.url), given.url, replace(given, kind=kind), data)
        return [item for item in sources.read(file) if isinstance(item, Follow)]

    def _page(self, file: File, state: PageState, depth: int) -> Iterator[Found]:
        """Yield the documents of what was fetched, then those of what it lists."""
        self.outcome.fetched += 1
        listed: list[Follow] = []
        try:
            kind = sources.load().of(file).KIND
        except InputError as error:
            yield (
                Skipped(file.name, str(error))
                if file.is_scanned
                else Refused(file.name, str(error))
            )
            return
        file = replace(file, given=replace(file.given, kind=kind))
        if getattr(sources.load().kinds[kind], "LISTS", False) and file.data is not None:
            self.store.save(file.data, state.raw)
        is_read = False
        for item in sources.read(file):
            is_read |= not isinstance(item, Refused)
            if isinstance(item, Follow):
                listed.append(item)
            elif isinstance(item, Reading):
                yield from self._document(item, file.name)
            else:
                yield item
        if is_read:  # what could not be read at all is reported each time
            with self._lock:
                self._read[file.name] = replace(state, kind=kind)
                self._settle(file.name)
        yield from self._follow(listed, depth)

    def _document(self, reading: Reading, page: str) -> Iterator[Reading | Skipped]:
        id_ = reading.document.id
        if id_ in self._documents:
            yield Skipped(reading.name, "is listed twice")
            return
        with self._lock:
            self._documents.add(id_)
            self._page_of[id_] = page
            self._waiting[page] += 1
        yield reading

    def _follow(self, listed: Sequence[Follow], depth: int) -> Iterator[Found]:
        for item in listed:
            if depth >= _DEPTH or len(self._seen) > MAX_PAGES:
                yield Skipped(item.given.url, f"is beyond the {MAX_PAGES} pages of one list")
                continue
            before = len(self._documents)
            refused = []
            for found in self._address(item.given, item.version, depth + 1):
                if isinstance(found, Refused):
                    refused.append(found)
                else:
                    yield found
            if refused and item.otherwise is not None and len(self._documents) == before:
                yield from self._document(item.otherwise, item.where)
            else:
                yield from refused

    def _settle(self, page: str) -> None:
        if page in self._read and not self._waiting[page]:
            self._note(page, self._read.pop(page))

    def _note(self, page: str, state: PageState) -> None:
        pages.write_page(self.database, self.entry.name, page, state)


def _digest(file: File) -> str:
    if file.data is not None:
        return bytes_digest(file.data)
    with files.opened(file) as stream:
        return stream_digest(stream)
