"""Write a whole graph to one file. The same graph gives the same bytes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tarpit_graph import migrations
from tarpit_graph.database.session import Database, plain
from tarpit_graph.errors import InputError
from tarpit_graph.files.atomic import atomic_write
from tarpit_graph.settings import Settings

FORMAT = "tarpit dump"
GRAPH, RAW = "graph.jsonl", "raw"
#: How a day is written, so that it comes back as a day.
DAY = "$date"
#: What a line may hold, with the statement that gives the lines of its kind, in order.
LINES = {
    "document": "MATCH (d:Document) WITH d ORDER BY d.id RETURN properties(d) AS document, "
    "COLLECT { MATCH (c:Claim)-[:FROM]->(d) "
    "RETURN {claim: properties(c), subject: [(c)-[:SUBJECT]->(e) | [labels(e)[0], e.id]][0], "
    "object: [(c)-[:OBJECT]->(e) | [labels(e)[0], e.id]][0]} AS found ORDER BY c.id } AS claims",
    "run": "MATCH (r:Run) WHERE r.kind IS NULL WITH r ORDER BY r.id RETURN properties(r) AS run, "
    "COLLECT { MATCH (d:Document)-[:READ_IN]->(r) RETURN d.id AS id ORDER BY id } AS documents",
    "source": "MATCH (s:Source) WITH s ORDER BY s.id RETURN properties(s) AS source, "
    "COLLECT { MATCH (p:Page)-[:LISTED_BY]->(s) RETURN properties(p) AS page ORDER BY p.id } AS pages",
}
#: A moment for every member, so that the bytes depend on the graph alone.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def dump(
    database: Database,
    settings: Settings,
    output: Path,
    *,
    raw: bool = True,
    progress: Callable[[int], None] = lambda lines: None,
) -> dict[str, int]:
    """Write the graph, the raw bytes and the decisions to a file that is whole or not there.

    Args:
        database, settings: What to write, and where the bytes and decisions are.
        output: The file.
        raw: Also the bytes that documents were read from: without them nothing can be read again.
        progress: Told how many lines are through, as they are.

    Returns:
        How many there are of each kind of line, and of files of raw bytes.

    Raises:
        InputError: nothing is stored, or the file cannot be written.
    """
    here = migrations.version(database)
    if here is None:
        raise InputError("nothing is stored, so there is nothing to dump")
    counts = dict.fromkeys((*LINES, RAW), 0)
    with atomic_write(output) as partial, zipfile.ZipFile(partial, "w") as file:
        with file.open(_member(GRAPH), "w", force_zip64=True) as lines:
            head = {"format": FORMAT, "version": here, "software": version("tarpit-graph")}
            lines.write(_line(head))
            for kind, statement in LINES.items():
                for record in database.stream(statement):
                    lines.write(_line(record.data()))
                    counts[kind] += 1
                    progress(1)
            lines.write(_line({"end": {kind: counts[kind] for kind in LINES}}))
        for path, name in _files(settings, raw):
            with open(path, "rb") as content, file.open(_member(name), "w") as kept:
                while block := content.read(1 << 20):
                    kept.write(block)
            counts[RAW] += name.startswith(f"{RAW}/")
    return counts


def _files(settings: Settings, raw: bool) -> Iterator[tuple[Path, str]]:
    for path in (settings.decisions_file, settings.incumbents_file, settings.reviews_file):
        if path.exists():
            yield path, path.name
    if raw:
        for path in sorted(settings.raw_folder.glob("??/*.gz")):
            yield path, f"{RAW}/{path.parent.name}/{path.name}"


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _MOMENT)
    member.compress_type = zipfile.ZIP_STORED if name.startswith(RAW) else zipfile.ZIP_DEFLATED
    return member


def _line(value: dict[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, sort_keys=True, default=_day)}\n".encode()


def _day(value: Any) -> dict[str, str]:
    found = plain(value)
    if not isinstance(found, date):
        raise TypeError(f"{value!r} is no value of the graph")
    return {DAY: found.isoformat()}
