"""Hacker News: stories and comments, from its public JSON.

`query` asks the search at hn.algolia.com; an item is also read as the site's own API gives it. What
people say there is no report: give such a source less `trust`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Raw, Reading, Refused, from_blocks
from tarpit_loaders.formats.json_text import objects, parsed
from tarpit_loaders.markup import html
from tarpit_loaders.sources import Source

_FORM = re.compile(
    r'"(?:objectID|story_id|hitsPerPage)"\s*:|"by"\s*:.*"type"\s*:\s*"(?:story|comment|job)"',
    re.DOTALL,
)
_ITEM = "https://news.ycombinator.com/item?id={}"


def recognises(head: str) -> bool:
    """Tell the answers of the search and of the API by their fields."""
    return _FORM.search(head) is not None


def addresses(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the search for `query`, the newest first."""
    if not settings.get("query"):
        raise InputError("needs `query`, the words to search for")
    asked = {
        "query": str(settings["query"]),
        "tags": str(settings.get("tags", "story")),
        "hitsPerPage": str(settings.get("limit", 100)),
    }
    if "points" in settings:
        asked["numericFilters"] = f"points>={int(settings['points'])}"
    yield f"https://hn.algolia.com/api/v1/search_by_date?{urlencode(asked)}"


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield the document of each story or comment."""
    found = parsed(files.text(file))
    hits = found.get("hits") if isinstance(found, dict) else None
    for item in objects(found if hits is None else hits):
        number = str(item.get("objectID") or item.get("id") or "")
        if item.get("dead") or item.get("deleted") or not number:
            continue
        try:
            yield _document(item, _ITEM.format(number), file)
        except InputError as error:
            yield Refused(_ITEM.format(number), str(error))


def _document(item: dict[str, Any], where: str, file: File) -> Reading:
    title = str(item.get("title") or item.get("story_title") or "")
    words = str(item.get("story_text") or item.get("comment_text") or item.get("text") or "")
    own = f"<h1>{item['title']}</h1>" if item.get("title") else ""
    reading = from_blocks(
        where,
        where,
        html.blocks(f"{own}<p>{words}</p>"),
        SOURCE.kind,
        title=html.text(title),
        url=where,
        published=dates.first(metadata=_day(item), given=file.hints.published),
        author=str(item.get("author") or item.get("by") or ""),
        site="Hacker News",
    )
    raw = json.dumps(item, ensure_ascii=False, sort_keys=True).encode()
    hints = replace(file.hints, kind=SOURCE.kind, ending=".json", url="")
    return replace(reading, raw=Raw(raw, file.name, hints))


def _day(item: dict[str, Any]) -> date | None:
    seconds = item.get("time", item.get("created_at_i"))
    if isinstance(seconds, int) and 0 < seconds < 1 << 33:
        return datetime.fromtimestamp(seconds, UTC).date()
    return dates.day(item.get("created_at"))


SOURCE = Source(
    kind="hackernews",
    endings=(".json",),
    reads="titles and texts of stories and comments on their day; `query`, `tags`, `points` say which",
    skips="dead and deleted items, user pages, the pages that stories lead to",
    settings=("query", "tags", "points", "limit"),
    read=read,
    recognises=recognises,
    addresses=addresses,
)
