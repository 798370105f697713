"""What the database holds of entities and facts, some thousand to a record.

A record for each fact costs the driver more than the fact itself, and the driver's own days cost most of the rest:
so facts come in pages, two of which the server makes at a time, and days as text, of which each is turned into a day
once. What another process deletes while it is read comes without properties, and is left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any

import neo4j

from tarpit_graph.database.session import Database, batches, plain
from tarpit_graph.ontology import EDGE_PROPERTIES, ENTITY_LABELS, property_columns
from tarpit_graph.ontology.node_types import ID
from tarpit_graph.ontology.types import Property

#: Subject, object and properties of a fact.
Edge = tuple[str, str, dict[str, Any]]
#: Entities that make one page: with their properties, or with the facts that they are subjects of.
_PAGE = 2_000
#: Pages of facts that the server makes at a time, each on a core of its own.
_AT_ONCE = 2
_day = lru_cache(maxsize=100_000)(date.fromisoformat)


def _values(columns: Iterable[Property]) -> str:
    """Return the Cypher of a row's values, days as text."""
    return ", ".join(
        f"toString(p.`{column.name}`)" if column.type == "DATE" else f"p.`{column.name}`"
        for column in columns
    )


#: What each label carries, and how a statement returns it.
_OF_LABEL = {label: (ID, *property_columns.of_label(label)) for label in ENTITY_LABELS}
_LABEL_VALUES = {label: _values(columns) for label, columns in _OF_LABEL.items()}
#: What every relationship carries. What else a relation's claims say comes by its name.
_EDGE_VALUES = _values(EDGE_PROPERTIES)
_OF_EVERY_EDGE = [column.name for column in EDGE_PROPERTIES]


def entities(database: Database) -> dict[str, dict[str, Any]]:
    """Return `label` and the properties of each entity, by id and in the order of ids."""
    found: dict[str, dict[str, Any]] = {}
    for label in ENTITY_LABELS:
        for properties in _pages(database, label):
            if id_ := properties.pop("id", ""):
                found[id_] = {"label": label, **properties}
    return {id_: found[id_] for id_ in sorted(found)}


def _pages(database: Database, label: str) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        (page,) = database.stream(
            f"MATCH (e:{label}) WHERE e.id > $after WITH e ORDER BY e.id LIMIT {_PAGE} WITH properties(e) AS p "
            f"RETURN collect([{_LABEL_VALUES[label]}]) AS rows, max(p.id) AS last",
            {"after": after},
        )
        yield from _read(_OF_LABEL[label], page["rows"])
        after = page["last"]


def facts(database: Database, subjects: Sequence[str], types: Sequence[str]) -> list[Edge]:
    """Return relationships in the order of their ids: put in order here, which takes the server longer.

    Args:
        database: Where they are.
        subjects: Ids of the entities that they come from.
        types: Their types.
    """
    known = {id_: id_ for id_ in subjects}  # one string each, however many facts name it
    found: list[Edge] = []
    for page in _pages_of_facts(database, subjects, types):
        ends = ([known.get(end, end) for end in page[key]] for key in ("subjects", "objects"))
        rows = zip(*ends, _read(EDGE_PROPERTIES, page["rows"]), page["said"], strict=True)
        for subject, object_, fact, said in rows:
            if said:
                fact.update((name, plain(value)) for name, value in said)
            if "id" in fact:
                found.append((subject, object_, fact))
    found.sort(key=lambda edge: str(edge[2]["id"]))
    return found


def _pages_of_facts(
    database: Database, subjects: Sequence[str], types: Sequence[str]
) -> Iterator[neo4j.Record]:
    def page(ids: Sequence[str]) -> neo4j.Record:
        (found,) = database.stream(
            f"MATCH (s:{'|'.join(ENTITY_LABELS)}) WHERE s.id IN $ids "
            f"MATCH (s)-[r:{'|'.join(types)}]->(o) WITH s.id AS s, o.id AS o, properties(r) AS p "
            f"RETURN collect(s) AS subjects, collect(o) AS objects, collect([{_EDGE_VALUES}]) AS rows, "
            "collect([name IN keys(p) WHERE NOT name IN $known | [name, p[name]]]) AS said",
            {"ids": ids, "known": _OF_EVERY_EDGE},
        )
        return found

    with ThreadPoolExecutor(_AT_ONCE) as readers:
        coming: deque[Future[neo4j.Record]] = deque()
        for ids in batches(subjects, _PAGE):
            coming.append(readers.submit(page, ids))
            if len(coming) > _AT_ONCE:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _read(columns: Sequence[Property], rows: Iterable[list[Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows as properties, without those that have no value."""
    names = [column.name for column in columns]
    days = [column.name for column in columns if column.type == "DATE"]
    for row in rows:
        found = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for name in days:
            if name in found:
                found[name] = _day(found[name])
        for name in ("predicate", "status"):
            if name in found:
                found[name] = intern(found[name])
        yield found
