"""JSON Lines: one document a line, `{"id", "text", "date"?, "url"?, "title"?, "entities"?}`.

Read line by line, so a file of any size takes the memory of its longest line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ENTITY_LABELS

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import MAX_BYTES, File
from tarpit_loaders.documents.items import AnnotatedSpan, Raw, Reading, Refused, document
from tarpit_loaders.markup import plain
from tarpit_loaders.sources import Source

_FIELDS = ("id", "text", "date", "url", "title", "entities")


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield the document of each line; a bad line is refused and the rest is read."""
    empty = True
    try:
        with files.opened(file) as lines:
            number = 0
            while raw := lines.readline(MAX_BYTES + 1):
                number += 1
                if not raw.strip():
                    continue
                empty = False
                where = f"{file.name}:{number}"
                try:
                    yield _line(raw, file)
                except InputError as error:
                    yield Refused(where, str(error))
                if len(raw) > MAX_BYTES:
                    _skip_rest(lines)
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}") from error
    if empty:
        raise InputError("is empty")


def _skip_rest(lines: Any) -> None:
    while (part := lines.readline(MAX_BYTES)) and not part.endswith(b"\n"):
        pass


def _line(raw: bytes, file: File) -> Reading:
    if len(raw) > MAX_BYTES:
        raise InputError(f"the line is longer than {MAX_BYTES // 10**6} MB")
    row = _mapped(_object(raw), file.hints.settings.get("columns"))
    text, id_ = row.get("text"), row.get("id")
    if not isinstance(text, str) or not text.strip():
        raise InputError('the line has no "text"')
    if not isinstance(id_, str | int) or not str(id_).strip():
        raise InputError('the line has no "id"')
    url = str(row.get("url") or "")
    return Reading(
        str(id_),
        document(
            url or str(id_),
            text,
            SOURCE.kind,
            title=str(row.get("title") or ""),
            url=url,
            published=dates.first(metadata=row.get("date"), given=file.hints.published),
        ),
        tuple(plain.blocks(text)),
        _spans(row["entities"], len(text)) if "entities" in row else (),
        raw=Raw(raw, file.name, replace(file.hints, kind=SOURCE.kind)),
    )


def _mapped(row: dict[str, Any], columns: Any) -> dict[str, Any]:
    """Give the fields of a row the names that we know them by."""
    if not isinstance(columns, dict):
        return row
    return row | {field: row.get(str(columns[field])) for field in _FIELDS if field in columns}


def _object(raw: bytes) -> dict[str, Any]:
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "") or "not UTF-8 text"
        raise InputError(f"the line is not JSON: {reason}") from error
    if not isinstance(row, dict):
        raise InputError("the line is not a JSON object")
    return row


def _spans(entities: Any, length: int) -> tuple[AnnotatedSpan, ...]:
    spans = []
    for entity in entities if isinstance(entities, list) else ():
        start, end = (
            (entity.get("start"), entity.get("end")) if isinstance(entity, dict) else (0, 0)
        )
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length):
            raise InputError('an entry of "entities" has no valid "start" and "end"')
        type_ = entity.get("type", "")
        spans.append(AnnotatedSpan(start, end, type_ if type_ in ENTITY_LABELS else ""))
    return tuple(spans)


SOURCE = Source(
    kind="jsonl",
    endings=(".jsonl", ".ndjson"),
    reads="a document a line: `id`, `text`, `date`, `url`, `title`, or the fields that `columns` maps",
    skips="every other field",
    settings=("columns",),
    streams=True,
    read=read,
)
