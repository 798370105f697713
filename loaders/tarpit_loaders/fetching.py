"""From an address to documents: fetch it, read it, and fetch the pages that it lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from tarpit_graph.errors import InputError

from tarpit_loaders import files, sources
from tarpit_loaders.files import File, Given
from tarpit_loaders.reading import Follow, Reading, Refused, Skipped
from tarpit_loaders.web.client import Answer, Web
from tarpit_loaders.web.download import download

#: How deep lists may list lists: an index of sitemaps lists sitemaps, which list pages.
_DEPTH = 3
#: Pages of one address.
MAX_PAGES = 1_000
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
class Page:
    """A fetched address: what to read, and what tells this state of it from another."""

    file: File
    answer: Answer


def get(web: Web, given: Given, *, etag: str = "", modified: str = "") -> Page | None:
    """Fetch an address, unless it is as it was.

    Args:
        web: Fetches.
        given: What is known of it; `url` is the address.
        etag, modified: What the server called the state at hand.

    Raises:
        InputError: it cannot be had, with the reason.
    """
    own = given.ending or files.ending(urlsplit(given.url).path)
    if own in _LARGE:
        path, answer = download(web, given.url)
        return Page(File(path, given.url, replace(given, ending=own)), answer)
    answer = web.get(given.url, etag=etag, modified=modified)
    if answer.data is None:
        return None
    known = replace(given, ending=_ending(answer, own), encoding=answer.charset)
    return Page(File(Path(PurePosixPath(own or "page")), given.url, known, answer.data), answer)


def _ending(answer: Answer, own: str) -> str:
    """Return the suffix by which to read an answer: what the server says, unless that is vague."""
    if answer.media_type in _VAGUE and own in sources.load().suffixes:
        return own
    stated = _ENDINGS.get(answer.media_type)
    return stated or own or files.guessed_ending(answer.data or b"")


@dataclass(slots=True)
class Walk:
    """Reads an address and the pages that it lists, each once."""

    web: Web
    limit: int = MAX_PAGES
    seen: set[str] = field(default_factory=set)

    def read(self, given: Given, depth: int = 0) -> Iterator[Reading | Refused | Skipped]:
        """Yield the documents of an address; what cannot be had is refused."""
        if given.url in self.seen:
            return
        self.seen.add(given.url)
        try:
            page = get(self.web, given)
        except InputError as error:
            yield Refused(given.url, _without(given.url, str(error)))
            return
        assert page is not None
        for item in sources.read(page.file):
            if isinstance(item, Follow):
                yield from self._follow(item, depth)
            else:
                yield item

    def _follow(self, item: Follow, depth: int) -> Iterator[Reading | Refused | Skipped]:
        if depth >= _DEPTH or len(self.seen) > self.limit:
            yield Skipped(
                item.given.url, f"is beyond the {self.limit} pages that one list may have"
            )
            return
        found = list(self.read(item.given, depth + 1))
        if item.otherwise is not None and not any(isinstance(f, Reading) for f in found):
            found = [item.otherwise]
        yield from found


def _without(url: str, reason: str) -> str:
    return reason.removeprefix(f"{url}: ")
