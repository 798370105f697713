"""Fetch an address into a file that a source can read, with the content type that the server states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from tarpit_loaders import sources
from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.web.client import Answer, Web
from tarpit_loaders.web.download import download

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/yaml": ".yml",
    "text/yaml": ".yml",
    "application/x-ndjson": ".jsonl",
    "message/rfc822": ".eml",
    "application/warc": ".warc",
}
#: What servers say of files that they do not know.
_VAGUE = frozenset(("", "text/plain", "application/octet-stream", "binary/octet-stream"))
#: Kinds of files that are read piece by piece, and so may be large.
_LARGE = frozenset((".warc", ".warc.gz", ".jsonl", ".ndjson", ".mbox"))


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A fetched address: what to read, and what tells this state of it from another."""

    file: File
    answer: Answer

    def discard(self) -> None:
        """Delete what was downloaded to disk; what was answered in memory goes by itself."""
        if self.file.data is None:
            self.file.path.unlink(missing_ok=True)


def get(web: Web, hints: SourceHints, *, etag: str = "", modified: str = "") -> FetchedPage | None:
    """Fetch an address, unless it is as it was.

    Args:
        web: Fetches.
        hints: What is known of it; `url` is the address.
        etag, modified: What the server called the state at hand.

    Raises:
        InputError: it cannot be fetched, with the reason.
    """
    own = hints.ending or files.ending(urlsplit(hints.url).path)
    if own in _LARGE:
        path, answer = download(web, hints.url, etag=etag, modified=modified)
        known = replace(hints, ending=own)
        return FetchedPage(File(path, hints.url, known), answer) if path is not None else None
    answer = web.get(hints.url, etag=etag, modified=modified)
    if answer.data is None:
        return None
    known = replace(hints, ending=_ending(answer, own), encoding=answer.charset)
    return FetchedPage(
        File(Path(PurePosixPath(own or "page")), hints.url, known, answer.data), answer
    )


def _ending(answer: Answer, own: str) -> str:
    """Return the suffix by which to read an answer: what the server says, unless that is vague."""
    if answer.media_type in _VAGUE and own in sources.load().suffixes:
        return own
    stated = _ENDINGS.get(answer.media_type)
    return stated or own or files.guessed_ending(answer.data or b"")
