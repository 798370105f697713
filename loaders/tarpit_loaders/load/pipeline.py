"""The load pipeline: get, read, extract, resolve, write; resumable after any document."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tarpit_graph import migrations, reviews
from tarpit_graph.claims.duplicate_clusters import has_pending_stories, refresh_stories
from tarpit_graph.claims.issue_dates import refresh_issue_days
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.claims.writer import (
    Extracted,
    is_unchanged,
    record_run,
    stored_documents,
    write_documents,
)
from tarpit_graph.database.session import Database, batches
from tarpit_graph.errors import InputError
from tarpit_graph.identity import digest
from tarpit_graph.records import HISTORY, Run
from tarpit_graph.settings import Settings

from tarpit_loaders.documents.items import Reading, Refused, Skipped
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.load import lineage
from tarpit_loaders.load.extractor_version import extractor
from tarpit_loaders.load.workers import TOGETHER, Done, extract_all

#: Most documents and claims of one transaction.
_DOCUMENTS, _CLAIMS = 64, 4_000

#: Called after each document with its name.
Progress = Callable[[str], None]
#: Called after each document that is stored.
Stored = Callable[[Reading], None]


@dataclass(slots=True)
class Summary:
    """What a load did.

    Attributes:
        documents: Ids of all documents that are now stored, also those that were before.
        unchanged: How many of them were stored by this very version already.
        claims: How many claims they make, by predicate and status.
        added: Ids of the claims that came, where single ones were looked at.
        new: How many came.
        removed: How many went.
        copies: How many stored documents are near-duplicates of another, which count once.
        refused: Inputs that are not documents, each with its reason.
        skipped: Inputs passed over on purpose, and how many, by reason.
        quarantined: Claims that were refused, each with its reason.
        words: Words read, not counting unchanged documents.
    """

    documents: list[str] = field(default_factory=list)
    unchanged: int = 0
    claims: Counter[tuple[str, str]] = field(default_factory=Counter)
    added: list[str] = field(default_factory=list)
    new: int = 0
    removed: int = 0
    copies: int = 0
    refused: list[Refused] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    quarantined: list[str] = field(default_factory=list)
    words: int = 0
    seconds: float = 0.0


def load(
    database: Database,
    inputs: Iterable[Reading | Refused | Skipped],
    *,
    workers: int | None = 1,
    store: RawStore | None = None,
    progress: Progress = lambda name: None,
    stored: Stored = lambda reading: None,
    together: int = TOGETHER,
) -> Summary:
    """Store every document of `inputs`, some in each transaction.

    A load that was killed is completed by running it again: what is stored stays, the rest follows.

    Args:
        database: Where to.
        inputs: Documents, as a source yields them.
        workers: How many processes extract; None for as many as cores.
        store: Where the bytes go that documents were read from; by default the data folder.
        progress: Told the name of each input when it is through.
        stored: Told of each document once it is committed.
        together: See `workers.extract_all`; also how many go into one transaction at most.
    """
    started = time.monotonic()
    summary = Summary()
    raw = store or RawStore(Settings().raw_folder)
    with lineage.recorded(database) as record:
        migrations.upgrade(database)
        changed = _changed(database, inputs, raw, summary, progress, stored, together)
        for batch in _batches(extract_all(changed, workers, together=together), together):
            for done in batch:
                if isinstance(done, Refused):
                    summary.refused.append(done)
            with lineage.span("tarpit.store"):
                found = [done for done in batch if isinstance(done, tuple)]
                for reading in _store(database, found, summary):
                    stored(reading)
            for done in batch:
                progress(done.where if isinstance(done, Refused) else done[0].name)
        with lineage.span("tarpit.refresh"):
            _refresh(database, summary)
        _count_claims(database, summary)
        run = run_of(summary, _quarantined(database, summary))
        record_run(database, run, summary.documents)
        summary.seconds = time.monotonic() - started
        record(summary)
    return summary


def _batches(found: Iterable[Done | Refused], together: int) -> Iterator[list[Done | Refused]]:
    """Gather what goes into one transaction: few enough that a kill loses little work."""
    batch: list[Done | Refused] = []
    claims = 0
    for done in found:
        batch.append(done)
        claims += len(done[1].claims) if isinstance(done, tuple) else 0
        if len(batch) >= min(together, _DOCUMENTS) or claims >= _CLAIMS:
            yield batch
            batch, claims = [], 0
    if batch:
        yield batch


def _changed(
    database: Database,
    inputs: Iterable[Reading | Refused | Skipped],
    store: RawStore,
    summary: Summary,
    progress: Progress,
    stored: Stored,
    together: int,
) -> Iterator[Reading | Refused]:
    """Yield what is to be extracted from, its bytes kept; count what is stored already."""
    for window in _windows(unique(inputs, summary), min(together, _DOCUMENTS)):
        ids = [item.document.id for item in window if isinstance(item, Reading)]
        known = stored_documents(database, ids) if ids else {}
        for item in window:
            if isinstance(item, Refused):
                yield item
                continue
            id_, version = item.document.id, item.extractor or extractor()
            if is_unchanged(known.get(id_), item.document, version):
                summary.unchanged += 1
                summary.documents.append(id_)
                stored(item)
                progress(item.name)
                continue
            yield store.keep(item)


def unique(
    inputs: Iterable[Reading | Refused | Skipped], summary: Summary
) -> Iterator[Reading | Refused]:
    """Yield each document once; count what is passed over."""
    met: dict[str, str] = {}
    for item in inputs:
        if isinstance(item, Skipped):
            summary.skipped[item.reason] += 1
        elif isinstance(item, Refused):
            yield item
        elif (id_ := item.document.id) not in met:
            met[id_] = item.name
            yield item
        elif item.document.kind == HISTORY:
            summary.skipped["is a commit that a fork shares with its parent, told once"] += 1
        else:
            yield Refused(item.name, f"has the same id as {met[id_]}: {id_}")


def _windows(
    items: Iterable[Reading | Refused], size: int
) -> Iterator[tuple[Reading | Refused, ...]]:
    source = iter(items)
    while window := tuple(islice(source, size)):
        yield window


def _store(database: Database, done: Sequence[Done], summary: Summary) -> list[Reading]:
    """Store documents together, and one by one where the database refuses one; return those stored."""
    extracted = [reviewed(reading, extraction) for reading, extraction in done]
    try:
        written = write_documents(database, extracted) if extracted else []
    except InputError as error:
        if len(done) == 1:
            summary.refused.append(Refused(done[0][0].name, str(error)))
            return []
        return [reading for one in done for reading in _store(database, [one], summary)]
    for (reading, extraction), changed in zip(done, written, strict=True):
        summary.added += sorted(changed.added)
        summary.new += changed.new
        summary.removed += changed.removed
        taken(summary, reading, extraction)
    return [reading for reading, _ in done]


def reviewed(reading: Reading, extraction: Extraction) -> Extracted:
    """Return what there is to store of a document, as people have reviewed its claims."""
    claims = reviews.applied(extraction.claims, reviews.current(Settings().reviews_file))
    version = reading.extractor or extractor()
    return Extracted(reading.document, claims, version, extraction.quarantined)


def taken(summary: Summary, reading: Reading, extraction: Extraction) -> None:
    """Count a document that is stored."""
    document = reading.document
    summary.documents.append(document.id)
    summary.quarantined += extraction.quarantined
    summary.words += len(document.text.split())
    if not pipeline.is_read(document):
        summary.skipped[f"is in {document.language}, stored but not read for claims"] += 1


def _refresh(database: Database, summary: Summary) -> None:
    """Bring up to date what is computed from many documents at once."""
    if summary.unchanged < len(summary.documents) or has_pending_stories(database):
        refresh_issue_days(database)
        summary.copies = refresh_stories(database)
    refresh_entities(database)


def _count_claims(database: Database, summary: Summary) -> None:
    for batch in batches(summary.documents):
        for row in database.rows(
            "UNWIND $ids AS id MATCH (:Document {id: id})<-[:FROM]-(c:Claim) "
            "RETURN c.predicate AS predicate, c.status AS status, count(*) AS times",
            {"ids": batch},
        ):
            summary.claims[row["predicate"], row["status"]] += row["times"]


def _quarantined(database: Database, summary: Summary) -> int:
    """Count what was refused in these documents, also in those that were stored before."""
    return sum(
        database.rows(
            "UNWIND $ids AS id MATCH (d:Document {id: id}) "
            "RETURN coalesce(sum(size(d.quarantined)), 0) AS times",
            {"ids": batch},
        )[0]["times"]
        for batch in batches(summary.documents)
    )


def run_of(summary: Summary, quarantined: int) -> Run:
    """Return the record of a load; its id comes from what was loaded, by which version."""
    return Run(
        id=f"run:{digest(extractor(), *sorted(summary.documents))}",
        version=extractor(),
        documents=len(summary.documents),
        claims=summary.claims.total(),
        quarantined=quarantined + len(summary.refused),
    )
