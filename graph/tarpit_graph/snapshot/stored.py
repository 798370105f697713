"""What the database holds of entities and facts, some thousand to a record.

A record for each fact costs the driver more than the fact itself, and the driver's own days cost most of the rest:
so facts come in pages, two of which the server makes at a time, by relation and by column, and days as text, of which
each is turned into a day once. What another process deletes while it is read comes without properties, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any

import neo4j

from tarpit_graph.database.at_once import answers
from tarpit_graph.database.session import Database, batches, plain
from tarpit_graph.ontology import EDGE_PROPERTIES, ENTITY_LABELS, property_columns
from tarpit_graph.ontology.node_types import ID
from tarpit_graph.ontology.types import Property
from tarpit_graph.snapshot.facts import FactColumns

#: Entities that make one page: with their properties, or with the facts that they are subjects of.
_PAGE = 2_000
#: Reads a day, of which each is made once.
day = lru_cache(maxsize=100_000)(date.fromisoformat)


def _value(column: Property) -> str:
    """Return the Cypher of a property's value, a day as text."""
    return f"toString(p.`{column.name}`)" if column.type == "DATE" else f"p.`{column.name}`"


#: What each label carries, and how a statement returns it.
_OF_LABEL = {label: (ID, *property_columns.of_label(label)) for label in ENTITY_LABELS}
_LABEL_VALUES = {label: ", ".join(map(_value, columns)) for label, columns in _OF_LABEL.items()}
#: What every relationship carries, a list each: `false` stands where one has no value, which a list would leave out.
#: What else a relation's claims say comes by its name.
_EDGE_COLUMNS = ", ".join(
    f"collect(coalesce({_value(c)}, false)) AS `{c.name}`" for c in EDGE_PROPERTIES
)
_OF_EVERY_EDGE = [column.name for column in EDGE_PROPERTIES]
#: Of these values each is kept once, however many facts have it.
_FEW = frozenset(("predicate", "status", "valid_precision"))


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
        yield from _properties(_OF_LABEL[label], page["rows"])
        after = page["last"]


def _properties(columns: Sequence[Property], rows: Iterable[list[Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows as properties, without those that have no value."""
    names = [column.name for column in columns]
    days = [column.name for column in columns if column.type == "DATE"]
    for row in rows:
        found = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for name in days:
            if name in found:
                found[name] = day(found[name])
        yield found


def facts(
    database: Database, known: Mapping[str, Mapping[str, Any]], types: Sequence[str]
) -> dict[str, FactColumns]:
    """Return relationships by type.

    Args:
        database: Where they are.
        known: The entities that they join, by id and in the order of ids, each with its label.
        types: Their types.
    """
    names = {id_: id_ for id_ in known}  # one string each, however many facts name it
    found: dict[str, FactColumns] = {}
    for page in _pages_of_facts(database, known, types):
        columns = found.get(page["type"])
        if columns is None:
            columns = found[page["type"]] = FactColumns([], [], {n: [] for n in _OF_EVERY_EDGE}, {})
        _add(columns, page, names)
    return {type_: columns.in_order() for type_, columns in found.items()}


def _pages_of_facts(
    database: Database, known: Mapping[str, Mapping[str, Any]], types: Sequence[str]
) -> Iterator[neo4j.Record]:
    """Yield for each type a record per page."""

    def page(one: tuple[str, Sequence[str]]) -> list[neo4j.Record]:
        label, ids = one
        # From the first to the last of them: Neo4j goes through the index once, and does not look for each.
        statement = (
            f"MATCH (s:{label}) WHERE s.id >= $first AND s.id <= $last "
            f"MATCH (s)-[r:{'|'.join(types)}]->(o) "
            "WITH s.id AS subject, o.id AS object, type(r) AS type, properties(r) AS p "
            "RETURN type, collect(coalesce(subject, false)) AS subjects, "
            f"collect(coalesce(object, false)) AS objects, {_EDGE_COLUMNS}, "
            "collect(CASE WHEN any(name IN keys(p) WHERE NOT name IN $known) THEN "
            "[p.id, [name IN keys(p) WHERE NOT name IN $known | [name, p[name]]]] END) AS others"
        )
        asked = {"first": ids[0], "last": ids[-1], "known": _OF_EVERY_EDGE}
        return list(database.stream(statement, asked))

    of_label: dict[str, list[str]] = {label: [] for label in ENTITY_LABELS}
    for id_, entity in known.items():
        of_label[entity["label"]].append(id_)
    pages = ((label, ids) for label, all_ids in of_label.items() for ids in batches(all_ids, _PAGE))
    yield from chain.from_iterable(answers(page, pages))


def _add(columns: FactColumns, page: neo4j.Record, names: Mapping[str, str]) -> None:
    """Add a page to the columns of its type, without facts of which an end or the fact itself is not there."""
    subjects, objects = (list(map(names.get, page[end])) for end in ("subjects", "objects"))
    values = {column.name: _read(column, page[column.name]) for column in EDGE_PROPERTIES}
    gone = [
        n
        for n, whole in enumerate(zip(subjects, objects, values["id"], strict=True))
        if None in whole
    ]
    for column in (subjects, objects, *values.values()):
        for at in reversed(gone):
            del column[at]
    columns.subjects.extend(filter(None, subjects))
    columns.objects.extend(filter(None, objects))
    for name, column in values.items():
        columns.values[name].extend(column)
    for id_, said in page["others"]:
        columns.others[id_] = {name: plain(value) for name, value in said}


def _read(column: Property, values: list[Any]) -> list[Any]:
    """Return a column's values as Python has them, None for `false`."""
    make = day if column.type == "DATE" else intern if column.name in _FEW else None
    if make is None:
        return (
            [None if value is False else value for value in values] if False in values else values
        )
    return [None if value is False else make(value) for value in values]
