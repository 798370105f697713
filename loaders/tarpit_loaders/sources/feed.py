"""RSS, Atom and JSON feeds: each entry that carries its text is a document, of the others the page is.

`full_text: always` fetches every page, `never` reads what the feed carries, `auto`, the default, the
page only of entries that carry a summary alone.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import islice
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.identity import digest

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Raw, Reading, Refused, from_blocks
from tarpit_loaders.formats import xml_text
from tarpit_loaders.formats.json_text import objects, parsed
from tarpit_loaders.markup import html
from tarpit_loaders.sources import Source
from tarpit_loaders.web.canonical_url import own_address

_XML = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
#: How a whole feed ends.
_WHOLE = re.compile(r"</(?:rss|feed|rdf:RDF|channel)\s*>", re.IGNORECASE)
_JSON = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_ENTRY = re.compile(r'\A\s*\{"tarpit-entry"')
#: GitHub's feed of releases is of another kind.
_RELEASES = re.compile(
    r"<id>tag:github\.com,2008:(?:https://github\.com/[^<]*/releases|Repository/)"
)
#: A shorter text is a teaser.
_FULL = 1_500
_CHOICES = ("auto", "always", "never")
_MAXIMUM = 2_000


def recognises(head: str) -> bool:
    """Tell a feed by its root; one of releases is theirs."""
    is_feed = bool(_XML.search(head) or _ENTRY.match(head) or _JSON.search(head))
    return is_feed and not is_releases(head)


def is_releases(head: str) -> bool:
    """Tell GitHub's feed of releases by its ids; see `releases`."""
    return _RELEASES.search(head) is not None


def read(file: File) -> Iterator[Reading | Refused | Follow]:
    """Yield each entry: as a document, or as a page to fetch."""
    text = files.text(file)
    if _ENTRY.match(text):  # one entry of a feed, read again
        yield _document(parsed(text)["tarpit-entry"], file)
        return
    choice = str(file.hints.settings.get("full_text", _CHOICES[0])).lower()
    if choice not in _CHOICES:
        raise InputError(f"full_text is {choice!r}; it can be {', '.join(_CHOICES)}")
    found = _of_json(parsed(text)) if text.lstrip().startswith("{") else _of_xml(text)
    entries = list(islice(found, _MAXIMUM))
    if text.lstrip().startswith("<") and not _WHOLE.search(text[-200:]) and entries:
        cut = entries.pop()
        where = cut["link"] or cut["id"] or file.name
        yield Refused(where, "the feed ends in the middle of it; what was known of it stays")
    links = Counter(entry["link"] for entry in entries)
    for entry in entries:
        if entry["link"] and links[entry["link"]] > 1:
            yield from _sharing(entry, file)
        else:
            yield from _one(entry, file, choice)


def _sharing(entry: dict[str, str], file: File) -> Iterator[Reading | Refused]:
    """Yield an entry whose address is that of others too: its own text, under an id of its own."""
    own = f"{entry['link']}#{digest(entry['id'], entry['title'])}"
    try:
        yield _document(entry | {"link": own}, file)
    except InputError as error:
        yield Refused(own, str(error))


def _of_xml(text: str) -> Iterator[dict[str, str]]:
    feed = parse(text)
    if not feed.entries and not feed.get("version"):
        raise InputError("is no feed that can be read")
    site = str(feed.feed.get("title", ""))
    yield from (_entry(raw, site) for raw in feed.entries)


def _of_json(feed: Any) -> Iterator[dict[str, str]]:
    """Yield the entries of a JSON Feed, https://www.jsonfeed.org/version/1.1/; a null is as good as nothing."""
    for item in objects(feed.get("items") or []):
        said = {key: value for key, value in item.items() if value is not None}
        authors = objects(said.get("authors") or said.get("author") or [])
        plain_text = str(said.get("content_text") or said.get("summary") or "")
        yield {
            "title": str(said.get("title", "")),
            "link": str(said.get("url") or said.get("external_url") or ""),
            "id": str(said.get("id", "")),
            "author": str(authors[0].get("name") or "") if authors else "",
            "site": str(feed.get("title") or ""),
            "published": str(said.get("date_published") or said.get("date_modified") or ""),
            "content": str(said.get("content_html") or _paragraphs(plain_text)),
        }


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def parse(text: str) -> Any:
    """Parse a feed.

    Raises:
        InputError: it defines XML entities, or feedparser fails on it.
    """
    import feedparser

    xml_text.check(text)
    # As a stream: a text that looks like an address or a path would be fetched or opened.
    try:
        return feedparser.parse(io.BytesIO(xml_text.undeclared(text).encode()))
    except Exception as error:  # it raises whatever its parts do
        problem = f"{type(error).__name__}: {error}"
        raise InputError(f"is no feed that can be read: {problem}") from error


def _entry(raw: Any, site: str) -> dict[str, str]:
    contents = [str(c.get("value", "")) for c in raw.get("content", ())]
    # Asked through the feed's own class, a missing "updated" would be answered by "published".
    day = dict.get(raw, "published") or dict.get(raw, "updated") or ""
    return {
        "title": str(raw.get("title", "")),
        "link": str(raw.get("link", "")),
        "id": str(raw.get("id", "")),
        "author": str(raw.get("author", "")),
        "site": site,
        "published": str(day),
        "content": max((*contents, str(raw.get("summary", ""))), key=len),
    }


def _one(entry: dict[str, str], file: File, choice: str) -> Iterator[Reading | Refused | Follow]:
    where = entry["link"] or entry["id"] or file.name
    is_page = entry["link"].startswith(("http://", "https://"))
    try:
        own = _document(entry, file)
    except InputError as error:
        own = None
        if not is_page:
            yield Refused(where, str(error))
            return
    if is_page and (
        choice == "always" or own is None or (choice == "auto" and len(own.document.text) < _FULL)
    ):
        hints = SourceHints(
            url=entry["link"],
            published=dates.first(feed=entry["published"]),
            trust=file.hints.trust,
            workloads=file.hints.workloads,
        )
        yield Follow(file.name, hints, otherwise=own)
    elif own is not None:
        yield own


def _document(entry: dict[str, str], file: File) -> Reading:
    """Return the document that an entry is.

    Raises:
        InputError: it has no text.
    """
    where = entry["link"] or entry["id"]
    # A feed that carries another site's text says what it likes: that is no document of that site.
    own = own_address(where, file.hints.url) == where
    id_ = where if own else f"{file.hints.url} {where}"
    page = f"<h1>{entry['title']}</h1>{entry['content']}"
    reading = from_blocks(
        where or file.name,
        id_ or file.name,
        html.blocks(page),
        SOURCE.kind,
        title=html.text(entry["title"]),
        url=entry["link"],
        published=dates.first(feed=entry["published"], given=file.hints.published),
        author=entry["author"],
        site=entry["site"],
    )
    raw = json.dumps({"tarpit-entry": entry}, ensure_ascii=False, sort_keys=True).encode()
    hints = replace(file.hints, kind=SOURCE.kind, ending=".json")
    return replace(reading, raw=Raw(raw, file.name, hints))


SOURCE = Source(
    kind="feed",
    endings=(".xml", ".rss", ".atom", ".json"),
    reads="entries with their text, or the pages that they lead to; title, author, day",
    skips="enclosures, categories, entries without text and address",
    settings=("full_text",),
    lists=True,
    read=read,
    recognises=recognises,
)
