"""Re-extraction: read stored bytes again with the current rules, without the network."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError

from tarpit_loaders import sources
from tarpit_loaders.documents.items import Reading, Refused, Skipped
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import builtin, pipeline
from tarpit_loaders.load.extractor_version import extractor
from tarpit_loaders.load.pipeline import Progress, Summary
from tarpit_loaders.names import catalog

_VERSION = re.compile(r"(?:tarpit )?(\d+)\.(\d+)(?:\.(\d+))?")


def reextract(
    database: Database,
    store: RawStore,
    *,
    since: str = "",
    everything: bool = False,
    workers: int | None = 1,
    progress: Progress = lambda name: None,
) -> Summary:
    """Read stored documents again from their bytes and store what the rules in force find.

    Args:
        database: Where the documents are.
        store: Where their bytes are.
        since: Only documents that this version or a later one read.
        everything: Also those that the rules in force have read already.
        workers: How many processes extract.
        progress: Told the name of each document when it is through.

    Raises:
        InputError: `since` is no version.
    """
    earliest = _version(since) if since else (0, 0, 0)
    if earliest is None:
        raise InputError(f"--since {since}: write a version, such as 0.1.0")
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in database.rows(
        "MATCH (d:Document) WHERE d.raw IS NOT NULL "
        "RETURN d.id AS id, d.raw AS raw, d.origin AS origin, d.extractor AS extractor ORDER BY d.id"
    ):
        read_by = _version(row["extractor"]) or (0, 0, 0)
        if (everything or row["extractor"] != extractor()) and read_by >= earliest:
            wanted[row["raw"], row["origin"]].add(row["id"])
    if everything and wanted:
        ids = sorted(id_ for group in wanted.values() for id_ in group)
        # A document without an extractor's version is read again.
        database.run(
            "UNWIND $ids AS id MATCH (d:Document {id: id}) SET d.extractor = ''", {"ids": ids}
        )
    inputs = _readings(store, wanted, with_landscape=_has_landscape(database))
    return pipeline.load(database, inputs, workers=workers, store=store, progress=progress)


def _version(text: str) -> tuple[int, int, int] | None:
    match = _VERSION.match(text)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def _has_landscape(database: Database) -> bool:
    """Tell whether the built-in companies and products were loaded; they have no bytes of ours."""
    first = f"tarpit:names/{catalog.PRODUCTS[0]}"
    return bool(database.rows("MATCH (d:Document {id: $id}) RETURN 1 AS found", {"id": first}))


def _readings(
    store: RawStore, wanted: dict[tuple[str, str], set[str]], *, with_landscape: bool
) -> Iterator[Reading | Refused | Skipped]:
    yield builtin.layers()
    if with_landscape:
        yield from builtin.landscape()
    yield from kept(store, wanted)


def kept(
    store: RawStore, wanted: Mapping[tuple[str, str], set[str]]
) -> Iterator[Reading | Refused]:
    """Read documents again from their bytes.

    Args:
        store: Where the bytes are.
        wanted: The ids of documents by the digest of their bytes and how these were read.
    """
    for (raw, origin), ids in wanted.items():
        try:
            file = sources.restored(origin, store.read(raw))
        except InputError as error:
            yield from (Refused(id_, str(error)) for id_ in sorted(ids))
            continue
        yield from _of_one(sources.read(file), ids)


def _of_one(items: Iterable[object], ids: set[str]) -> Iterator[Reading | Refused]:
    """Yield the wanted documents of one file, and say which of them it no longer has."""
    left = set(ids)
    for item in items:
        if isinstance(item, Reading) and item.document.id in left:
            left.discard(item.document.id)
            yield item
        elif isinstance(item, Refused):
            yield item
    for id_ in sorted(left):
        yield Refused(id_, "is no longer found in its bytes; `tarpit retract` takes it out")
