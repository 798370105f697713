"""From a name that a person types to an entity of the graph, by the database's own indexes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import COMPANY, ENTITY_LABELS, FEATURE, PRODUCT, WORKLOAD

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database, Row

#: What parameters of questions name, by the parameter's name.
LABEL_OF_PARAMETER = {
    "company": COMPANY,
    "acquirer": COMPANY,
    "product": PRODUCT,
    "segment": WORKLOAD,
    "feature": FEATURE,
}
#: Nodes that the index hands over at most, and names that a message suggests.
_MOST, _MANY, _SUGGESTED = 50, 400, 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the graph."""

    id: str
    label: str
    name: str


def find(database: Database, name: str, labels: Iterable[str] = ENTITY_LABELS) -> list[Entity]:
    """Return the entities that go by a name, an alias or an id, in the order of the labels."""
    wanted = tuple(labels)
    folded = normalize_name(name)
    ids = [name, *(f"{label.lower()}:{folded}" for label in wanted)]
    rows = _named(database, ids)
    phrase = " ".join(_WORD.findall(name))
    rows += _queried(database, f'"{phrase}"') if phrase else []
    found = {
        row["id"]: Entity(row["id"], row["label"], row["name"])
        for row in rows
        if row["label"] in wanted and (row["id"] == name or folded in _spellings(row))
    }
    return sorted(found.values(), key=lambda entity: (wanted.index(entity.label), entity.id))


def with_names(
    database: Database, names: Sequence[str], labels: Sequence[str]
) -> Iterator[tuple[Entity, str]]:
    """Yield the entities that go by any of these names, each with the folded name it was found by."""
    wanted = {normalize_name(name) for name in names}
    wanted |= {other for name in wanted for other in (name.removesuffix("s"), f"{name}s")} - {""}
    ids = [f"{label.lower()}:{name}" for label in labels for name in sorted(wanted)]
    phrases = [" ".join(_WORD.findall(name)) for name in names]
    rows = _named(database, ids)
    rows += _queried(database, " ".join(f'"{phrase}"' for phrase in phrases if phrase), _MANY)
    found = {row["id"]: row for row in rows if row["label"] in labels}
    for row in sorted(found.values(), key=lambda row: (labels.index(row["label"]), row["id"])):
        for spelling in sorted(_spellings(row) & wanted):
            yield Entity(row["id"], row["label"], row["name"]), spelling


def the_one(database: Database, name: str, label: str) -> Entity:
    """Return the entity of one label that goes by a name.

    Raises:
        InputError: there is none; the message names some that are spelled alike.
    """
    if found := find(database, name, (label,)):
        return found[0]
    raise InputError(f"no {label.lower()} {name!r} is in the graph{hint(database, name, (label,))}")


def hint(database: Database, name: str, labels: Sequence[str]) -> str:
    """Return what a message adds on names that are spelled alike; empty where there is none."""
    near = alike(database, name, labels)
    return f"; did you mean {' or '.join(entity.name for entity in near)}?" if near else ""


def alike(
    database: Database, name: str, labels: Sequence[str], most: int = _SUGGESTED
) -> list[Entity]:
    """Return the entities whose names are spelled most like one that is not in the graph."""
    words = _WORD.findall(name)
    if not words:
        return []
    asked = " ".join(part for word in words for part in (f"{word}~2", f"{word[:3]}*"))
    by_name = {
        normalize_name(row["name"]): Entity(row["id"], row["label"], row["name"])
        for row in _queried(database, asked)
        if row["label"] in labels
    }
    return [by_name[n] for n in get_close_matches(normalize_name(name), by_name, n=most)]


def starting(database: Database, prefix: str, labels: Sequence[str], most: int) -> list[Entity]:
    """Return the entities that have words which start so, the shortest names first."""
    words = _WORD.findall(prefix.casefold())
    asked = " ".join(f"+{word}" for word in words[:-1]) + (f" +{words[-1]}*" if words else "")
    found = [
        Entity(row["id"], row["label"], row["name"])
        for row in _queried(database, asked)
        if row["label"] in labels
    ]
    return sorted(found, key=lambda entity: (len(entity.name), entity.id))[:most]


def _named(database: Database, ids: Sequence[str]) -> list[Row]:
    rows = []
    for label in ENTITY_LABELS:
        of_label = [id_ for id_ in ids if id_.startswith(f"{label.lower()}:")]
        rows += (
            database.rows(
                f"MATCH (n:{label}) WHERE n.id IN $ids RETURN n.id AS id, labels(n)[0] AS label, "
                "n.name AS name, coalesce(n.aliases, []) AS aliases ORDER BY id",
                {"ids": of_label},
            )
            if of_label
            else []
        )
    return rows


def _queried(database: Database, asked: str, most: int = _MOST) -> list[Row]:
    if not asked:
        return []
    return database.rows(
        "CALL db.index.fulltext.queryNodes('tarpit_entity_names', $asked, {limit: $most}) "
        "YIELD node RETURN node.id AS id, labels(node)[0] AS label, node.name AS name, "
        "coalesce(node.aliases, []) AS aliases",
        {"asked": asked, "most": most},
    )


def _spellings(row: Row) -> set[str]:
    return {normalize_name(row["name"]), *map(normalize_name, row["aliases"])}
