"""The crawler: fetch and read what is new at a source, page by page, each page once.

What is new is told by the states that addresses were in the last time; a visit without any reads all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import TypeAlias

from tarpit_graph.claims.sync_state import PageState
from tarpit_graph.errors import InputError
from tarpit_graph.identity import bytes_digest, digest, stream_digest

from tarpit_loaders import sources
from tarpit_loaders.crawl import fetch
from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Reading, Refused, Skipped
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.web import repositories
from tarpit_loaders.web.client import Web

Found: TypeAlias = Reading | Refused | Skipped
#: How deep lists may list lists: an index of sitemaps lists sitemaps, which list pages.
_DEPTH = 3
#: Pages of one source.
MAX_PAGES = 1_000
_UNKNOWN = PageState()


@dataclass(slots=True)
class Crawler:
    """Visits a source. It may read in one thread while another stores what it read.

    Attributes:
        web: Fetches.
        store: Keeps the bytes of lists, so that they need not be fetched to know what they list.
        states: The state of each address and file when it was read last.
        note: Told the state of an address or file, once all its documents are stored.
        fetched: Addresses and files that were read because they were new or had changed.
        same: Those that were as they had been.
    """

    web: Web
    store: RawStore | None = None
    states: Mapping[str, PageState] = field(default_factory=dict)
    note: Callable[[str, PageState], None] = lambda address, state: None
    fetched: int = 0
    same: int = 0
    _seen: set[str] = field(default_factory=set)
    _documents: set[str] = field(default_factory=set)
    _page_of: dict[str, str] = field(default_factory=dict)
    _waiting: Counter[str] = field(default_factory=Counter)
    _read: dict[str, PageState] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def files(self, found: Iterable[File]) -> Iterator[Found]:
        """Yield what is new in files of this machine."""
        for file in found:
            raw = _digest(file)
            if self._known(file.name, file.hints).raw == raw:
                self.same += 1
            else:
                state = PageState(raw=raw, asked=_asked(file.hints))
                yield from self._page(file, state, depth=_DEPTH)

    def stored(self, reading: Reading) -> None:
        """Note that a document is stored, and with the last one of an address its state."""
        with self._lock:
            if (page := self._page_of.pop(reading.document.id, None)) is not None:
                self._waiting[page] -= 1
                self._settle(page)

    def address(self, hints: SourceHints, version: str = "", depth: int = 0) -> Iterator[Found]:
        """Yield what is new at an address, and at those that it lists; what cannot be fetched is refused.

        Args:
            hints: The address and what is known of it.
            version: What a list says of its state.
            depth: How many lists led to it.
        """
        if hints.url in self._seen:
            return
        self._seen.add(hints.url)
        if repositories.is_repository(hints.url, hints.kind):
            yield from self._repository(hints)
            return
        known = self._known(hints.url, hints)
        if version and version == known.version:
            self.same += 1
            return
        listed = self._listed(hints, known)
        try:
            page = fetch.get(
                self.web,
                hints,
                etag=known.etag if listed is not None else "",
                modified=known.modified if listed is not None else "",
            )
        except InputError as error:
            yield Refused(hints.url, str(error).removeprefix(f"{hints.url}: "))
            return
        if page is None:
            self.same += 1
            yield from self._follow(listed or [], depth)
            return
        answer, asked = page.answer, _asked(hints)
        state = PageState(answer.etag, answer.modified, version, _digest(page.file), asked=asked)
        try:
            if state.raw == known.raw and listed is not None:
                self.same += 1
                self.note(hints.url, replace(state, kind=known.kind))
                yield from self._follow(listed, depth)
            else:
                yield from self._page(page.file, state, depth)
        finally:
            page.discard()

    def _repository(self, hints: SourceHints) -> Iterator[Found]:
        """Yield the commits of a repository, where it has new ones."""
        from tarpit_loaders.crawl import git_history

        try:
            clone = repositories.fetched(
                hints.url, self.web.cache / "repositories", self.web.direct
            )
        except InputError as error:
            yield Refused(hints.url, str(error).removeprefix(f"{hints.url}: "))
            return
        state = PageState(raw=git_history.newest(clone), asked=_asked(hints))
        if self._known(hints.url, hints).raw == state.raw:
            self.same += 1
            return
        self.fetched += 1
        is_whole = True
        for item in git_history.readings(clone, hints):
            is_whole &= not isinstance(item, Refused)
            if isinstance(item, Reading):
                yield from self._document(item, hints.url)
            else:
                yield item
        if is_whole:
            with self._lock:
                self._read[hints.url] = state
                self._settle(hints.url)

    def _known(self, name: str, hints: SourceHints) -> PageState:
        """Return the state of an address when it was read last, unless it was read otherwise."""
        known = self.states.get(name, _UNKNOWN)
        return known if known.asked == _asked(hints) else _UNKNOWN

    def _listed(self, hints: SourceHints, known: PageState) -> list[Follow] | None:
        """Return what an address listed when it was read last; None where that is not known any more."""
        if not known.raw or self.store is None:
            return None
        kind = hints.kind or known.kind
        source = sources.load().kinds.get(kind)
        if source is None or not source.lists:
            return []
        try:
            data = self.store.read(known.raw)
        except InputError:
            return None  # its bytes were thrown away: fetch it again
        file = File(Path(hints.url), hints.url, replace(hints, kind=kind), data)
        return [item for item in sources.read(file) if isinstance(item, Follow)]

    def _page(self, file: File, state: PageState, depth: int) -> Iterator[Found]:
        """Yield the documents of what was fetched, then those of what it lists."""
        self.fetched += 1
        listed: list[Follow] = []
        try:
            kind = sources.load().of(file).kind
        except InputError as error:
            yield (
                Skipped(file.name, str(error))
                if file.is_scanned
                else Refused(file.name, str(error))
            )
            return
        file = replace(file, hints=replace(file.hints, kind=kind))
        lists = sources.load().kinds[kind].lists
        if lists and file.data is not None and self.store is not None:
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
                yield Skipped(item.hints.url, f"is beyond the {MAX_PAGES} pages of one list")
                continue
            before = len(self._documents)
            refused = []
            for found in self.address(item.hints, item.version, depth + 1):
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
            self.note(page, self._read.pop(page))


def _asked(hints: SourceHints) -> str:
    """Return what tells one way of reading an address from another: kind, settings, trust, jobs."""
    return digest(sources.origin("", replace(hints, url="", published=None)))


def _digest(file: File) -> str:
    if file.data is not None:
        return bytes_digest(file.data)
    with files.opened(file) as stream:
        return stream_digest(stream)
