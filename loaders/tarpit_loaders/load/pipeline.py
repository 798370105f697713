"""The load pipeline: get, read, extract, resolve, write; resumable after any document."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from tarpit_graph import migrations
from tarpit_graph.claims.duplicate_clusters import has_pending_stories, refresh_stories
from tarpit_graph.claims.issue_dates import refresh_issue_days
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.claims.writer import record_run, unchanged, write_document
from tarpit_graph.database.session import Database, batches
from tarpit_graph.errors import InputError
from tarpit_graph.identity import digest
from tarpit_graph.records import HISTORY, Run
from tarpit_graph.settings import Settings

from tarpit_loaders.documents.items import Reading, Refused, Skipped
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.load.extractor_version import extractor
from tarpit_loaders.load.workers import TOGETHER, extract_all

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
        added: Ids of the claims that came.
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
    removed: int = 0
    copies: int = 0
    refused: list[Refused] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    quarantined: list[str] = field(default_factory=list)
    words: int = 0
    seconds: float = 0.0

    @property
    def new(self) -> int:
        """How many claims came."""
        return len(self.added)


def load(
    database: Database,
    inputs: Iterable[Reading | Refused | Skipped],
    *,
    workers: int = 1,
    store: RawStore | None = None,
    progress: Progress = lambda name: None,
    stored: Stored = lambda reading: None,
    together: int = TOGETHER,
) -> Summary:
    """Store every document of `inputs`, each in a transaction of its own.

    A load that was killed is completed by running it again: what is stored stays, the rest follows.

    Args:
        database: Where to.
        inputs: Documents, as a source yields them.
        workers: How many processes extract.
        store: Where the bytes go that documents were read from; by default the data folder.
        progress: Told the name of each input when it is through.
        stored: Told of each document once it is committed.
        together: See `workers.extract_all`.
    """
    started = time.monotonic()
    summary = Summary()
    migrations.upgrade(database)
    raw = store or RawStore(Settings().raw_folder)
    changed = _changed(database, inputs, raw, summary, progress, stored)
    for done in extract_all(changed, workers, together=together):
        if isinstance(done, Refused):
            summary.refused.append(done)
            progress(done.where)
        else:
            reading, extraction = done
            try:
                _store(database, reading, extraction, summary)
            except InputError as error:  # the database refuses this one; the others are stored
                summary.refused.append(Refused(reading.name, str(error)))
            else:
                stored(reading)
            progress(reading.name)
    _refresh(database, summary)
    _count_claims(database, summary)
    record_run(database, _run(summary, _quarantined(database, summary)), summary.documents)
    summary.seconds = time.monotonic() - started
    return summary


def _changed(
    database: Database,
    inputs: Iterable[Reading | Refused | Skipped],
    store: RawStore,
    summary: Summary,
    progress: Progress,
    stored: Stored,
) -> Iterator[Reading | Refused]:
    """Yield what is to be extracted from, its bytes kept; count what is stored already."""
    met: dict[str, str] = {}
    for item in inputs:
        if isinstance(item, Skipped):
            summary.skipped[item.reason] += 1
            continue
        if isinstance(item, Refused):
            yield item
            continue
        id_ = item.document.id
        if id_ in met and item.document.kind == HISTORY:
            summary.skipped["is a commit that a fork shares with its parent, told once"] += 1
            continue
        if id_ in met:
            yield Refused(item.name, f"has the same id as {met[id_]}: {id_}")
            continue
        met[id_] = item.name
        if unchanged(database, item.document, item.extractor or extractor()):
            summary.unchanged += 1
            summary.documents.append(id_)
            stored(item)
            progress(item.name)
        else:
            if item.raw is not None and item.document.raw:
                store.save(item.raw.data, item.document.raw)
            yield replace(item, raw=None)  # the bytes need not travel to another process


def _store(database: Database, reading: Reading, extraction: Extraction, summary: Summary) -> None:
    document = reading.document
    written = write_document(
        database,
        document,
        extraction.claims,
        reading.extractor or extractor(),
        extraction.quarantined,
    )
    summary.documents.append(document.id)
    summary.added += sorted(written.added)
    summary.removed += written.removed
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


def _run(summary: Summary, quarantined: int) -> Run:
    return Run(
        id=f"run:{digest(extractor(), *sorted(summary.documents))}",
        version=extractor(),
        documents=len(summary.documents),
        claims=summary.claims.total(),
        quarantined=quarantined + len(summary.refused),
    )
