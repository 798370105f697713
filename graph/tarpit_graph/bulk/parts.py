"""Write parts of a graph's claims, each with its facts, in this process or in several.

A part holds all claims of a fact, so that parts have nothing to do with each other but the entities that they name.
"""

from __future__ import annotations

import gc
import multiprocessing
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tarpit_graph.bulk import spool
from tarpit_graph.bulk.tables import TableFile, Tables
from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.claims.edges import edge_row, facts_of
from tarpit_graph.claims.refresh_entities import properties
from tarpit_graph.errors import DatabaseError
from tarpit_graph.identity import is_anaphor
from tarpit_graph.ontology import CLAIM, DESCRIBED_AS, DOCUMENT
from tarpit_graph.records import BY

Row = dict[str, Any]


class Documents(NamedTuple):
    """What the claims of a part need to know of documents, by id.

    Attributes:
        source: What each counts as: its story, which it shares with its copies, or itself.
        day: The day of each that its number in a series has dated.
    """

    source: Mapping[str, str]
    day: Mapping[str, date]


def write(tables: Tables, paths: Iterable[Path], documents: Documents) -> Entities:
    """Write the claims and facts of some parts; return the entities that they name."""
    entities = Entities()
    for path in paths:
        rows = spool.read(path)
        for row in rows:
            if day := documents.day.get(row["_document"]):
                _date(row, day)
            entities.add(row)
            _write_claim(tables, row)
        _write_facts(tables, rows, documents.source)
    return entities


def write_side_by_side(
    tables: Tables, paths: Sequence[Path], documents: Documents, workers: int
) -> Entities:
    """Do what `write` does in so many processes, each with files of its own.

    Raises:
        InputError: a value cannot be written.
        DatabaseError: a process was ended from outside.
    """
    entities = Entities()
    # Started afresh, not forked: that would copy the database driver's open sockets and threads.
    started = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, mp_context=started) as pool:
            written = [
                pool.submit(_written, tempfile.mkdtemp(dir=tables.folder), share, documents)
                for share in (paths[number::workers] for number in range(workers))
            ]
            for future in written:
                named, files = future.result()
                entities.merge(named)
                tables.adopt(files)
    except BrokenProcessPool as error:
        raise DatabaseError(
            "a process that wrote what is to be imported was ended, as happens where memory runs out: "
            "nothing was stored; try --workers 1, or load without --bulk"
        ) from error
    return entities


def _written(
    folder: str, paths: Sequence[Path], documents: Documents
) -> tuple[Entities, list[TableFile]]:
    gc.disable()  # this process makes no cycles and is gone afterwards
    with Tables(Path(folder)) as tables:
        return write(tables, paths, documents), tables.files()


class Entities:
    """The names and descriptions of entities; see `claims.refresh_entities`."""

    def __init__(self) -> None:
        self._label: dict[str, str] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._aliases: dict[str, set[str]] = {}
        self._described: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take what a claim says of its ends."""
        for end in ("subject", "object"):
            if id_ := row[f"_{end}"]:
                if id_ not in self._label:
                    self._label[id_], self._names[id_] = row[f"_{end}_label"], {}
                    self._aliases[id_] = set()
                name, text = row[f"{end}_name"], row[f"{end}_text"]
                self._names[id_][name] = self._names[id_].get(name, 0) + 1
                if text not in self._aliases[id_] and not is_anaphor(text):
                    self._aliases[id_].add(text)
        if row["predicate"] == DESCRIBED_AS:
            day = row.get("published") or date.max
            said = (day, row["confidence"], row["id"], row["attributes"])
            self._described[row["_subject"]].append(said)

    def merge(self, other: Entities) -> None:
        """Take what the claims of other parts say."""
        for id_, label in other._label.items():
            if id_ not in self._label:
                self._label[id_] = label
                self._names[id_], self._aliases[id_] = other._names[id_], other._aliases[id_]
                continue
            for name, times in other._names[id_].items():
                self._names[id_][name] = self._names[id_].get(name, 0) + times
            self._aliases[id_] |= other._aliases[id_]
        for id_, said in other._described.items():
            self._described[id_] += said

    def all(self) -> Iterator[tuple[str, Row]]:
        """Yield the label and the properties of each entity."""
        for id_, label in self._label.items():
            names, aliases = self._names[id_], self._aliases[id_]
            yield label, properties(label, id_, names, aliases, self._described.get(id_, ()))


def _date(row: Row, day: date) -> None:
    """Give a claim the day that its issue came to have."""
    row["published"] = day
    if row.get("date_precision", BY) == BY:
        row["date"] = day


def _write_claim(tables: Tables, row: Row) -> None:
    id_ = row["id"]
    kept = {key: value for key, value in row.items() if key[0] != "_" and value is not None}
    tables.node(CLAIM, kept)
    tables.relationship("FROM", (CLAIM, id_), (DOCUMENT, row["_document"]))
    for end in ("subject", "object"):
        if row[f"_{end}"]:
            tables.relationship(end.upper(), (CLAIM, id_), (row[f"_{end}_label"], row[f"_{end}"]))


def _write_facts(tables: Tables, rows: Iterable[Row], source: Mapping[str, str]) -> None:
    labels: dict[str, str] = {}
    stating = []
    for row in rows:
        if row["fact"]:
            labels[row["_subject"]] = row["_subject_label"]
            labels[row["_object"]] = row["_object_label"]
            ends = {"subject": row["_subject"], "object": row["_object"]}
            stating.append({"claim": row, "source": source[row["_document"]], **ends})
    for fact, _ in facts_of(stating):
        tables.relationship(
            edge_type(fact),
            (labels[fact.subject], fact.subject),
            (labels[fact.object], fact.object),
            edge_row(fact),
        )
