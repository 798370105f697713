"""Read a dumped graph back into an empty database, in the form of this version."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tarpit_graph import migrations
from tarpit_graph.backup.dump import DAY, FORMAT, GRAPH, LINES, RAW
from tarpit_graph.claims.derive_again import derive_again
from tarpit_graph.claims.writer import Nodes, document_nodes, merge_entities, put_claims
from tarpit_graph.database.session import Database, Row, Transaction
from tarpit_graph.errors import InputError
from tarpit_graph.files.atomic import atomic_write
from tarpit_graph.settings import Settings

#: Lines, or claims in them, in one transaction.
_AT_ONCE = 2_000
#: No document's line is longer.
_MAX_LINE = 200_000_000
_RAW = re.compile(r"raw/[0-9a-f]{2}/[0-9a-f]{62}\.gz")

Line = dict[str, Any]


def restore(
    database: Database,
    settings: Settings,
    file: Path,
    *,
    replace: bool = False,
    progress: Callable[[int], None] = lambda lines: None,
) -> Counter[str]:
    """Store what a dump holds, and derive everything else again.

    Args:
        database, settings: Where to.
        file: The dump.
        replace: Delete first what is stored; also how a restore that was cut short is done again.
        progress: Told how many lines are through, as they are.

    Returns:
        How many lines of each kind, and files of raw bytes, there were.

    Raises:
        InputError: it is no dump, is damaged, or something is stored and `replace` is not given.
        DatabaseError: a newer tarpit wrote it.
    """
    counts = Counter[str]()
    try:
        with zipfile.ZipFile(file) as opened:
            head = _checked(opened, file)
            files = _home_files(opened, settings)
            if not replace:
                _refuse_to_overwrite(database, opened, files)
            database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
            migrations.start_at(database, head["version"])
            for lines in _parts(opened):
                database.transact(partial(_store, lines=lines))
                counts.update(kind for line in lines for kind in LINES if kind in line)
                progress(len(lines))
            for name, path in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                with atomic_write(path) as partial_file:
                    partial_file.write_bytes(opened.read(name))
                counts[RAW] += name.startswith(RAW)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError) as error:
        raise InputError(f"{file} cannot be restored: {error}") from error
    migrations.upgrade(database)
    derive_again(database)
    return counts


def _checked(opened: zipfile.ZipFile, file: Path) -> Line:
    """Return the first line of a dump that is whole: all of it is read before anything is deleted."""
    if GRAPH not in opened.namelist():
        raise InputError(f"{file} is no dump of tarpit: it has no {GRAPH}")
    head = next(_lines(opened))
    if head.get("format") != FORMAT:
        raise InputError(f"{file} is no dump of tarpit: it does not say that it is one")
    if damaged := opened.testzip():
        raise ValueError(f"{damaged} in it is damaged")
    migrations.refuse_newer(head["version"])
    for _ in _parts(opened):
        pass
    return head


def _home_files(opened: zipfile.ZipFile, settings: Settings) -> dict[str, Path]:
    """Return where each file of the home folder goes; a name in the archive is never taken for a path."""
    decided = (settings.decisions_file, settings.incumbents_file, settings.reviews_file)
    chosen = {path.name: path for path in decided}
    found = {}
    for name in opened.namelist():
        if name in chosen:
            found[name] = chosen[name]
        elif _RAW.fullmatch(name):
            found[name] = settings.raw_folder.joinpath(*name.split("/")[1:])
    return found


def _refuse_to_overwrite(
    database: Database, opened: zipfile.ZipFile, files: Mapping[str, Path]
) -> None:
    if migrations.version(database) is not None:
        raise InputError("something is stored already; add --replace to delete it first")
    for name, path in files.items():
        other = (
            not name.startswith(RAW) and path.exists() and path.read_bytes() != opened.read(name)
        )
        if other:
            raise InputError(f"{path} holds other decisions; add --replace to write over them")


def _lines(opened: zipfile.ZipFile) -> Iterator[Line]:
    with opened.open(GRAPH) as packed:
        while text := packed.readline(_MAX_LINE):
            yield json.loads(text, object_hook=_day)


def _day(value: Line) -> Any:
    return date.fromisoformat(value[DAY]) if value.keys() == {DAY} else value


def _parts(opened: zipfile.ZipFile) -> Iterator[list[Line]]:
    """Yield the lines, so many at once that they fit one transaction; the last line counts them."""
    part: list[Line] = []
    weight, counted = 0, Counter[str]()
    for line in _lines(opened):
        if "end" in line:
            if line["end"] != {kind: counted[kind] for kind in LINES}:
                raise ValueError("lines are missing")
            yield part
            return
        kind = next((kind for kind in LINES if kind in line), "")
        if not kind:
            continue
        counted[kind] += 1
        part.append(line)
        weight += 1 + len(line.get("claims", ()))
        if weight > _AT_ONCE:
            yield part
            part, weight = [], 0
    raise ValueError("it breaks off")


def _store(tx: Transaction, lines: Sequence[Line]) -> None:
    documents = [line["document"] for line in lines if "document" in line]
    tx.rows("UNWIND $rows AS row MERGE (d:Document {id: row.id}) SET d = row", rows=documents)
    claims = [_claim(line["document"]["id"], found) for line in lines for found in _claims(line)]
    found = document_nodes(tx, [document["id"] for document in documents])
    put_claims(tx, claims, Nodes(found, merge_entities(tx, claims)), new=False)
    for line in lines:
        if "run" in line:
            tx.rows(
                "MERGE (r:Run {id: $row.id}) SET r = $row WITH r UNWIND $ids AS id "
                "MATCH (d:Document {id: id}) MERGE (d)-[:READ_IN]->(r)",
                row=line["run"],
                ids=line["documents"],
            )
        elif "source" in line:
            tx.rows(
                "MERGE (s:Source {id: $row.id}) SET s = $row WITH s UNWIND $pages AS page "
                "MERGE (p:Page {id: page.id}) SET p = page MERGE (p)-[:LISTED_BY]->(s)",
                row=line["source"],
                pages=line["pages"],
            )


def _claims(line: Line) -> Sequence[Line]:
    found: Sequence[Line] = line.get("claims", ())
    return found


def _claim(document: str, found: Line) -> Row:
    row: Row = {**found["claim"], "_document": document}
    for end in ("subject", "object"):
        label, id_ = found[end] or (None, None)
        row |= {f"_{end}": id_, f"_{end}_label": label}
    return row
