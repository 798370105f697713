"""Where news goes: a file of lines, an Atom feed, or a webhook; each remembers what it was told.

A sink is told before it is noted that it was: so a kill between the two tells something twice, with the same id,
and loses nothing. A sink that fails is told the same again next time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tarpit_graph.errors import InputError, unwritten
from tarpit_graph.files import atomic
from tarpit_graph.identity import digest

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database
    from tarpit_queries.news import NewsItem

Sink = Callable[[Sequence["NewsItem"]], None]
#: Entries that a feed keeps, seconds that a webhook may take, and items in one of its messages.
_ENTRIES, _SECONDS, _TOGETHER = 200, 20.0, 100
_ATOM = "http://www.w3.org/2005/Atom"


def tell(database: Database, to: str, memory: Path) -> list[NewsItem]:
    """Tell one sink what it was not told yet, and return that.

    The first time nothing is told: what stands in the graph then is no news.

    Args:
        database: Where the facts are.
        to: A file that ends in .jsonl or .atom, or an address.
        memory: Folder where it is kept what each sink was told.

    Raises:
        InputError: the sink is of no known kind, or cannot be told.
    """
    from tarpit_queries import news

    sink = of(to)
    noted = memory / f"{digest(to)}.told"
    # Read once: what another loader adds meanwhile must not be noted without having been told.
    rows = news.ids(database)
    found = []
    if noted.exists():
        known = frozenset(noted.read_text(encoding="utf-8").split())
        if found := news.items(database, rows, known):
            sink(found)
    _note(noted, rows)
    return found


def _note(path: Path, ids: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic.atomic_write(path) as partial:
        partial.write_text("\n".join(ids), encoding="utf-8")


def of(to: str) -> Sink:
    """Return the sink for a file's ending or an address.

    Raises:
        InputError: it is neither.
    """
    if to.startswith(("https://", "http://")):
        return lambda items: _post(to, items)
    path = Path(to)
    writers = {".jsonl": _lines, ".atom": _feed}
    if path.suffix not in writers:
        raise InputError(f"--to {to}: name a .jsonl or .atom file, or an address")
    return lambda items: writers[path.suffix](path, items)


def _lines(path: Path, items: Sequence[NewsItem]) -> None:
    had = path.read_text(encoding="utf-8") if path.exists() else ""
    new = [item for item in items if f'"{item.id}"' not in had]
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(i), ensure_ascii=False) + "\n" for i in new)
    except OSError as error:
        raise InputError(unwritten(path, error)) from error


def _feed(path: Path, items: Sequence[NewsItem]) -> None:
    from lxml import etree

    old = _entries(path)
    made = [_entry(item) for item in reversed(items)]
    ids = {entry.findtext(f"{{{_ATOM}}}id") for entry in made}
    kept = [entry for entry in old if entry.findtext(f"{{{_ATOM}}}id") not in ids]
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _put(feed, "id", "urn:tarpit:news")
    _put(feed, "title", "tarpit: deals, entrants, price cuts, features")
    _put(feed, "updated", datetime.now(UTC).isoformat(timespec="seconds"))
    _put(_put(feed, "author", ""), "name", "tarpit")
    feed.extend((made + kept)[:_ENTRIES])
    try:
        with atomic.atomic_write(path) as partial:
            partial.write_bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8"))
    except OSError as error:
        raise InputError(unwritten(path, error)) from error


def _entries(path: Path) -> list:  # type: ignore[type-arg]
    from lxml import etree

    if not path.exists():
        return []
    # Only files that this module wrote; all the same no entity of one is resolved.
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return list(etree.parse(str(path), parser).getroot().iterfind(f"{{{_ATOM}}}entry"))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path} is no feed: {error}; move it away") from error


def _entry(item: NewsItem):  # type: ignore[no-untyped-def]
    from lxml import etree

    entry = etree.Element(f"{{{_ATOM}}}entry")
    _put(entry, "id", f"urn:tarpit:{item.id}")
    _put(entry, "title", f"{item.kind}: {item.says}")
    day = item.published or item.day
    _put(entry, "updated", f"{day}T00:00:00Z" if len(day) == 10 else "1970-01-01T00:00:00Z")
    if item.url:
        etree.SubElement(entry, f"{{{_ATOM}}}link", href=item.url)
    _put(entry, "summary", f"“{item.sentence}” ({item.source}) · {item.fact}")
    return entry


def _put(parent, name: str, text: str):  # type: ignore[no-untyped-def]
    from lxml import etree
    from tarpit_graph.files.xml_stream import clean

    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = clean(text) or None
    return child


def _post(address: str, items: Sequence[NewsItem]) -> None:
    import httpx
    import stamina

    @stamina.retry(on=httpx.TransportError, attempts=3, timeout=_SECONDS)
    def send(part: Sequence[NewsItem]) -> httpx.Response:
        return httpx.post(address, json={"news": [asdict(item) for item in part]}, timeout=_SECONDS)

    for start in range(0, len(items), _TOGETHER):
        try:
            answer = send(items[start : start + _TOGETHER])
        except httpx.HTTPError as error:
            raise InputError(
                f"{address} did not answer: {error}; it is told again next time"
            ) from error
        if answer.is_error or answer.is_redirect:
            raise InputError(f"{address} answered {answer.status_code}; it is told again next time")
