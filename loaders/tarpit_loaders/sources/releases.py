"""GitHub releases, as its API gives them in JSON or its feed in Atom: a document a release.

The API answers at `https://api.github.com/repos/OWNER/NAME/releases`, the feed at
`https://github.com/OWNER/NAME/releases.atom`; both are public.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.ontology import PRODUCT

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Raw, Reading, Refused, document
from tarpit_loaders.formats.json_text import objects, parsed
from tarpit_loaders.markup import composed, html, markdown
from tarpit_loaders.markup.block import Block
from tarpit_loaders.sources import Source, feed
from tarpit_loaders.structured import release_notes
from tarpit_loaders.structured.claim_builder import ClaimBuilder

_PATTERN = "releases/1"

_JSON = re.compile(r'"tag_name"\s*:')
_ADDRESS = re.compile(r"github\.com/(?:repos/)?([\w-]+)/([\w.-]+)/")
_REPOSITORY = re.compile(r"[\w-]+/[\w.-]+")


def recognises(head: str) -> bool:
    """Tell releases by a field that only they have, or by the ids of the feed."""
    return bool(_JSON.search(head) or feed.is_releases(head))


def addresses(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the releases of `repository` are listed."""
    name = str(settings.get("repository", ""))
    if not _REPOSITORY.fullmatch(name):
        raise InputError('needs `repository: OWNER/NAME`, such as "qdrant/qdrant"')
    yield f"https://api.github.com/repos/{name}/releases?per_page=100"


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield the document of each release; a bad one is refused and the rest is read."""
    text = files.text(file)
    for release in _of_feed(text) if text.lstrip().startswith("<") else objects(parsed(text)):
        where = str(release.get("html_url") or file.name)
        try:
            if not release.get("draft"):
                yield _release(release, where, file)
        except InputError as error:
            yield Refused(where, str(error))


def _of_feed(text: str) -> Iterator[dict[str, Any]]:
    for entry in feed.parse(text).entries:
        yield {
            "html_url": entry.get("link", ""),
            "name": entry.get("title", ""),
            "tag_name": str(entry.get("id", "")).rpartition("/")[2],
            "published_at": entry.get("published") or entry.get("updated", ""),
            "body_html": entry.content[0].value if entry.get("content") else "",
        }


def _release(release: dict[str, Any], where: str, file: File) -> Reading:
    text, blocks = _body(release)
    since = dates.day(release.get("published_at"))
    record = document(
        where,
        text,
        SOURCE.kind,
        title=str(release.get("name") or release.get("tag_name") or ""),
        url=where if "://" in where else "",
        published=dates.first(metadata=since, given=file.hints.published),
    )
    rows = ClaimBuilder(record, _PATTERN)
    product = rows.entity(PRODUCT, _product(where, file))
    release_notes.Notes(rows, product, since=since).read(blocks)
    raw = json.dumps(release, ensure_ascii=False, sort_keys=True).encode()
    hints = replace(file.hints, kind=SOURCE.kind, ending=".json")
    return rows.reading(where, Raw(raw, file.name, hints))


def _body(release: dict[str, Any]) -> tuple[str, tuple[Block, ...]]:
    if page := str(release.get("body_html") or ""):
        return composed.compose(html.blocks(page))
    text = str(release.get("body") or "")
    return text, tuple(markdown.blocks(text))


def _product(where: str, file: File) -> str:
    if named := file.hints.settings.get("product"):
        return str(named)
    match = _ADDRESS.search(where) or _ADDRESS.search(file.hints.url)
    if match is None:
        raise InputError("names no repository; say which `product` it is of")
    return release_notes.product(match[2], "", f"https://github.com/{match[1]}/{match[2]}")


SOURCE = Source(
    kind="releases",
    endings=(".json", ".atom", ".xml"),
    reads="what each release added, on the day it was published; `product` and `repository` name the product and its repository",
    skips="drafts, fixes, changes, assets",
    settings=("product", "repository"),
    read=read,
    recognises=recognises,
    addresses=addresses,
)
