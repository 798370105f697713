"""One source kind per file, found by scan; other packages add theirs by entry point.

A source file declares `SOURCE = Source(…)`. Comes in: a `File`, its bytes with what is known of them. Goes out: its
documents, each as a `Reading`. May import: everything in `tarpit_loaders` but `load`, `crawl` and `sync`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tarpit_graph import plugins
from tarpit_graph.errors import InputError
from tarpit_graph.identity import bytes_digest, near_duplicates
from tarpit_graph.records import Document

from tarpit_loaders.documents import dates, files, language
from tarpit_loaders.documents.dates import Published
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import (
    Follow,
    Item,
    Raw,
    Reading,
    Refused,
    Skipped,
    broke,
    dated,
)
from tarpit_loaders.extraction.attributes import document_date

#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.sources"
#: Where a day comes from that the document itself does not state.
_FROM_OUTSIDE = frozenset(("given", "commit", "capture", "address"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of source.

    Attributes:
        kind: Its name.
        endings: Endings of the files that it reads, each with its dot.
        reads, skips: What it reads and what it leaves out, a line each for the docs.
        read: Yields each document of a file as a `Reading`, what cannot be read as a `Refused` with the reason, and
            each page that the file lists as a `Follow`. It never fetches, and raises `InputError` only where the
            file as a whole cannot be read.
        recognises: Whether a file of these endings is of this kind, by its first lines. A source without it reads
            what no other recognises.
        settings: Names of what its entry in the sources file may say.
        addresses: Yields where to fetch it from, by what its entry in the sources file says.
        streams: It reads files of any size piece by piece; its readings then carry the bytes they were read from.
        lists: It yields `Follow`s, so that what it lists is looked at again each time.
    """

    kind: str
    endings: tuple[str, ...]
    reads: str
    skips: str
    read: Callable[[File], Iterator[Item]]
    recognises: Callable[[str], bool] | None = None
    settings: tuple[str, ...] = ()
    addresses: Callable[[Mapping[str, Any]], Iterator[str]] | None = None
    streams: bool = False
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """All source kinds, ours first."""

    kinds: Mapping[str, Source]

    @property
    def suffixes(self) -> list[str]:
        """Every ending that some source reads, sorted."""
        return sorted({suffix for source in self.kinds.values() for suffix in source.endings})

    def named(self, kind: str) -> Source:
        """Return the source of a kind.

        Raises:
            InputError: there is no such kind.
        """
        if kind not in self.kinds:
            raise InputError(f"there is no source kind {kind!r}; known: {', '.join(self.kinds)}")
        return self.kinds[kind]

    def of(self, file: File) -> Source:
        """Return the source that reads a file: as given, else by its first lines and ending.

        Raises:
            InputError: no source reads such files.
        """
        if file.hints.kind:
            return self.named(file.hints.kind)
        fitting = [s for s in self.kinds.values() if file.ending in s.endings]
        if not fitting:
            ending = file.ending or "such"
            raise InputError(f"no source reads {ending} files; {' '.join(self.suffixes)} do")
        head = files.head(file) if any(s.recognises for s in fitting) else ""
        found = next((s for s in fitting if s.recognises and s.recognises(head)), None)
        general = next((s for s in fitting if s.recognises is None), None)
        if (chosen := found or general) is None:
            if not head.strip():
                raise InputError("is empty")
            kinds = ", ".join(s.kind for s in fitting)
            raise InputError(f"is none of the {file.ending} files that tarpit reads: {kinds}")
        return chosen


@cache
def load() -> Sources:
    """Return all source kinds."""
    kinds: dict[str, Source] = {}
    for source in plugins.load(__name__, Source, ENTRY_POINTS):
        kinds.setdefault(source.kind, source)
    return Sources(kinds)


def read(file: File) -> Iterator[Item]:
    """Yield the documents of a file; a file that cannot be read is one `Refused`."""
    try:
        source = load().of(file)
    except InputError as error:
        reason = "no source knows its form" if file.is_scanned else str(error)
        yield Skipped(file.name, reason) if file.is_scanned else Refused(file.name, reason)
        return
    except Exception as error:  # one file must never lose the others, whatever its first lines hold
        yield Refused(file.name, broke(error))
        return
    try:
        if not source.streams:
            file = replace(file, data=files.content(file))
        for item in source.read(file):
            yield finished(item, file, source.kind) if isinstance(item, Reading) else item
    except InputError as error:
        yield Refused(file.name, str(error))
    except Exception as error:  # one file must never lose the others, whatever it holds
        yield Refused(file.name, broke(error))


def finished(reading: Reading, file: File, kind: str) -> Reading:
    """Add what holds for documents of every kind: what they were read from, language, signature."""
    raw = reading.raw or Raw(file.data or b"", file.name, file.hints)
    hints = replace(raw.hints, kind=raw.hints.kind or kind)
    document = _dated(reading)
    prose = " ".join(block.text for block in reading.blocks)
    return replace(
        reading,
        raw=replace(raw, hints=hints),
        document=replace(
            document,
            url=document.url or hints.url,
            trust=file.hints.trust,
            workloads=file.hints.workloads,
            raw=bytes_digest(raw.data),
            origin=origin(raw.name, hints),
            language=language.detect(prose),
            signature=near_duplicates.signature(prose),
        ),
    )


def _dated(reading: Reading) -> Document:
    """Return the document with the day and number that its text or address states.

    Where its metadata or file name has a day, that stays; a day given from outside does not.
    """
    document = reading.document
    if not document.dated_by or document.dated_by in _FROM_OUTSIDE:
        stated = document_date.published(reading.blocks) or dates.of_address(document.id)
        document = dated(document, stated) if stated else document
    if (issue := document_date.issue(reading.blocks)) is None:
        return document
    series = f"{_shelf(reading.name)}: {issue.series}"
    return replace(document, series=series, issue=issue.number, newest_link=issue.newest_link)


def _shelf(name: str) -> str:
    """Return where the issues of one series lie side by side: a site or a folder."""
    return urlsplit(name).netloc or name.rpartition("/")[0]


def origin(name: str, hints: SourceHints) -> str:
    """Return how bytes are read, as JSON, so that they can be read again."""
    said = {
        "name": name,
        "kind": hints.kind,
        "ending": hints.ending,
        "encoding": hints.encoding,
        "url": hints.url,
        "published": hints.published.day.isoformat() if hints.published else "",
        "dated_by": hints.published.read_from if hints.published else "",
        "precision": hints.published.precision if hints.published else "",
        "settings": dict(hints.settings),
        "trust": hints.trust if hints.trust < 1 else 0,
        "workloads": list(hints.workloads),
    }
    return json.dumps({k: v for k, v in said.items() if v}, sort_keys=True, ensure_ascii=False)


def restored(origin: str, data: bytes) -> File:
    """Return the file that bytes were read from, by what `origin` said about it."""
    said = json.loads(origin)
    day = dates.day(said.get("published"))
    hints = SourceHints(
        kind=said.get("kind", ""),
        ending=said.get("ending", ""),
        encoding=said.get("encoding", ""),
        url=said.get("url", ""),
        published=Published(day, said.get("precision", "day"), said["dated_by"]) if day else None,
        settings=said.get("settings", {}),
        trust=said.get("trust", 1.0),
        workloads=tuple(said.get("workloads", ())),
    )
    return File(Path(said["name"]), said["name"], hints, data)


__all__ = ["ENTRY_POINTS", "Follow", "Source", "Sources", "load", "origin", "read", "restored"]
