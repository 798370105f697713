"""The ontology as flat columns: what any node or relationship may carry, for formats that declare it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tarpit_graph.ontology import (
    CLAIM,
    DERIVED_PROPERTIES,
    DOCUMENT,
    EDGE_PROPERTIES,
    ENTITY_LABELS,
    NODES,
    RELATIONS,
)
from tarpit_graph.ontology.types import Property

#: What stands on a node or relationship of a snapshot beside the properties of the ontology.
LABEL = Property("label", "STRING", "Its label.")
SENTENCES = Property("sentences", "LIST<STRING>", "What was written, each with where and when.")
#: Of the work of loading, and of no use to readers.
_INTERNAL = frozenset(("id", "stale", "signature", "origin", "searchable"))
#: What a snapshot may hold: entities, and the claims and documents behind them.
_SHOWN = (*ENTITY_LABELS, CLAIM, DOCUMENT)


def of_label(label: str) -> tuple[Property, ...]:
    """Return the columns of one label, without its id."""
    return tuple(_distinct(NODES[label].properties, DERIVED_PROPERTIES.get(label, ())))


def of_nodes() -> tuple[Property, ...]:
    """Return the columns that cover every node, its label first."""
    return (LABEL, *_distinct(*(of_label(label) for label in _SHOWN)))


def of_edges() -> tuple[Property, ...]:
    """Return the columns that cover every relationship, without its id."""
    attributes = (relation.attributes for relation in RELATIONS.values())
    return (*_distinct(EDGE_PROPERTIES, *attributes), SENTENCES)


def _distinct(*groups: Iterable[Property]) -> Iterator[Property]:
    seen = set(_INTERNAL)
    for group in groups:
        for item in group:
            if item.name not in seen:
                seen.add(item.name)
                yield item


def filled(columns: Iterable[Property], data: Mapping[str, Any]) -> Iterator[tuple[Property, Any]]:
    """Yield those columns that a node or relationship has a value for."""
    for column in columns:
        if (value := data.get(column.name)) is not None:
            yield column, value


def as_text(value: Any) -> str:
    """Return a value as formats without lists and days write it.

    >>> as_text(["a", "b"]), as_text(date(2023, 7, 19)), as_text(True), as_text(1.5)
    ('a; b', '2023-07-19', 'true', '1.5')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(as_text(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)
