"""Git histories: each line is what one commit changed in one file; the commit and the line are the evidence.

A repository itself is read by `histories`, which writes such lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.records import HISTORY

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Item, Raw, Reading, Refused, document
from tarpit_loaders.sources import Source
from tarpit_loaders.structured import history_claims
from tarpit_loaders.structured.claim_builder import ClaimBuilder

_PATTERN = "history/1"
_FIRST_KEY = re.compile(r'^\s*\{"history":')
#: A line longer than this is no record.
_LONGEST = 2_000_000


def recognises(head: str) -> bool:
    """Tell records of a history by their first key."""
    return _FIRST_KEY.match(head) is not None


def read(file: File) -> Iterator[Item]:
    """Yield a document for each commit."""
    with files.opened(file) as stream:
        number = 0
        while line := stream.readline(_LONGEST + 1):
            number += 1
            if not line.strip():
                continue
            try:
                yield _commit(line, file)
            except (InputError, ValueError, KeyError, TypeError, AttributeError) as error:
                problem = (
                    str(error) if isinstance(error, InputError) else "is no record of a commit"
                )
                yield Refused(f"{file.name}:{number}", problem)


def _commit(line: bytes, file: File) -> Reading:
    record = json.loads(line)
    return of_record(record, line.strip(), file)


def of_record(record: dict[str, Any], raw: bytes, file: File) -> Reading:
    """Return the document of one commit, with its claims.

    Raises:
        InputError: the record says something that no claim can hold.
        KeyError: it lacks what every record has.
    """
    text, stretches = _text(record)
    address = f"{record['address']}/commit/{record['commit']}" if record["address"] else ""
    reading_name = f"git:{record['commit']}:{record['path']}"
    rows = ClaimBuilder(
        document(
            reading_name,
            text,
            SOURCE.kind,
            title=f"{record['history']}: {record['subject']}",
            url=address,
            site=str(record["history"]),
            published=dates.first(commit=record["day"]),
        ),
        _PATTERN,
    )
    history_claims.add_record(rows, record, stretches)
    hints = replace(file.hints, kind=SOURCE.kind, ending=".jsonl", url="")
    return rows.reading(reading_name, Raw(raw, reading_name, hints))


def _text(record: dict[str, Any]) -> tuple[str, list[tuple[int, int]]]:
    """Return what a reader is shown of a commit, and where each event stands in it."""
    text = f"commit {record['commit']}\n{record['day']} {record['subject']}\n{record['path']}\n"
    stretches = []
    for event in record["events"]:
        words = history_claims.words(event)
        stretches.append((len(text), len(text) + len(words)))
        text += words + "\n"
    return text, stretches


SOURCE = Source(
    kind=HISTORY,
    endings=(".jsonl", ".ndjson"),
    reads=(
        "what commits changed in lists, licences, releases and tables: who came, moved, left, and when"
    ),
    skips="commits of branches before they were merged",
    streams=True,
    read=read,
    recognises=recognises,
)
