"""Claims as Parquet files, so that reading and storing can be two steps on two machines.

A row is a claim with its document; a document without claims has one row whose `predicate` is null. What the columns
mean stands in `COLUMNS`. Needs the extra `parquet`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError, OntologyError
from tarpit_graph.files import arrow
from tarpit_graph.ontology import check_ends
from tarpit_graph.records import Claim, Document, Mention, Status

from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.load.extractor_version import extractor
from tarpit_loaders.names.catalog import MAX_NAME

ENDING = ".parquet"
#: Rows that are held in memory at once.
_ROWS = 10_000
#: Columns in order, each with its type and what it holds. A column of a document has its value in all its rows.
COLUMNS: dict[str, tuple[str, str]] = {
    "document_id": ("string", "Id of the document; its rows follow each other."),
    "document_name": ("string", "What the input calls it."),
    "document_kind": ("string", "The source kind that read it."),
    "document_sha256": ("string", "Digest of its text."),
    "document_title": ("string", "Its headline."),
    "document_url": ("string", "Where it was published."),
    "document_published": ("date", "Day of publication, or the last that it may be."),
    "document_published_precision": ("string", "`day`, `week`, `month` or `year`."),
    "document_dated_by": ("string", "Where the day was read."),
    "document_series": ("string", "The series of which it is an issue."),
    "document_issue": ("int", "Its number in the series."),
    "document_newest_link": ("date", "Newest day in the addresses that it links to."),
    "document_author": ("string", "Who wrote it."),
    "document_site": ("string", "Name of its site."),
    "document_language": ("string", "Its language."),
    "document_trust": ("float", "How far its claims count; `confidence` is weighed by it already."),
    "document_workloads": ("strings", "Jobs that its source was said to be about."),
    "document_raw": ("string", "Digest of the bytes that it was read from."),
    "document_origin": ("string", "How these were read, as JSON."),
    "document_signature": ("string", "MinHash of its words, for near-duplicates."),
    "extractor": ("string", "Version of the software that read it."),
    "quarantined": ("strings", "What was refused in it, each with its reason."),
    "claim_id": ("string", "Id of the claim."),
    "predicate": ("string", "The relation, or DESCRIBED_AS or NAMED."),
    "status": ("string", "completed, announced, planned, rumoured, …"),
    "confidence": ("float", "How sure the claim is, from 0 to 1."),
    "sentence": ("string", "The sentence, without markup."),
    "start": ("int", "Where the sentence starts in the document's text."),
    "end": ("int", "Where it ends."),
    "pattern": ("string", "The rule that found it, with its version."),
    "date": ("date", "Day of the event, where the sentence states one, else of publication."),
    "precision": ("string", "How precisely the sentence states that day."),
    "until": ("date", "Day since which it no longer holds, where stated."),
    "attributes": ("string", "What else it says, as JSON."),
    **{
        f"{end}_{name}": (kind, f"{what} of the {end}.")
        for end in ("subject", "object")
        for name, kind, what in (
            ("id", "string", "Id"),
            ("type", "string", "Label"),
            ("name", "string", "Name"),
            ("surface", "string", "Spelling in the sentence"),
            ("start", "int", "Start in the document's text"),
            ("end", "int", "End there"),
            ("base", "string", "Id without decisions on names"),
        )
    },
}
_DOCUMENT = tuple(
    name.removeprefix("document_")
    for name in COLUMNS
    if name.startswith("document_") and name != "document_name"
)
_CLAIM = ("predicate", "confidence", "sentence", "start", "end", "pattern", "date", "precision")
_MENTION = tuple(field.name for field in fields(Mention))

Row = dict[str, Any]


def write(done: Iterable[tuple[Reading, Extraction]], path: Path) -> int:
    """Write documents with their claims; return how many there were.

    Raises:
        InputError: pyarrow is not installed.
    """
    pyarrow = arrow.pyarrow()
    from pyarrow import parquet

    count, rows = 0, []
    schema = _schema(pyarrow)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for reading, extraction in done:
            count += 1
            rows += list(_rows(reading, extraction))
            if len(rows) >= _ROWS:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
                rows.clear()
        if rows or not count:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
    return count


def read(path: Path, name: str) -> Iterator[Reading | Refused]:
    """Yield the documents of a file with their claims; a claim that cannot be is quarantined.

    Args:
        path: The file.
        name: What the input calls it.
    """
    try:
        pyarrow = arrow.pyarrow()
        for rows in _groups(pyarrow, path):
            yield _reading(rows)
    except InputError as error:
        yield Refused(name, str(error))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        # pyarrow's own errors are ValueErrors and OSErrors.
        yield Refused(name, f"is no file of claims, or damaged: {error}")


def _schema(pyarrow: Any) -> Any:
    types = {
        "string": pyarrow.string(),
        "strings": pyarrow.list_(pyarrow.string()),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "date": pyarrow.date32(),
    }
    return pyarrow.schema([(name, types[kind]) for name, (kind, _) in COLUMNS.items()])


def _rows(reading: Reading, extraction: Extraction) -> Iterator[Row]:
    document = reading.document
    shared: Row = {f"document_{name}": getattr(document, name) for name in _DOCUMENT}
    shared |= {
        "document_name": reading.name,
        "document_workloads": list(document.workloads),
        "extractor": reading.extractor or extractor(),
        "quarantined": list(extraction.quarantined),
    }
    for claim in extraction.claims:
        yield shared | _claim_row(claim)
    if not extraction.claims:
        yield shared


def _claim_row(claim: Claim) -> Row:
    row: Row = {name: getattr(claim, name) for name in _CLAIM}
    row |= {
        "claim_id": claim.id,
        "status": claim.status.value,
        "until": claim.until,
        "attributes": json.dumps(dict(claim.attributes), sort_keys=True, ensure_ascii=False),
    }
    for end, mention in (("subject", claim.subject), ("object", claim.object)):
        row |= {f"{end}_{name}": getattr(mention, name, None) for name in _MENTION}
    return row


def _groups(pyarrow: Any, path: Path) -> Iterator[list[Row]]:
    """Yield the rows of each document, however they fall into batches."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        missing = COLUMNS.keys() - set(file.schema_arrow.names)
        if missing:
            raise InputError(f"is no file of claims: it has no column {min(missing)}")
        columns = list(COLUMNS)
        rows = (
            row
            for batch in file.iter_batches(_ROWS, columns=columns)
            for row in batch.cast(_schema(pyarrow)).to_pylist()
        )
        for _, group in groupby(rows, itemgetter("document_id")):
            yield list(group)


def _reading(rows: list[Row]) -> Reading:
    first = rows[0]
    stated: Row = {
        name: value for name in _DOCUMENT if (value := first[f"document_{name}"]) is not None
    }
    document = Document(**stated | {"text": "", "workloads": tuple(stated.get("workloads", ()))})
    claims, quarantined = [], list(first["quarantined"] or ())
    for row in rows:
        if row["predicate"] is not None:
            try:
                claims.append(_claim(row))
            except (OntologyError, ValueError, TypeError) as error:
                quarantined.append(f"{row['claim_id']}: {error}")
    return Reading(
        name=first["document_name"] or document.id,
        document=document,
        claims=tuple(claims),
        quarantined=tuple(quarantined),
        extractor=first["extractor"] or "unknown",
    )


def _claim(row: Row) -> Claim:
    subject, object_ = _mention(row, "subject"), _mention(row, "object")
    if subject is None:
        raise ValueError("it has no subject")
    check_ends(row["predicate"], subject.type, object_.type if object_ else None)
    if not 0 <= row["confidence"] <= 1:
        raise ValueError(f"its confidence is {row['confidence']}")
    return Claim(
        id=row["claim_id"],
        subject=subject,
        object=object_,
        status=Status(row["status"]),
        until=row["until"],
        document=row["document_id"],
        attributes=json.loads(row["attributes"] or "{}"),
        **{name: row[name] for name in _CLAIM if name != "precision"},
        precision=row["precision"] or "",
    )


def _mention(row: Mapping[str, Any], end: str) -> Mention | None:
    if row[f"{end}_id"] is None:
        return None
    mention = Mention(**{name: row[f"{end}_{name}"] for name in _MENTION})
    if not mention.id.startswith(f"{mention.type.lower()}:") or len(mention.name) > MAX_NAME:
        raise ValueError(f"its {end} {mention.id[:80]} is no {mention.type}")
    return mention
