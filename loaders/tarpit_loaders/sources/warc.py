"""WARC files as Common Crawl's news crawl publishes them: each captured page is a document.

The form is ISO 28500. A page that states no day is dated by its capture, which came after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import MAX_BYTES, File
from tarpit_loaders.documents.items import Raw, Reading, Refused
from tarpit_loaders.sources import Source, html

_PAGES = ("text/html", "application/xhtml+xml")


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield the document of each captured page; a bad one is refused and the rest is read."""
    from fastwarc import ArchiveIterator, WarcRecordType

    with files.opened(file) as stream:
        try:
            records = ArchiveIterator(
                stream,
                record_types=WarcRecordType.response,
                max_content_length=MAX_BYTES,
                auto_decode="all",
            )
            for record in records:
                where = str(record.headers.get("WARC-Target-URI", "")).strip("<>")
                try:
                    yield from _page(record, where, file)
                except InputError as error:
                    yield Refused(where, str(error))
        except (OSError, ValueError, EOFError) as error:
            raise InputError(f"is not a WARC file that can be read: {error}") from error


def _page(record: Any, where: str, file: File) -> Iterator[Reading]:
    response = record.http_headers
    kind = (record.http_content_type or "").lower()
    if response is None or response.status_code != 200 or kind not in _PAGES:
        return
    data = record.reader.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(f"the page is larger than {MAX_BYTES // 10**6} MB")
    captured = dates.first(capture=record.headers.get("WARC-Date", ""))
    hints = replace(
        file.hints,
        kind=html.SOURCE.kind,
        ending=".html",
        encoding=record.http_charset or "",
        url=where,
        published=captured or file.hints.published,
    )
    page = replace(file, name=where, hints=hints, data=data)
    reading = html.article(files.text(page), page)
    yield replace(reading, raw=Raw(data, where, hints))


SOURCE = Source(
    kind="warc",
    endings=(".warc", ".warc.gz"),
    reads="every captured HTML page that was found, at its address; see `html`",
    skips="requests, redirects, errors, pictures, records over 20 MB",
    streams=True,
    read=read,
)
